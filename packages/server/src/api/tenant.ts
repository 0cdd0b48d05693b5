import { z } from "zod";
import type { AuditEventView } from "../storage/ledger/types.ts";
import { defineOperation } from "./define-operation.ts";
import { exportTenant } from "./export-tenant.ts";
import { type AskedPage, type Page, pageOf } from "./paging.ts";
import type { Call } from "./types.ts";
import { usageOfTenant } from "./usage-of-tenant.ts";
import { actView } from "./views/access.ts";
import { page, paging } from "./views/shapes.ts";
import { configText, tenantOf, tenantView, usageView } from "./views/tenant.ts";

const own = z.strictObject({ ...tenantView.shape, config: configText }).meta({ id: "OwnTenant" });

export const getTenant = defineOperation(
  { id: "tenant.get", summary: "Show the tenant and its policy", scope: "tenant:read", reply: own },
  async (_, { services, tx, caller }) => {
    const view = await services.tenants.find(caller.tenant);
    const row = await tx
      .selectFrom("tenants")
      .select("config")
      .where("id", "=", caller.tenant)
      .executeTakeFirstOrThrow();
    return { body: { ...tenantOf(view), config: row.config } };
  },
);

export const changeTenant = defineOperation(
  {
    id: "tenant.change",
    summary: "Change the tenant's policy",
    description: "Applies to runs planned from now on. An invalid policy is refused with its diagnostics.",
    scope: "tenant:write",
    credentials: "refused",
    body: z.strictObject({ config: configText }),
    reply: tenantView,
    problems: { 422: ["invalid-config"] },
  },
  async ({ body }, { services, tx, caller }) => ({ body: tenantOf(await services.tenants.change(tx, caller, body)) }),
);

export const exportOwnTenant = defineOperation(
  {
    id: "tenant.export",
    summary: "Export the tenant",
    description: "A tar file with a folder that the local CLI verifies and replays without this server.",
    scope: "tenant:export",
    reply: z.string(),
    success: { types: ["application/x-tar"] },
    detached: true,
    maxConcurrent: 1,
  },
  async (_, call) => exportTenant(call, call.caller.tenant, call.caller.tenant),
);

export const getUsage = defineOperation(
  {
    id: "usage.get",
    summary: "Show the quota usage",
    scope: "tenant:read",
    reply: usageView,
  },
  async (_, { services, tx, caller: { tenant } }) => {
    const { quotas } = await services.tenants.rules(tenant);
    return { body: await usageOfTenant(services, tx, tenant, quotas) };
  },
);

export const listAuditEvents = defineOperation(
  {
    id: "audit.list",
    summary: "List administrative actions",
    description: "Newest first. Each is a leaf of the tenant's ledger as well.",
    scope: "audit:read",
    query: z.strictObject(paging),
    reply: page(actView),
  },
  async ({ query }, call) => ({ body: await pageOfAuditEvents(query, call) }),
);

/** A page of what was done in the caller's tenant; the platform's is one as well. */
export function pageOfAuditEvents(query: AskedPage, call: Call): Promise<Page<AuditEventView>> {
  const { services, tx, caller } = call;
  const read = (before: string | null, limit: number) =>
    services.ledger.acts(tx, caller.tenant, { limit, ...(before === null ? {} : { before: Number(before) }) });
  return pageOf(query, call, read, ({ seq }) => String(seq));
}
