import { expect, it } from "vitest";
import { byCodeUnits } from "./code-unit-order.ts";
import { rules } from "./registry.ts";
import type { Rule } from "./rule.ts";
import { groupSelectors, selectRules } from "./rule-selectors.ts";
import { findingsIn } from "./testing/findings-in.ts";

const examples = rules.flatMap((rule) => rule.examples.map((example) => ({ rule, example })));

it.each(examples)("$rule.id finds: $example.name, and nothing once it is repaired", async ({ rule, example }) => {
  expect(await findingsIn(rule, example.found)).not.toEqual([]);
  expect(await findingsIn(rule, example.repaired)).toEqual([]);
});

it("names each rule once, in order, and not as a selector is named", () => {
  const ids = rules.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort(byCodeUnits));
  for (const id of ids) expect(id).toMatch(/^[a-z]+(?:-[a-z0-9]+)*$/);
  expect(ids.filter((id) => (groupSelectors as readonly string[]).includes(id))).toEqual([]);
});

it.each(rules.map((rule) => [rule.id, rule] as const))("%s says what it protects and how to repair it", (_id, rule) => {
  expect(rule.title).not.toMatch(/\.$/);
  for (const text of [rule.protects, rule.fix]) {
    expect(text).toMatch(/[.)]$/);
    expect(text.length).toBeLessThanOrEqual(500);
  }
  if (rule.securitySeverity !== undefined) {
    expect(rule.securitySeverity).toBeGreaterThan(0);
    expect(rule.securitySeverity).toBeLessThanOrEqual(10);
  }
  expect(rule.profiles).toContain("strict");
});

it("has keywords that can be found: ASCII in lower case", () => {
  const words = (rule: Rule) => (rule.kind === "file" ? (rule.keywords ?? []) : []);
  for (const word of rules.flatMap(words)) expect(word).toMatch(/^[!-@[-~ ]{2,}$/);
});

it("selects by family, by id, and all that is about security", () => {
  const ids = (...selectors: string[]) => selectRules(rules, selectors).map(({ id }) => id);
  // What these three meant when they were the only ones.
  expect(ids("security")).toEqual(
    expect.arrayContaining(["bidi-control", "env-file", "secret", "security-policy-present"]),
  );
  expect(ids("governance")).toEqual(
    expect.arrayContaining(["code-owners-present", "licence-present", "readme-present", "readme-usage"]),
  );
  expect(ids("hygiene")).toEqual(expect.arrayContaining(["git-ignore-present", "large-file", "merge-conflict"]));
  expect(ids("security")).not.toContain("large-file");
  expect(ids("merge-conflict", "large-file")).toEqual(["large-file", "merge-conflict"]);
});
