import { z } from "zod";
import { asPlatform } from "../access/as-server.ts";
import { PLATFORM } from "../access/contract.ts";
import { platformAct } from "../tenants/platform-act.ts";
import { defineOperation } from "./define-operation.ts";
import { exportTenant } from "./export-tenant.ts";
import { pageOf, pageOfAll } from "./paging.ts";
import { invalid } from "./problems.ts";
import { tokenFrom, tokenRequest } from "./tokens.ts";
import { actView, issuedToken, tokenView } from "./views/access.ts";
import { identifier, name, page, paging } from "./views/shapes.ts";
import { configText, quotaChange, quotasFrom, tenantOf, tenantView } from "./views/tenant.ts";
import { gitRef, gitUrl, workspaceName, workspaceView } from "./views/workspace.ts";

const tenantParam = z.strictObject({ tenant: identifier("Name or id of a tenant.", "acme") });

export const listTenants = defineOperation(
  {
    id: "platform.tenants.list",
    summary: "List tenants",
    scope: "platform:tenants",
    query: z.strictObject(paging),
    reply: page(tenantView),
    detached: true,
  },
  async ({ query }, call) => {
    const all = await call.services.tenants.list();
    return { body: await pageOfAll("platform.tenants.list", query, call, all, ({ id }) => id, tenantOf) };
  },
);

export const createTenant = defineOperation(
  {
    id: "platform.tenants.create",
    summary: "Create a tenant",
    description: "With its ledger, and a first account `admin` whose token is shown this once.",
    scope: "platform:tenants",
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
    reply: tenantView,
    detached: true,
  },
  async ({ params }, { services }) => ({ body: tenantOf(await services.tenants.find(params.tenant)) }),
);

export const changeTenantOfPlatform = defineOperation(
  {
    id: "platform.tenants.change",
    summary: "Suspend a tenant, let it go on, or change its quotas",
    description: "Suspended: its tokens are refused, events are not taken, queued runs wait; running ones finish.",
    scope: "platform:tenants",
    params: tenantParam,
    body: z
      .strictObject({ state: z.enum(["active", "suspended"]).exactOptional(), quotas: quotaChange.exactOptional() })
      .refine((change) => Object.keys(change).length > 0, "expected `state`, `quotas`, or both"),
    reply: tenantView,
    problems: { 409: ["tenant-deleting"], 422: ["platform-tenant", "invalid-quotas"] },
    detached: true,
  },
  async ({ params, body }, { services, caller }) => {
    const { id } = await services.tenants.find(params.tenant);
    if (id === PLATFORM && body.state === "suspended") {
      throw invalid(422, "platform-tenant", "expected a customer's tenant, the platform's own cannot be suspended");
    }
    if (body.quotas !== undefined) {
      const quotas = quotasFrom(body.quotas);
      // In the tenant's own name: the change is a leaf of its ledger.
      const by = { ...caller, tenant: id };
      await services.database.tenant(id, (tx) => services.tenants.change(tx, by, { quotas }));
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
      "Everything of it goes, rows and folders: export it first. The platform's ledger keeps that it was done.",
    scope: "platform:tenants",
    params: tenantParam,
    reply: z.null(),
    success: { status: 204 },
    problems: { 409: ["tenant-deleting"], 422: ["platform-tenant"] },
    detached: true,
  },
  async ({ params }, { services, caller }) => {
    const { id } = await services.tenants.find(params.tenant);
    if (id === PLATFORM) {
      throw invalid(422, "platform-tenant", "expected a customer's tenant, the platform's own cannot be removed");
    }
    await services.tenants.remove(caller, id);
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
    detached: true,
    atOnce: 2,
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
        "too-many-workspaces",
      ],
      429: ["quota-exceeded"],
    },
    detached: true,
  },
  async ({ params, body }, { services, caller }) => {
    const { id, name: tenant } = await services.tenants.find(params.tenant);
    const { name, folder, url, ref } = body;
    const created = await services.database.tenant(id, async (tx) => {
      const made = await services.workspaces.create(tx, asPlatform(caller, id), body);
      await platformAct(services, caller, {
        act: "workspaces.create",
        target: `workspace ${name} of ${tenant}`,
        detail: { tenant: id, location: folder ?? url!, ...(ref === undefined ? {} : { ref }) },
      });
      return made;
    });
    return { body: created };
  },
);

export const listPlatformTokens = defineOperation(
  {
    id: "platform.tokens.list",
    summary: "List the platform's tokens",
    scope: "platform:tokens",
    query: z.strictObject(paging),
    reply: page(tokenView),
  },
  async ({ query }, call) => {
    const all = await call.services.access.tokens(call.tx, PLATFORM);
    return {
      body: await pageOfAll(
        "platform.tokens.list",
        query,
        call,
        all,
        ({ id }) => id,
        (each) => each,
      ),
    };
  },
);

export const createPlatformToken = defineOperation(
  {
    id: "platform.tokens.create",
    summary: "Create a token of the platform",
    description: "Its text is shown this once.",
    scope: "platform:tokens",
    body: tokenRequest,
    reply: issuedToken,
    success: { status: 201 },
    problems: {
      403: ["beyond-own-scopes"],
      422: ["unknown-account", "invalid-name", "invalid-scopes", "invalid-expiry"],
    },
  },
  async ({ body }, { services, tx, caller }) => ({
    body: await services.access.issueToken(tx, caller, tokenFrom(body)),
  }),
);

export const revokePlatformToken = defineOperation(
  {
    id: "platform.tokens.revoke",
    summary: "Revoke a token of the platform",
    scope: "platform:tokens",
    params: z.strictObject({ token: identifier("Id of a token.", "tok-01JZ8Q4G6T9V2N5X7B3D1F0HKM") }),
    reply: tokenView,
  },
  async ({ params }, { services, tx, caller }) => ({
    body: await services.access.revokeToken(tx, caller, params.token),
  }),
);

export const listPlatformActs = defineOperation(
  {
    id: "platform.audit",
    summary: "List administrative acts of the platform",
    description: "Newest first.",
    scope: "platform:audit",
    query: z.strictObject(paging),
    reply: page(actView),
  },
  async ({ query }, call) => {
    const { services, tx } = call;
    const read = (before: string | null, limit: number) =>
      services.ledger.acts(tx, PLATFORM, { limit, ...(before === null ? {} : { before: Number(before) }) });
    return {
      body: await pageOf(
        "platform.audit",
        query,
        call,
        read,
        ({ seq }) => String(seq),
        (act) => act,
      ),
    };
  },
);
