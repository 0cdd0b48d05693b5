import type { z } from "zod";
import type { ActionSpec } from "../action/spec.ts";
import type { Json, JsonObject } from "../json/json.ts";
import { changeAt } from "./change-at.ts";
import { numberText } from "./expression/number-text.ts";

/**
 * Checks evaluated parameters against an action's schema. A number or boolean that an expression gave where the action
 * takes a text becomes that text, written as within other text: `argv: [git, log, -n, "${{ inputs.depth }}"]` works.
 */
export function parseParams<P>(spec: Pick<ActionSpec<P>, "params">, params: JsonObject): z.ZodSafeParseResult<P> {
  const first = spec.params.safeParse(params);
  if (first.success) return first;
  let fitted: Json = params;
  for (const issue of first.error.issues) {
    if (issue.code === "invalid_type" && issue.expected === "string") fitted = changeAt(fitted, issue.path, asText);
  }
  return fitted === params ? first : spec.params.safeParse(fitted);
}

function asText(value: Json): Json {
  if (typeof value === "number") return numberText(value);
  return typeof value === "boolean" ? String(value) : value;
}
