import type { Rule } from "../rule.ts";
import { codeOwnersPresent } from "./code-owners-present.ts";
import { licencePresent } from "./licence-present.ts";
import { readmePresent } from "./readme-present.ts";
import { readmeUsage } from "./readme-usage.ts";
import { securityPolicyPresent } from "./security-policy-present.ts";

/** The rules about who owns, licenses and explains the repository. */
export const governanceRules: readonly Rule[] = [
  codeOwnersPresent,
  licencePresent,
  readmePresent,
  readmeUsage,
  securityPolicyPresent,
];
