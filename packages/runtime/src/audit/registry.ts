import { byCodeUnits } from "./code-unit-order.ts";
import { governanceRules } from "./governance/rules.ts";
import { hygieneRules } from "./hygiene/rules.ts";
import type { Rule } from "./rule.ts";
import { secretsRules } from "./secrets/rules.ts";
import { sourceTrustRules } from "./source-trust/rules.ts";
import { workflowsRules } from "./workflows/rules.ts";

/** The version of the rule set (semver): reports name it, and it goes up when a rule is added or judges differently. */
export const RULES_VERSION = "2.5.0";

/** Every rule there is, sorted by id. A new one is its file and one line in the `rules.ts` of its family. */
export const rules: readonly Rule[] = [
  ...governanceRules,
  ...hygieneRules,
  ...secretsRules,
  ...sourceTrustRules,
  ...workflowsRules,
].sort((a, b) => byCodeUnits(a.id, b.id));
