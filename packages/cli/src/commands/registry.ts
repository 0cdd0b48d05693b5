import type { CommandDefinition } from "../command.ts";
import { accountsChangeCommand } from "./accounts-change.ts";
import { accountsCreateCommand } from "./accounts-create.ts";
import { accountsListCommand } from "./accounts-list.ts";
import { accountsMapCommand } from "./accounts-map.ts";
import { approvalsApproveCommand } from "./approvals-approve.ts";
import { approvalsListCommand } from "./approvals-list.ts";
import { approvalsRejectCommand } from "./approvals-reject.ts";
import { approvalsShowCommand } from "./approvals-show.ts";
import { auditCommand } from "./audit.ts";
import { backupCommand } from "./backup.ts";
import { cancelCommand } from "./cancel.ts";
import { channelsAddCommand } from "./channels-add.ts";
import { channelsListCommand } from "./channels-list.ts";
import { channelsRemoveCommand } from "./channels-remove.ts";
import { channelsSimulateCommand } from "./channels-simulate.ts";
import { channelsTestCommand } from "./channels-test.ts";
import { completeCommand } from "./complete.ts";
import { completionCommand } from "./completion.ts";
import { conversationsExportCommand } from "./conversations-export.ts";
import { conversationsListCommand } from "./conversations-list.ts";
import { dashboardBuildCommand } from "./dashboard-build.ts";
import { demoCommand } from "./demo.ts";
import { doctorCommand } from "./doctor.ts";
import { followCommand } from "./follow.ts";
import { historyExportCommand } from "./history-export.ts";
import { historyListCommand } from "./history-list.ts";
import { historyProveCommand } from "./history-prove.ts";
import { historyShowCommand } from "./history-show.ts";
import { historyVerifyCommand } from "./history-verify.ts";
import { initCommand } from "./init.ts";
import { replayCommand } from "./replay.ts";
import { restoreCommand } from "./restore.ts";
import { resumeCommand } from "./resume.ts";
import { runCommand } from "./run.ts";
import { schedulesCreateCommand } from "./schedules-create.ts";
import { schedulesListCommand } from "./schedules-list.ts";
import { schedulesPauseCommand } from "./schedules-pause.ts";
import { schedulesRemoveCommand } from "./schedules-remove.ts";
import { schedulesResumeCommand } from "./schedules-resume.ts";
import { schedulesStartsCommand } from "./schedules-starts.ts";
import { serveCommand } from "./serve.ts";
import { templatesListCommand } from "./templates-list.ts";
import { templatesPackCommand } from "./templates-pack.ts";
import { templatesPlanCommand } from "./templates-plan.ts";
import { templatesRunCommand } from "./templates-run.ts";
import { templatesRunAllCommand } from "./templates-run-all.ts";
import { templatesShowCommand } from "./templates-show.ts";
import { templatesValidateCommand } from "./templates-validate.ts";
import { tenantsCreateCommand } from "./tenants-create.ts";
import { tenantsDeleteCommand } from "./tenants-delete.ts";
import { tenantsExportCommand } from "./tenants-export.ts";
import { tenantsListCommand } from "./tenants-list.ts";
import { tenantsResumeCommand } from "./tenants-resume.ts";
import { tenantsShowCommand } from "./tenants-show.ts";
import { tenantsSuspendCommand } from "./tenants-suspend.ts";
import { tokensCreateCommand } from "./tokens-create.ts";
import { tokensListCommand } from "./tokens-list.ts";
import { tokensMatrixCommand } from "./tokens-matrix.ts";
import { tokensRevokeCommand } from "./tokens-revoke.ts";
import { tokensRotateCommand } from "./tokens-rotate.ts";
import { workspacesAddCommand } from "./workspaces-add.ts";
import { workspacesListCommand } from "./workspaces-list.ts";
import { workspacesRemoveCommand } from "./workspaces-remove.ts";
import { workspacesSyncCommand } from "./workspaces-sync.ts";

/** Every command, in the order in which help lists them. */
export const registry: readonly CommandDefinition[] = [
  initCommand,
  doctorCommand,
  demoCommand,
  runCommand,
  resumeCommand,
  replayCommand,
  followCommand,
  cancelCommand,
  templatesListCommand,
  templatesShowCommand,
  templatesValidateCommand,
  templatesPlanCommand,
  templatesRunCommand,
  templatesRunAllCommand,
  templatesPackCommand,
  historyListCommand,
  historyShowCommand,
  historyExportCommand,
  historyVerifyCommand,
  historyProveCommand,
  dashboardBuildCommand,
  auditCommand,
  serveCommand,
  backupCommand,
  restoreCommand,
  tenantsCreateCommand,
  tenantsListCommand,
  tenantsShowCommand,
  tenantsSuspendCommand,
  tenantsResumeCommand,
  tenantsDeleteCommand,
  tenantsExportCommand,
  tokensCreateCommand,
  tokensListCommand,
  tokensRotateCommand,
  tokensRevokeCommand,
  tokensMatrixCommand,
  accountsCreateCommand,
  accountsListCommand,
  accountsChangeCommand,
  accountsMapCommand,
  workspacesAddCommand,
  workspacesListCommand,
  workspacesSyncCommand,
  workspacesRemoveCommand,
  channelsAddCommand,
  channelsListCommand,
  channelsRemoveCommand,
  channelsTestCommand,
  channelsSimulateCommand,
  approvalsListCommand,
  approvalsShowCommand,
  approvalsApproveCommand,
  approvalsRejectCommand,
  schedulesCreateCommand,
  schedulesListCommand,
  schedulesPauseCommand,
  schedulesResumeCommand,
  schedulesRemoveCommand,
  schedulesStartsCommand,
  conversationsListCommand,
  conversationsExportCommand,
  completionCommand,
  completeCommand,
];
