import {
  changeAccount,
  confirmIdentity,
  createAccount,
  linkIdentity,
  listAccounts,
  mapIdentity,
  unmapIdentity,
} from "./accounts.ts";
import { decideApproval, getApproval, listApprovals } from "./approvals.ts";
import { addChannel, listChannels, rehearseChannel, removeChannel, testChannel } from "./channels.ts";
import { exportConversation, listConversations } from "./conversations.ts";
import { getDelivery, listDeliveries, retryDelivery } from "./deliveries.ts";
import { exportHistory, getCheckpoint, getDashboard, proveRun, verifyLedger } from "./history.ts";
import {
  changeTenantOfPlatform,
  createPlatformToken,
  createTenant,
  createWorkspaceOfPlatform,
  exportTenantOfPlatform,
  getTenantOfPlatform,
  listPlatformAuditEvents,
  listPlatformTokens,
  listTenants,
  listUsage,
  removeTenant,
  revokePlatformToken,
} from "./platform.ts";
import type { OperationId } from "./routes.ts";
import { getBlob } from "./run-content.ts";
import { followRun } from "./run-events.ts";
import { cancelRun, getRun, listArtifacts, listRuns, planRun, replayRun, resumeRun, startRun } from "./runs.ts";
import { changeSchedule, createSchedule, listScheduleStarts, listSchedules, removeSchedule } from "./schedules.ts";
import { getTemplate, listTemplates, putTemplate, removeTemplate } from "./templates.ts";
import { changeTenant, exportOwnTenant, getTenant, getUsage, listAuditEvents } from "./tenant.ts";
import { claimToken, createToken, listTokens, revokeToken, rotateToken, showMatrix } from "./tokens.ts";
import type { Operation } from "./types.ts";
import { createWorkspace, listWorkspaces, removeWorkspace, syncWorkspace } from "./workspaces.ts";

/** Every operation, each under its id. What has a route and is not here does not compile. */
export const OPERATIONS = {
  "runs.start": startRun,
  "runs.plan": planRun,
  "runs.list": listRuns,
  "runs.get": getRun,
  "runs.cancel": cancelRun,
  "runs.resume": resumeRun,
  "runs.replay": replayRun,
  "runs.events": followRun,
  "runs.artifacts": listArtifacts,
  "runs.blob": getBlob,
  "templates.list": listTemplates,
  "templates.get": getTemplate,
  "templates.put": putTemplate,
  "templates.remove": removeTemplate,
  "approvals.list": listApprovals,
  "approvals.get": getApproval,
  "approvals.decide": decideApproval,
  "schedules.list": listSchedules,
  "schedules.create": createSchedule,
  "schedules.change": changeSchedule,
  "schedules.remove": removeSchedule,
  "schedules.starts": listScheduleStarts,
  "workspaces.list": listWorkspaces,
  "workspaces.create": createWorkspace,
  "workspaces.sync": syncWorkspace,
  "workspaces.remove": removeWorkspace,
  "conversations.list": listConversations,
  "conversations.export": exportConversation,
  "accounts.list": listAccounts,
  "accounts.create": createAccount,
  "accounts.change": changeAccount,
  "accounts.map": mapIdentity,
  "accounts.unmap": unmapIdentity,
  "accounts.link": linkIdentity,
  "accounts.confirm": confirmIdentity,
  "tokens.list": listTokens,
  "tokens.create": createToken,
  "tokens.matrix": showMatrix,
  "tokens.claim": claimToken,
  "tokens.rotate": rotateToken,
  "tokens.revoke": revokeToken,
  "channels.list": listChannels,
  "channels.add": addChannel,
  "channels.remove": removeChannel,
  "channels.test": testChannel,
  "channels.rehearse": rehearseChannel,
  "deliveries.list": listDeliveries,
  "deliveries.get": getDelivery,
  "deliveries.retry": retryDelivery,
  "tenant.get": getTenant,
  "tenant.change": changeTenant,
  "tenant.export": exportOwnTenant,
  "usage.get": getUsage,
  "audit.list": listAuditEvents,
  "history.export": exportHistory,
  "history.checkpoint": getCheckpoint,
  "history.prove": proveRun,
  "history.verify": verifyLedger,
  "dashboard.get": getDashboard,
  "platform.tenants.list": listTenants,
  "platform.usage": listUsage,
  "platform.tenants.create": createTenant,
  "platform.tenants.get": getTenantOfPlatform,
  "platform.tenants.change": changeTenantOfPlatform,
  "platform.tenants.remove": removeTenant,
  "platform.tenants.export": exportTenantOfPlatform,
  "platform.workspaces.create": createWorkspaceOfPlatform,
  "platform.tokens.list": listPlatformTokens,
  "platform.tokens.create": createPlatformToken,
  "platform.tokens.revoke": revokePlatformToken,
  "platform.audit": listPlatformAuditEvents,
} as const satisfies { readonly [I in OperationId]: Operation & { readonly id: I } };

/** The operations with their schemas, for types. */
export type Operations = typeof OPERATIONS;
