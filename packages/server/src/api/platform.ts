import { z } from "zod";
import { asPlatform } from "../control/access/server-caller.ts";
import { PLATFORM } from "../control/access/types.ts";
import { appendPlatformEvent } from "../control/tenants/append-platform-event.ts";
import type { TenantView } from "../control/tenants/types.ts";
import type { Tx } from "../storage/database/types.ts";
import { defineOperation } from "./define-operation.ts";
import { exportTenant } from "./export-tenant.ts";
import { pageOfAll } from "./paging.ts";
import { invalid } from "./problems.ts";
import type { Services } from "./services.ts";
import { pageOfAuditEvents } from "./tenant.ts";
import { issueToken, issuing, pageOfTokens, revokeNamed, revoking } from "./tokens.ts";
import { usageOfTenant } from "./usage-of-tenant.ts";
import { actView, issuedToken, tokenView } from "./views/access.ts";
import { identifier, name, page, paging } from "./views/shapes.ts";
import {
  configText,
  platformTenantOf,
  platformTenantView,
  quotaChange,
  quotasFrom,
  tenantOf,
  tenantView,
  usageView,
} from "./views/tenant.ts";
import { gitRef, gitUrl, workspaceName, workspaceView } from "./views/workspace.ts";

const tenantParam = z.strictObject({ tenant: identifier("Name or id of a tenant.", "acme") });

export const listTenants = defineOperation(
  {
    id: "platform.tenants.list",
    summary: "List tenants",
    scope: "platform:tenants",
    query: z.strictObject(paging),
    reply: page(platformTenantView),
    detached: true,
  },
  async ({ query }, call) => {
    const all = await call.services.tenants.list();
    return { body: await pageOfAll(query, call, all.map(platformTenantOf), ({ id }) => id) };
  },
);

export const listUsage = defineOperation(
  {
    id: "platform.usage",
    summary: "List the quota usage of each tenant",
    description: "Counts and sizes only.",
    scope: "platform:tenants",
    query: z.strictObject(paging),
    reply: page(z.strictObject({ id: z.string(), name: z.string(), usage: usageView })),
    detached: true,
    maxConcurrent: 2,
  },
  async ({ query }, call) => {
    const { services } = call;
    const { items, next } = await pageOfAll(query, call, await services.tenants.list(), ({ id }) => id);
    const used = [];
    // One after the other: sizes are measured on the disks that tenants work on.
    for (const { id, name, quotas } of items) {
      const usage = await services.database.tenant(id, (tx) => usageOfTenant(services, tx, id, quotas));
      used.push({ id, name, usage });
    }
    return { body: { items: used, next } };
  },
);

export const createTenant = defineOperation(
  {
    id: "platform.tenants.create",
    summary: "Create a tenant",
    description: "Creates the tenant with its ledger and a first account `admin`, whose token is shown only once.",
    scope: "platform:tenants",
    credentials: "refused",
    body: z
      .strictObject({
        name: name("Unique on this server."),
        config: configText.exactOptional(),
        quotas: quotaChange.exactOptional(),
      })
      .meta({ id: "TenantRequest", examples: [{ name: "acme", quotas: { concurrent_runs: 4 } }] }),
    reply: z.strictObject({ tenant: tenantView, admin: issuedToken }),
    success: { status: 201 },
    problems: { 409: ["tenant-exists"], 422: ["invalid-config", "invalid-name", "invalid-quotas"] },
    detached: true,
  },
  async ({ body }, { services, caller }) => {
    const { quotas, ...request } = body;
    const wanted = { ...request, ...(quotas === undefined ? {} : { quotas: quotasFrom(quotas) }) };
    const { tenant, admin } = await services.tenants.create(caller, wanted);
    return { body: { tenant: tenantOf(tenant), admin } };
  },
);

export const getTenantOfPlatform = defineOperation(
  {
    id: "platform.tenants.get",
    summary: "Show a tenant",
    scope: "platform:tenants",
    params: tenantParam,
    reply: platformTenantView,
    detached: true,
  },
  async ({ params }, { services }) => ({ body: platformTenantOf(await services.tenants.find(params.tenant)) }),
);

export const changeTenantOfPlatform = defineOperation(
  {
    id: "platform.tenants.change",
    summary: "Suspend or resume a tenant, or change its quotas",
    description: "While suspended, its tokens and events are refused and queued runs wait; running ones finish.",
    scope: "platform:tenants",
    params: tenantParam,
    credentials: "refused",
    body: z
      .strictObject({ state: z.enum(["active", "suspended"]).exactOptional(), quotas: quotaChange.exactOptional() })
      .refine((change) => Object.keys(change).length > 0, "expected `state`, `quotas`, or both"),
    reply: tenantView,
    problems: { 409: ["tenant-deleting"], 422: ["platform-tenant", "invalid-quotas"] },
    detached: true,
  },
  async ({ params, body }, { services, caller }) => {
    const { id } = await customer(services, params.tenant);
    if (body.quotas !== undefined) {
      const quotas = quotasFrom(body.quotas);
      // In the tenant's own name: the change is a leaf of its ledger.
      const by = { ...caller, tenant: id };
      await inBothLedgers(services, id, (tx) => services.tenants.change(tx, by, { quotas }));
    }
    if (body.state !== undefined) await services.tenants.setState(caller, id, body.state);
    return { body: tenantOf(await services.tenants.find(id)) };
  },
);

