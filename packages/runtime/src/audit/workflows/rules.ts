import type { FileRule } from "../rule.ts";
import { botCondition } from "./rules/bot-condition.ts";
import { containerCredentials } from "./rules/container-credentials.ts";
import { dangerousTrigger } from "./rules/dangerous-trigger.ts";
import { environmentInjection } from "./rules/environment-injection.ts";
import { excessivePermissions } from "./rules/excessive-permissions.ts";
import { insecureCommands } from "./rules/insecure-commands.ts";
import { obfuscation } from "./rules/obfuscation.ts";
import { overprovisionedSecrets } from "./rules/overprovisioned-secrets.ts";
import { persistedCredentials } from "./rules/persisted-credentials.ts";
import { secretsInherit } from "./rules/secrets-inherit.ts";
import { secretsOutsideEnvironment } from "./rules/secrets-outside-environment.ts";
import { templateExpansion } from "./rules/template-expansion.ts";
import { templateInjection } from "./rules/template-injection.ts";
import { unpinnedAction, unpinnedOwnAction } from "./rules/unpinned-action.ts";
import { unredactedSecret } from "./rules/unredacted-secret.ts";
import { unsafeCheckout } from "./rules/unsafe-checkout.ts";
import { unsoundCondition } from "./rules/unsound-condition.ts";
import { unsoundContains } from "./rules/unsound-contains.ts";
import { unsoundTernary } from "./rules/unsound-ternary.ts";

/** The rules about GitHub workflows and actions, Dependabot and GitLab CI. */
export const workflowsRules: readonly FileRule[] = [
  botCondition,
  containerCredentials,
  dangerousTrigger,
  environmentInjection,
  excessivePermissions,
  insecureCommands,
  obfuscation,
  overprovisionedSecrets,
  persistedCredentials,
  secretsInherit,
  secretsOutsideEnvironment,
  templateExpansion,
  templateInjection,
  unpinnedAction,
  unpinnedOwnAction,
  unredactedSecret,
  unsafeCheckout,
  unsoundCondition,
  unsoundContains,
  unsoundTernary,
];
