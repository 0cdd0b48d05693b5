/** The type of an expression. `any`: nobody knows, and everything fits. */
export type Type =
  | { readonly kind: "any" | "null" | "number" | "boolean" | "string" }
  | {
      readonly kind: "array";
      readonly item: Type;
      /** Whether it is what `.*` gives: properties are then those of the items. */
      readonly filtered?: true;
    }
  | {
      readonly kind: "object";
      /** By name in lower case. */
      readonly properties: ReadonlyMap<string, Type>;
      /** The type of every other property; null when there is none. */
      readonly rest: Type | null;
    };

export const ANY: Type = { kind: "any" };
export const NULL: Type = { kind: "null" };
export const NUMBER: Type = { kind: "number" };
export const BOOLEAN: Type = { kind: "boolean" };
export const STRING: Type = { kind: "string" };

export function arrayOf(item: Type): Type {
  return { kind: "array", item };
}

/** An object with exactly these properties, or with others of the type `rest`. */
export function objectOf(properties: { readonly [name: string]: Type }, rest: Type | null = null): Type {
  return {
    kind: "object",
    properties: new Map(Object.entries(properties).map(([name, type]) => [name.toLowerCase(), type])),
    rest,
  };
}

/** Any names, all of one type. */
export function mapOf(rest: Type): Type {
  return { kind: "object", properties: new Map(), rest };
}

/** What is of one of two types. */
export function either(a: Type, b: Type): Type {
  if (a.kind === "array" && b.kind === "array") return arrayOf(either(a.item, b.item));
  if (a.kind === "object" && b.kind === "object") {
    const names = new Set([...a.properties.keys(), ...b.properties.keys()]);
    const of = (type: Extract<Type, { kind: "object" }>, name: string) => type.properties.get(name) ?? type.rest;
    const properties = [...names].map((name) => {
      const [own, other] = [of(a, name), of(b, name)];
      return [name, own && other ? either(own, other) : (own ?? other ?? ANY)] as const;
    });
    return {
      kind: "object",
      properties: new Map(properties),
      rest: a.rest && b.rest ? either(a.rest, b.rest) : (a.rest ?? b.rest),
    };
  }
  return a.kind === b.kind ? a : ANY;
}

/** Whether a value can be given where another type is asked for: numbers and truth values become texts. */
export function fits(value: Type, wanted: Type): boolean {
  if (value.kind === "any" || wanted.kind === "any" || value.kind === "null") return true;
  if (wanted.kind === "string") return value.kind !== "object" && value.kind !== "array";
  if (wanted.kind === "array") return value.kind === "array" && fits(value.item, wanted.item);
  if (wanted.kind === "boolean") return true;
  return value.kind === wanted.kind;
}

/** The type of a value that JSON holds. */
export function typeOfJson(value: unknown): Type {
  if (value === null) return NULL;
  if (Array.isArray(value))
    return arrayOf(
      value.map(typeOfJson).reduce<Type | null>((sum, each) => (sum ? either(sum, each) : each), null) ?? ANY,
    );
  if (typeof value === "object")
    return objectOf(
      Object.fromEntries(Object.entries(value as object).map(([name, each]) => [name, typeOfJson(each)])),
    );
  return typeof value === "number" ? NUMBER : typeof value === "boolean" ? BOOLEAN : STRING;
}

/** A type in words for a message. */
export function writtenType(type: Type): string {
  if (type.kind === "array") return "a list";
  if (type.kind === "object") {
    const names = [...type.properties.keys()];
    return names.length > 0 && names.length <= 12 && !type.rest
      ? `an object with ${names.map((name) => `\`${name}\``).join(", ")}`
      : "an object";
  }
  return { any: "anything", null: "null", number: "a number", boolean: "a truth value", string: "a text" }[type.kind];
}
