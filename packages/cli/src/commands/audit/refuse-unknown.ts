import { Fault, nearest } from "@sdetkit/core";
import { groupSelectors, rules } from "@sdetkit/runtime";

/** The value of an option that knows some words only. Fault `usage` for another one, with the nearest. */
export function refuseUnknown<Word extends string>(option: string, value: string, words: readonly Word[]): Word {
  const known = words.find((word) => word === value);
  if (known !== undefined) return known;
  const similar = nearest(value, words);
  const remedy = similar === null ? `choose one of ${words.join(", ")}` : `did you mean ${similar}?`;
  throw new Fault("usage", `expected ${option} to be ${words.join(", ")}, got ${JSON.stringify(value)}`, {
    remedy,
  });
}

/** Fault `usage` for a selector that names neither a rule nor a group of them. */
export function refuseUnknownRules(selectors: readonly string[]): void {
  const known = [...groupSelectors, ...rules.map(({ id }) => id)];
  const unknown = selectors.find((selector) => !known.includes(selector));
  if (unknown === undefined && selectors.length > 0) return;
  const similar = nearest(unknown ?? "", known);
  const remedy = similar === null ? "see `sdetkit agent audit rules` for the list" : `did you mean ${similar}?`;
  const got = unknown === undefined ? "none" : JSON.stringify(unknown);
  throw new Fault("usage", `expected the id of a rule, or a family, got ${got}`, { remedy });
}
