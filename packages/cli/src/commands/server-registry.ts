import type { CommandDefinition } from "../command/command.ts";
import { accountsChangeCommand } from "./accounts/change.ts";
import { accountsConfirmCommand } from "./accounts/confirm.ts";
import { accountsCreateCommand } from "./accounts/create.ts";
import { accountsListCommand } from "./accounts/list.ts";
import { accountsMapCommand } from "./accounts/map.ts";
import { accountsUnmapCommand } from "./accounts/unmap.ts";
import { approvalsApproveCommand } from "./approvals/approve.ts";
import { approvalsListCommand } from "./approvals/list.ts";
import { approvalsRejectCommand } from "./approvals/reject.ts";
import { approvalsShowCommand } from "./approvals/show.ts";
import { channelsAddCommand } from "./channels/add.ts";
import { channelsListCommand } from "./channels/list.ts";
import { channelsRemoveCommand } from "./channels/remove.ts";
import { channelsShowCommand } from "./channels/show.ts";
import { channelsSimulateCommand } from "./channels/simulate.ts";
import { channelsTestCommand } from "./channels-test.ts";
import { conversationsExportCommand } from "./conversations/export.ts";
import { conversationsListCommand } from "./conversations/list.ts";
import { deliveriesListCommand } from "./deliveries/list.ts";
import { deliveriesRetryCommand } from "./deliveries/retry.ts";
import { deliveriesShowCommand } from "./deliveries/show.ts";
import { artifactsCommand } from "./run/artifacts.ts";
import { cancelCommand } from "./run/cancel.ts";
import { followCommand } from "./run/follow.ts";
import { schedulesCreateCommand } from "./schedules/create.ts";
import { schedulesListCommand } from "./schedules/list.ts";
import { schedulesPauseCommand } from "./schedules/pause.ts";
import { schedulesRemoveCommand } from "./schedules/remove.ts";
import { schedulesResumeCommand } from "./schedules/resume.ts";
import { schedulesStartsCommand } from "./schedules/starts.ts";
import { auditLogCommand } from "./server/audit-log.ts";
import { backupCommand } from "./server/backup.ts";
import { restoreCommand } from "./server/restore.ts";
import { rotateKeyCommand } from "./server/rotate-key.ts";
import { serveCommand } from "./server/serve.ts";
import { tenantsChangeCommand } from "./tenants/change.ts";
import { tenantsCreateCommand } from "./tenants/create.ts";
import { tenantsDeleteCommand } from "./tenants/delete.ts";
import { tenantsExportCommand } from "./tenants/export.ts";
import { tenantsListCommand } from "./tenants/list.ts";
import { tenantsResumeCommand } from "./tenants/resume.ts";
import { tenantsShowCommand } from "./tenants/show.ts";
import { tenantsSuspendCommand } from "./tenants/suspend.ts";
import { tenantsUsageCommand } from "./tenants/usage.ts";
import { tokensClaimCommand } from "./tokens/claim.ts";
import { tokensCreateCommand } from "./tokens/create.ts";
import { tokensListCommand } from "./tokens/list.ts";
import { tokensMatrixCommand } from "./tokens/matrix.ts";
import { tokensRevokeCommand } from "./tokens/revoke.ts";
import { tokensRotateCommand } from "./tokens/rotate.ts";
import { workspacesAddCommand } from "./workspaces/add.ts";
import { workspacesListCommand } from "./workspaces/list.ts";
import { workspacesRemoveCommand } from "./workspaces/remove.ts";
import { workspacesSyncCommand } from "./workspaces/sync.ts";

/** The commands that serve, or that only a server can answer, in the order in which help lists them. */
export const serverRegistry: readonly CommandDefinition[] = [
  followCommand,
  cancelCommand,
  artifactsCommand,
  auditLogCommand,
  serveCommand,
  backupCommand,
  restoreCommand,
  rotateKeyCommand,
  tenantsCreateCommand,
  tenantsListCommand,
  tenantsShowCommand,
  tenantsUsageCommand,
  tenantsChangeCommand,
  tenantsSuspendCommand,
  tenantsResumeCommand,
  tenantsDeleteCommand,
  tenantsExportCommand,
  tokensCreateCommand,
  tokensListCommand,
  tokensClaimCommand,
  tokensRotateCommand,
  tokensRevokeCommand,
  tokensMatrixCommand,
  accountsCreateCommand,
  accountsListCommand,
  accountsChangeCommand,
  accountsMapCommand,
  accountsConfirmCommand,
  accountsUnmapCommand,
  workspacesAddCommand,
  workspacesListCommand,
  workspacesSyncCommand,
  workspacesRemoveCommand,
  channelsAddCommand,
  channelsListCommand,
  channelsShowCommand,
  channelsRemoveCommand,
  channelsTestCommand,
  channelsSimulateCommand,
  deliveriesListCommand,
  deliveriesShowCommand,
  deliveriesRetryCommand,
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
];