export const removeTenant = defineOperation(
  {
    id: "platform.tenants.remove",
    summary: "Remove a tenant",
    description:
      "Deletes all rows and folders of the tenant: export it first. The platform's ledger keeps a record of the deletion.",
    scope: "platform:tenants",
    params: tenantParam,
    reply: z.null(),
    success: { status: 204 },
    problems: { 409: ["tenant-deleting"], 422: ["platform-tenant"] },
    detached: true,
  },
  async ({ params }, { services, caller }) => {
    await services.tenants.remove(caller, params.tenant);
    return { body: null };
  },
);

export const exportTenantOfPlatform = defineOperation(
  {
    id: "platform.tenants.export",
    summary: "Export a tenant",
    description: "A tar file with a folder that the local CLI verifies and replays without this server.",
    scope: "platform:tenants",
    params: tenantParam,
    reply: z.string(),
    success: { types: ["application/x-tar"] },
    problems: { 422: ["platform-tenant"] },
    detached: true,
    maxConcurrent: 2,
  },
  async ({ params }, call) => {
    const { id, name: named } = await call.services.tenants.find(params.tenant);
    return exportTenant(call, id, named);
  },
);

export const createWorkspaceOfPlatform = defineOperation(
  {
    id: "platform.workspaces.create",
    summary: "Create a workspace for a tenant",
    description: "From a folder below those that the server's settings allow, or from a git repository.",
    scope: "platform:workspaces",
    params: tenantParam,
    credentials: "refused",
    body: z
      .strictObject({
        name: workspaceName,
        folder: z.string().min(1).max(4000).exactOptional().describe("Absolute path on the server's machine."),
        url: gitUrl.exactOptional(),
        ref: gitRef.exactOptional(),
      })
      .refine(({ folder, url }) => (folder === undefined) !== (url === undefined), "expected either `folder` or `url`")
      .meta({ id: "PlatformWorkspaceRequest", examples: [{ name: "shop", folder: "/srv/repositories/shop" }] }),
    reply: workspaceView,
    success: { status: 201 },
    problems: {
      409: ["workspace-exists"],
      422: [
        "folder-not-allowed",
        "host-not-allowed",
        "invalid-git-url",
        "invalid-name",
        "invalid-ref",
        "part-of-repository",
        "partial-clone",
        "platform-tenant",
        "too-many-workspaces",
      ],
    },
    detached: true,
  },
  async ({ params, body }, { services, caller }) => {
    const { id, name: tenant } = await customer(services, params.tenant);
    const { name, folder, url, ref } = body;
    const created = await inBothLedgers(services, id, async (tx) => {
      const made = await services.workspaces.create(tx, asPlatform(caller, id), body);
      await appendPlatformEvent(services, caller, {
        act: "workspaces.create",
        target: `workspace ${name} of ${tenant}`,
        detail: { tenant: id, location: folder ?? url!, ...(ref === undefined ? {} : { ref }) },
      });
      return made;
    });
    return { body: created };
  },
);

/** A customer's tenant by name or id: the platform's own has no workspaces, and no quotas that count. */
async function customer({ tenants }: Services, nameOrId: string): Promise<TenantView> {
  const found = await tenants.find(nameOrId);
  if (found.id !== PLATFORM) return found;
  throw invalid("platform-tenant", "expected a customer's tenant, got the platform's own");
}

/**
 * Works in a transaction of a tenant that writes into the platform's ledger on the way: with a second connection, while it has
 * one. So these go one after the other: of many at once each would hold a connection, and wait for another until none is left
 * for anybody.
 */
function inBothLedgers<T>(services: Services, tenant: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return services.platformWork.run(() => services.database.tenant(tenant, work));
}

export const listPlatformTokens = defineOperation(
  {
    id: "platform.tokens.list",
    summary: "List the platform's tokens",
    scope: "platform:tokens",
    query: z.strictObject(paging),
    reply: page(tokenView),
  },
  async ({ query }, call) => ({ body: await pageOfTokens(query, call) }),
);

export const createPlatformToken = defineOperation(
  {
    id: "platform.tokens.create",
    summary: "Create a token of the platform",
    description: "The token is shown only once.",
    scope: "platform:tokens",
    ...issuing,
  },
  issueToken,
);

export const revokePlatformToken = defineOperation(
  {
    id: "platform.tokens.revoke",
    summary: "Revoke a token of the platform",
    scope: "platform:tokens",
    ...revoking,
  },
  revokeNamed,
);

export const listPlatformAuditEvents = defineOperation(
  {
    id: "platform.audit",
    summary: "List administrative actions of the platform",
    description: "Newest first.",
    scope: "platform:audit",
    query: z.strictObject(paging),
    reply: page(actView),
  },
  async ({ query }, call) => ({ body: await pageOfAuditEvents(query, call) }),
);
