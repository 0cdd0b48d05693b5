import canonicalize from "canonicalize";
import type { Hashing, Sha256 } from "../digest/sha256.ts";
import type { Json } from "./json.ts";

/**
 * RFC 8785 (JCS): the one text of a JSON value. Whatever is not JSON is refused with its place instead of being
 * dropped or bent: Map, Date and other class instances, `undefined`, functions, symbols, bigint, NaN, infinities,
 * lone surrogates, sparse arrays, cycles.
 * @throws TypeError naming the first place that is not JSON.
 */
export function canonicalJson(value: unknown): string {
  assertJson(value, "$", new Set());
  return canonicalize(value) as string;
}

/** SHA-256 of a JSON value's canonical form: the digest that policies, approvals and plans are bound to. */
export function digestOf(value: Json, hashing: Hashing): Sha256 {
  return hashing.hex(canonicalJson(value));
}

function assertJson(value: unknown, place: string, above: Set<object>): void {
  switch (typeof value) {
    case "boolean":
      return;
    case "number":
      if (!Number.isFinite(value)) refuse(place, String(value));
      return;
    case "string":
      if (!value.isWellFormed()) refuse(place, "text with a lone surrogate");
      return;
    case "object":
      break;
    default:
      refuse(place, typeof value);
  }
  if (value === null) return;
  const container = value as object;
  if (above.has(container)) refuse(place, "a cycle");
  above.add(container);
  if (Array.isArray(container)) {
    for (let i = 0; i < container.length; i++) {
      if (!(i in container)) refuse(`${place}[${i}]`, "a hole");
      assertJson(container[i], `${place}[${i}]`, above);
    }
  } else {
    assertPlain(container, place);
    for (const [key, child] of Object.entries(container)) {
      if (!key.isWellFormed()) refuse(place, "a name with a lone surrogate");
      assertJson(child, `${place}.${key}`, above);
    }
  }
  above.delete(container);
}

function assertPlain(container: object, place: string): void {
  const prototype = Object.getPrototypeOf(container);
  // A plain object of another realm (a worker, a vm) has another Object.prototype: it is known by having none above.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) refuse(place, prototype.constructor.name);
  if ("toJSON" in container && typeof container.toJSON === "function") refuse(place, "an object with toJSON");
  if (Object.getOwnPropertySymbols(container).length > 0) refuse(place, "an object with symbol names");
}

function refuse(place: string, got: string): never {
  throw new TypeError(`expected a JSON value at ${place}, got ${got}`);
}
