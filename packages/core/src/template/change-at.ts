import type { Json, JsonObject } from "../json/json.ts";

/** The value with what is at a path changed; the same value when nothing is there, or nothing changes. */
export function changeAt(value: Json, path: readonly PropertyKey[], change: (value: Json) => Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const index = Number(key);
    return index in value ? value.with(index, changeAt(value[index] as Json, rest, change)) : value;
  }
  const name = String(key);
  if (!Object.hasOwn(value, name)) return value;
  return { ...value, [name]: changeAt((value as JsonObject)[name]!, rest, change) };
}
