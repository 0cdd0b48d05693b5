import { ExpressionFailure, evaluateValue, type Json, type JsonObject, type Scope } from "@sdetkit/core";

/**
 * Evaluates what can be known before the run; `open` when something depends on earlier steps and stays as written.
 *
 * @param hides see `evaluateValue`.
 */
export function evaluateKnown(
  value: JsonObject,
  scope: Scope,
  hides?: (variable: string) => boolean,
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
      return part;
    }
  };
  return { value: known(value) as JsonObject, open };
}
