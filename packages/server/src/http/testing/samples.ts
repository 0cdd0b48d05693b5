import type { OperationId } from "../../api/routes.ts";
import { ASKING } from "./open-world.ts";

/** What a valid request of an operation is made of; ids of things that were made before stand in `known`. */
export interface Sample {
  readonly params?: { readonly [name: string]: string };
  readonly query?: string;
  readonly body?: unknown;
  /** Who asks; the tenant's admin unless said. */
  readonly as?: "platform" | "operator" | "approver";
  /** What is answered when it is not the success: where nobody who asks over HTTP can have one. */
  readonly answer?: number;
}

/** Ids of what is there when the samples are sent. */
export interface Known {
  readonly run: string;
  readonly waiting: string;
  readonly blob: string;
  readonly approval: string;
  readonly digest: string;
  readonly schedule: string;
  readonly token: string;
  readonly spareToken: string;
  readonly platformToken: string;
  readonly conversation: string;
  /** One-time code that a chat gave to the approver. */
  readonly code: string;
  /** One that failed. */
  readonly delivery: string;
  /** Of the record of `run`. */
  readonly hash: string;
}

/** One valid request of every operation, in an order in which what is removed is needed no more. */
export function samplesOf(known: Known): { readonly [I in OperationId]: Sample } {
  const { run, waiting } = known;
  return {
    "runs.start": { body: { workspace: "shop", task: "template:repo-health-audit", inputs: { profile: "strict" } } },
    "runs.plan": { body: { workspace: "shop", task: "template:repo-health-audit" } },
    "runs.list": { query: "limit=1&state=over&since=2026-01-01T00:00:00Z&until=2999-01-01T00:00:00Z" },
    "runs.get": { params: { run } },
    "runs.events": { params: { run } },
    "runs.artifacts": { params: { run } },
    "runs.blob": { params: { run, sha256: known.blob } },
    "runs.replay": { params: { run } },
    "runs.resume": { params: { run } },
    "approvals.list": { query: "state=pending" },
    "approvals.get": { params: { approval: known.approval } },
    "approvals.decide": {
      params: { approval: known.approval },
      body: { answer: "given", digest: known.digest, why: "looked at it" },
      as: "approver",
    },
    "runs.cancel": { params: { run: waiting } },
    "templates.list": { query: "workspace=shop" },
    "templates.get": { params: { template: "asking" }, query: "workspace=shop" },
    "templates.put": { body: { source: ASKING.replace("id: asking", "id: stored") } },
    "templates.remove": { params: { template: "stored" } },
    "schedules.list": {},
    "schedules.create": {
      body: {
        name: "weekly",
        cron: "0 6 * * 1",
        time_zone: "Europe/Berlin",
        workspace: "shop",
        task: "template:repo-health-audit",
        catch_up: "latest",
      },
    },
    "schedules.change": { params: { schedule: known.schedule }, body: { paused: true } },
    "schedules.starts": { params: { schedule: known.schedule }, query: "limit=5" },
    "schedules.remove": { params: { schedule: known.schedule } },
    "workspaces.list": {},
    "workspaces.create": { body: { name: "docs", url: "https://git.example.com/docs.git", ref: "main" } },
    "workspaces.sync": { params: { workspace: "shop" } },
    "workspaces.remove": { params: { workspace: "spare" } },
    "conversations.list": {},
    "conversations.export": { params: { conversation: known.conversation } },
    "accounts.list": { query: "limit=2" },
    "accounts.create": { body: { name: "maria", kind: "person", role: "approver" } },
    "accounts.change": { params: { account: "viewer" }, body: { disabled: true } },
    "accounts.map": { params: { account: "operator" }, body: { channel: "events", external: "U0G9QF9C6" } },
    "accounts.unmap": { params: { account: "operator", channel: "events", external: "U0G9QF9C6" } },
    "accounts.link": { as: "approver", answer: 409 },
    "accounts.confirm": { body: { code: known.code }, as: "approver" },
    "tokens.list": {},
    "tokens.create": { body: { account: "operator", name: "pipeline", expires_at: "2099-01-01T00:00:00Z" } },
    "tokens.matrix": {},
    "tokens.claim": { body: {}, as: "approver" },
    "tokens.rotate": { params: { token: known.token }, body: { overlap_seconds: 60 } },
    "tokens.revoke": { params: { token: known.spareToken } },
    "channels.list": {},
    "channels.add": {
      body: {
        name: "more-events",
        kind: "webhook",
        settings: { workspace: "shop", task: "template:repo-health-audit" },
        secrets: { bearerSecret: "b".repeat(32) },
      },
    },
    "channels.test": { params: { channel: "events" } },
    "channels.rehearse": { params: { channel: "events" }, body: { user: "ci", payload: { ref: "main" } } },
    "channels.remove": { params: { channel: "events" } },
    "deliveries.list": { query: "state=failed" },
    "deliveries.get": { params: { delivery: known.delivery } },
    "deliveries.retry": { params: { delivery: known.delivery } },
    "tenant.get": {},
    "tenant.change": { body: { config: "policy: { approvals: { identity: confirmed } }\n" } },
    "tenant.export": {},
    "usage.get": {},
    "audit.list": { query: "limit=3" },
    "history.export": { query: "since=2020-01-01T00:00:00Z" },
    "history.checkpoint": {},
    "history.prove": { params: { run } },
    "history.verify": {},
    "dashboard.get": {},
    "platform.tenants.list": { as: "platform" },
    "platform.usage": { as: "platform" },
    "platform.tenants.create": { body: { name: "another", quotas: { concurrent_runs: 2 } }, as: "platform" },
    "platform.tenants.get": { params: { tenant: "another" }, as: "platform" },
    "platform.tenants.change": {
      params: { tenant: "another" },
      body: { state: "suspended", quotas: { runs_per_day: 7 } },
      as: "platform",
    },
    "platform.tenants.export": { params: { tenant: "another" }, as: "platform" },
    "platform.workspaces.create": {
      params: { tenant: "acme" },
      body: { name: "tools", url: "https://git.example.com/tools.git" },
      as: "platform",
    },
    "platform.tenants.remove": { params: { tenant: "another" }, as: "platform" },
    "platform.tokens.list": { as: "platform" },
    "platform.tokens.create": { body: { account: "admin", name: "backup" }, as: "platform" },
    "platform.tokens.revoke": { params: { token: known.platformToken }, as: "platform" },
    "platform.audit": { as: "platform" },
  };
}
