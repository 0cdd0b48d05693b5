import type { Redactor } from "../action/contract.ts";
import { needleFinder, type Span } from "./find-needles.ts";
import { KNOWN_SHAPES } from "./known-shapes.ts";
import { SHORTEST_SECRET, secretVariants } from "./secret-variants.ts";

/** What stands where a secret stood. */
export const REDACTED = "[redacted]";

/** Base64 broken into lines, as mail and PEM tools print it: a secret may lie across a line's end. */
const WRAPPED_BASE64 = /(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{60,76}\r?\n){1,100000}[A-Za-z0-9+/]{1,76}={0,2}/g;

function cut(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  const kept: string[] = [];
  let from = 0;
  for (const span of spans) {
    kept.push(text.slice(from, span.from), REDACTED);
    from = span.to;
  }
  kept.push(text.slice(from));
  return kept.join("");
}

function textRedactor(needles: readonly string[]): (text: string) => string {
  const find = needleFinder(needles);
  return (text) => {
    let redacted = cut(text, find(text));
    if (needles.length > 0)
      redacted = redacted.replace(WRAPPED_BASE64, (run) => (find(run.replace(/\s/g, "")).length > 0 ? REDACTED : run));
    for (const { pattern, anchor } of KNOWN_SHAPES) {
      if (anchor === undefined || redacted.includes(anchor)) redacted = redacted.replace(pattern, `$1${REDACTED}`);
    }
    return redacted;
  };
}

/**
 * Makes the redactor of a run: takes the given secrets, in every form of `secretVariants`, and credentials of a well-known
 * shape out of text, bytes and JSON. It works on whole values, so a secret cannot hide across the border of two chunks. What
 * holds no secret comes back as the very same object.
 *
 * @param options.secrets values to take out; those under 6 characters are ignored, they would hit ordinary text.
 */
export function createRedactor(options: { readonly secrets: readonly string[] }): Redactor {
  const secrets = options.secrets.filter((secret) => secret.trim().length >= SHORTEST_SECRET);
  const variants = [...new Set(secrets.flatMap(secretVariants))];
  const redactText = textRedactor(variants);
  // Bytes are searched as one character a byte: UTF-8 as commands print it, UTF-16 as Windows tools write it.
  const redactLatin1 = textRedactor([
    ...new Set(
      variants.flatMap((text) =>
        [Buffer.from(text, "utf8"), Buffer.from(text, "utf16le")].map((b) => b.toString("latin1")),
      ),
    ),
  ]);

  /** All that is written in a value, names included. Nothing that a secret could be made of has a NUL in it. */
  function textsOf(value: unknown, into: string[] = []): string[] {
    if (typeof value === "string") into.push(value);
    else if (Array.isArray(value)) for (const member of value) textsOf(member, into);
    else if (typeof value === "object" && value !== null)
      for (const [name, member] of Object.entries(value)) {
        into.push(name);
        textsOf(member, into);
      }
    return into;
  }

  function redactJson(value: unknown): unknown {
    if (typeof value === "string") return redactText(value);
    if (Array.isArray(value)) return value.map(redactJson);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [redactText(name), redactJson(member)]));
  }

  return {
    text: redactText,
    bytes(data) {
      const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("latin1");
      const redacted = redactLatin1(text);
      return redacted === text ? data : Buffer.from(redacted, "latin1");
    },
    json: <T>(value: T) => {
      // One search through all texts is much less than a search through each, and mostly nothing is found.
      const texts = textsOf(value).join("\0");
      return redactText(texts) === texts ? value : (redactJson(value) as T);
    },
  };
}
