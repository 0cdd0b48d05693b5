import type { Rule } from "../rule.ts";
import { actionInputs } from "./rules/action-inputs.ts";
import { actionMetadata } from "./rules/action-metadata.ts";
import { agentPrompt } from "./rules/agent-prompt.ts";
import { anonymous } from "./rules/anonymous.ts";
import { appToken } from "./rules/app-token.ts";
import { archivedAction } from "./rules/archived-action.ts";
import { artifactPoisoning } from "./rules/artifact-poisoning.ts";
import { botCondition } from "./rules/bot-condition.ts";
import { cachePoisoning } from "./rules/cache-poisoning.ts";
import { concurrency } from "./rules/concurrency.ts";
import { constantCondition } from "./rules/constant-condition.ts";
import { containerCredentials } from "./rules/container-credentials.ts";
import { dangerousTrigger } from "./rules/dangerous-trigger.ts";
import { dependabotCooldown, dependabotExecution } from "./rules/dependabot.ts";
import { deprecatedCommand } from "./rules/deprecated-command.ts";
import { environmentInjection } from "./rules/environment-injection.ts";
import { event } from "./rules/event.ts";
import { excessivePermissions, jobPermissions } from "./rules/excessive-permissions.ts";
import { expressionRule } from "./rules/expression.ts";
import { gitLabDeploy, gitLabImage, gitLabInclude, gitLabPipedDownload, gitLabSecretVariable } from "./rules/gitlab.ts";
import { identifier } from "./rules/identifier.ts";
import { insecureCommands } from "./rules/insecure-commands.ts";
import { localCall } from "./rules/local-call.ts";
import { matrixRule } from "./rules/matrix-values.ts";
import { misfeature } from "./rules/misfeature.ts";
import { obfuscation } from "./rules/obfuscation.ts";
import { overprovisionedSecrets } from "./rules/overprovisioned-secrets.ts";
import { permissionScope } from "./rules/permission-scope.ts";
import { persistedCredentials, publishedCredentials } from "./rules/persisted-credentials.ts";
import { pipedDownload } from "./rules/piped-download.ts";
import { preCommitArchived, preCommitUrl } from "./rules/pre-commit.ts";
import { printedSecret } from "./rules/printed-secret.ts";
import { runnerLabel } from "./rules/runner-label.ts";
import { secretsInherit } from "./rules/secrets-inherit.ts";
import { secretsOutsideEnvironment } from "./rules/secrets-outside-environment.ts";
import { selfHostedRunner } from "./rules/self-hosted-runner.ts";
import { shellName } from "./rules/shell-name.ts";
import { superfluousAction } from "./rules/superfluous-action.ts";
import { syntax } from "./rules/syntax.ts";
import { templateExpansion } from "./rules/template-expansion.ts";
import { templateInjection } from "./rules/template-injection.ts";
import { timeout } from "./rules/timeout.ts";
import { toleratedFailure } from "./rules/tolerated-failure.ts";
import { trustedPublishing } from "./rules/trusted-publishing.ts";
import { typosquattedAction } from "./rules/typosquatted-action.ts";
import { undocumentedPermissions } from "./rules/undocumented-permissions.ts";
import { unlockedInstall } from "./rules/unlocked-install.ts";
import { unpinnedAction, unpinnedOwnAction } from "./rules/unpinned-action.ts";
import { imageTag, unpinnedImage } from "./rules/unpinned-image.ts";
import { unpinnedTool } from "./rules/unpinned-tool.ts";
import { unredactedSecret } from "./rules/unredacted-secret.ts";
import { unsafeCheckout } from "./rules/unsafe-checkout.ts";
import { unsoundCondition } from "./rules/unsound-condition.ts";
import { unsoundContains } from "./rules/unsound-contains.ts";
import { unsoundTernary } from "./rules/unsound-ternary.ts";
import { missingVersion, versionComment } from "./rules/version-comment.ts";
import { vulnerableAction } from "./rules/vulnerable-action.ts";
import { workspaceReference } from "./rules/workspace-reference.ts";

/** The rules about GitHub workflows and actions, Dependabot, pre-commit and GitLab CI. */
export const workflowsRules: readonly Rule[] = [
  actionInputs,
  actionMetadata,
  agentPrompt,
  anonymous,
  appToken,
  archivedAction,
  artifactPoisoning,
  botCondition,
  cachePoisoning,
  concurrency,
  constantCondition,
  containerCredentials,
  dangerousTrigger,
  dependabotCooldown,
  dependabotExecution,
  deprecatedCommand,
  environmentInjection,
  event,
  excessivePermissions,
  expressionRule,
  gitLabDeploy,
  gitLabImage,
  gitLabInclude,
  gitLabPipedDownload,
  gitLabSecretVariable,
  identifier,
  imageTag,
  insecureCommands,
  jobPermissions,
  localCall,
  matrixRule,
  misfeature,
  missingVersion,
  obfuscation,
  overprovisionedSecrets,
  permissionScope,
  persistedCredentials,
  pipedDownload,
  preCommitArchived,
  preCommitUrl,
  printedSecret,
  publishedCredentials,
  runnerLabel,
  secretsInherit,
  secretsOutsideEnvironment,
  selfHostedRunner,
  shellName,
  superfluousAction,
  syntax,
  templateExpansion,
  templateInjection,
  timeout,
  toleratedFailure,
  trustedPublishing,
  typosquattedAction,
  undocumentedPermissions,
  unlockedInstall,
  unpinnedAction,
  unpinnedImage,
  unpinnedOwnAction,
  unpinnedTool,
  unredactedSecret,
  unsafeCheckout,
  unsoundCondition,
  unsoundContains,
  unsoundTernary,
  versionComment,
  vulnerableAction,
  workspaceReference,
];
