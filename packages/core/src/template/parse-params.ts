import { NumberData } from "@actions/expressions/data/index";
import type { z } from "zod";
import type { ActionSpec } from "../action/spec.ts";
import type { Json, JsonObject } from "../json.ts";

type Path = readonly PropertyKey[];

/**
 * Checks evaluated parameters against an action's schema. A number or boolean that an expression gave where the action
 * takes a text becomes that text, written as within other text: `argv: [git, log, -n, "${{ inputs.depth }}"]` works.
 */
export function parseParams<P>(spec: Pick<ActionSpec<P>, "params">, params: JsonObject): z.ZodSafeParseResult<P> {
  const first = spec.params.safeParse(params);
  if (first.success) return first;
  let fitted: Json = params;
  for (const issue of first.error.issues) {
    if (issue.code === "invalid_type" && issue.expected === "string") fitted = withTextAt(fitted, issue.path);
  }
  return fitted === params ? first : spec.params.safeParse(fitted);
}

/** The value with the number or boolean at a path as text; the same value when there is something else. */
function withTextAt(value: Json, path: Path): Json {
  const [key, ...rest] = path;
  if (key === undefined) {
    if (typeof value === "number") return new NumberData(value).coerceString();
    return typeof value === "boolean" ? String(value) : value;
  }
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const index = Number(key);
    return index in value ? value.with(index, withTextAt(value[index] as Json, rest)) : value;
  }
  const name = String(key);
  if (!Object.hasOwn(value, name)) return value;
  return { ...value, [name]: withTextAt((value as JsonObject)[name]!, rest) };
}
