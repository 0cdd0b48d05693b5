import { ExpressionFailure, evaluateValue, type Json, type JsonObject, type Scope } from "@sdetkit/core";

/**
 * Evaluates what can be known before the run; `open` when something depends on earlier steps and stays as written.
 *
 * @param hides see `evaluateValue`.
 * @param replaced what to put in the place of what depends on earlier steps.
 */
export function evaluateKnown(
  value: JsonObject,
  scope: Scope,
  hides?: (variable: string) => boolean,
  replaced: (part: Json) => Json = (part) => part,
): { readonly value: JsonObject; readonly open: boolean } {
  let open = false;
  const known = (part: Json): Json => {
    if (Array.isArray(part)) return part.map(known);
    if (part !== null && typeof part === "object") {
      return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, known(item)]));
    }
    try {
      return evaluateValue(part, scope, hides);
    } catch (error) {
      if (!(error instanceof ExpressionFailure)) throw error;
      open = true;
      return replaced(part);
    }
  };
  return { value: known(value) as JsonObject, open };
}
