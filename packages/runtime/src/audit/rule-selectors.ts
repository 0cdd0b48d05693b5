import { categories, type Rule } from "./rule.ts";

/** Selects every rule about security, whatever its family: those with a security severity. */
const SECURITY = "security";

/** What a selection of rules may name beside the ids of rules: a family, or `security`. */
export const groupSelectors = [...categories, SECURITY] as const;

/** The rules that at least one of the selectors names, by id, family or group, in the order of `rules`. */
export function selectRules(rules: readonly Rule[], selectors: readonly string[]): readonly Rule[] {
  const wanted = new Set(selectors);
  return rules.filter(
    ({ id, category, securitySeverity }) =>
      wanted.has(id) || wanted.has(category) || (securitySeverity !== undefined && wanted.has(SECURITY)),
  );
}
