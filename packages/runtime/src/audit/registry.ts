import type { Rule } from "./rule.ts";
import { bidiControl } from "./rules/bidi-control.ts";
import { codeOwnersPresent } from "./rules/code-owners-present.ts";
import { envFile } from "./rules/env-file.ts";
import { gitIgnorePresent } from "./rules/git-ignore-present.ts";
import { largeFile } from "./rules/large-file.ts";
import { licencePresent } from "./rules/licence-present.ts";
import { mergeConflict } from "./rules/merge-conflict.ts";
import { readmePresent } from "./rules/readme-present.ts";
import { readmeUsage } from "./rules/readme-usage.ts";
import { secret } from "./rules/secret.ts";
import { securityPolicyPresent } from "./rules/security-policy-present.ts";

/** The version of the rule set (semver): reports name it, and it goes up when a rule is added or judges differently. */
export const RULES_VERSION = "1.2.0";

/** Every rule there is, sorted by id. Add one: its file, its test, one line here. */
export const rules: readonly Rule[] = [
  bidiControl,
  codeOwnersPresent,
  envFile,
  gitIgnorePresent,
  largeFile,
  licencePresent,
  mergeConflict,
  readmePresent,
  readmeUsage,
  secret,
  securityPolicyPresent,
];
