import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadChannelKinds } from "@sdetkit/channel-adapters";
import { createRedactor, SandboxProbe } from "@sdetkit/runtime";
import { pino } from "pino";
import { Registry } from "prom-client";
import { InProgress } from "../../api/in-progress.ts";
import { SerialQueue } from "../../api/serial-queue.ts";
import type { Services } from "../../api/services.ts";
import { createChat } from "../../chat/create-chat.ts";
import { createAccess } from "../../control/access/create-access.ts";
import { createApprovals } from "../../control/approvals/create-approvals.ts";
import { createRuns } from "../../control/runs/create-runs.ts";
import { FirstRunPriority } from "../../control/runs/first-run-priority.ts";
import { createReplica } from "../../control/runs/replica/create-replica.ts";
import { createSchedules } from "../../control/schedules/create-schedules.ts";
import { createTemplates } from "../../control/templates/create-templates.ts";
import { createTenants } from "../../control/tenants/create-tenants.ts";
import { exportTenant } from "../../control/tenants/export-tenant.ts";
import { createWorkspaces } from "../../control/workspaces/create-workspaces.ts";
import { createChannels } from "../../messaging/create-channels.ts";
import { loadSettings } from "../../settings/load-settings.ts";
import type { Settings } from "../../settings/types.ts";
import { TEST_MASTER_KEY } from "../../storage/database/testing/master-key.ts";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import { createContent } from "../../storage/ledger/content.ts";
import { createLedger } from "../../storage/ledger/create-ledger.ts";
import type { Limits } from "../../storage/limits/types.ts";
import { createRoots } from "../../storage/roots/create-roots.ts";
import { createVault } from "../../storage/vault/create-vault.ts";
import { createApp } from "../create-app.ts";

const BUILTIN = fileURLToPath(new URL("../../../../../templates/automations", import.meta.url));

/** One person who has to say yes before anything happens. */
export const ASKING = `metadata:
  id: asking
  title: Asks first
  version: 1.0.0
  description: Waits for a yes.
  owner: team
workflow:
  - id: note
    action: fs.write
    with: { path: "output:/note.txt", content: "hello" }
    approval: { reason: look first, approvers: [approver] }
`;

/** A whole server behind its HTTP app: real parts on a real database, all but what tests turn. */
export type World = Awaited<ReturnType<typeof openWorld>>;

/** @param change settings that the test needs otherwise. */
export async function openWorld(change: (settings: Settings) => Settings = (settings) => settings) {
  const { database, url, drop } = await openTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), "sdetkit-http-"));
  const source = join(folder, "repositories", "shop");
  const own = join(source, "templates", "automations");
  mkdirSync(own, { recursive: true });
  writeFileSync(join(source, "README.md"), "# Shop\n");
  writeFileSync(join(own, "asking.yaml"), ASKING);
  const loaded = loadSettings({ folder: join(folder, ".sdetkit", "server"), flags: {}, env: {} });
  const settings = change({
    ...loaded,
    workspaces: { ...loaded.workspaces, folders: [join(folder, "repositories")] },
    runs: { ...loaded.runs, sandbox: "off", sandboxUidBase: null },
    channels: { ...loaded.channels, simulate: ["slack", "telegram", "webhook"] },
  });
  const now = Date.now;
  const lines: string[] = [];
  const log = pino({ base: null }, { write: (line) => void lines.push(line) });
  const limits: { take: Limits["take"] } = { take: async () => ({ ok: true }) };
  const redactor = createRedactor({ secrets: [] });
  const vault = createVault(TEST_MASTER_KEY);
  const roots = createRoots(settings.roots, { now });
  const ledger = createLedger({ database, vault, roots, now });
  const content = createContent(roots);
  const access = createAccess({ database, ledger, now });
  const tenants = createTenants({
    ...{ database, access, ledger, roots, settings, now },
    exportTenant: (tenant, into) => exportTenant({ database, ledger, roots }, tenant, into),
  });
  const workspaces = createWorkspaces({ database, roots, ledger, settings });
  const templates = createTemplates({ workspaces, ledger, builtin: BUILTIN });
  const approvals = createApprovals({ database, ledger, tenants, now });
  const probe = new SandboxProbe();
  const shared = { database, access, tenants, workspaces, ledger, redactor, probe, content, version: "0.0.0", now };
  const priority = new FirstRunPriority();
  const runs = createRuns({ ...shared, ...settings.runs, templates, priority, now });
  const schedules = createSchedules({ database, runs, ledger, now, settings });
  const rooms = { settings, now, database, vault, access, tenants, roots, ledger, limits, workspaces, templates };
  const channels = createChannels({
    ...rooms,
    services: () => services,
    chat: createChat(() => Promise.reject(new Error("nobody chats here"))),
    now,
    log,
    kinds: await loadChannelKinds(),
  });
  const counters = { inProgress: new InProgress(), platformWork: new SerialQueue() };
  const services: Services = { ...rooms, ...counters, runs, approvals, schedules, channels };
  const replica = createReplica({
    ...shared,
    approvals,
    watchers: [],
    sandbox: settings.runs.sandbox,
    sandboxUidBase: null,
    giveWay: channels.crowded,
    storable: () => true,
    ended: () => undefined,
    slots: 2,
    timeoutSeconds: 10,
    priority,
    log: () => undefined,
  });
  const metrics = new Registry();
  const state = { ready: true };
  const app = createApp(services, {
    metrics,
    log,
    version: "1.2.3",
    ready: async () => ({ ready: state.ready, checks: { database: state.ready ? "ok" : "away" } }),
  });
  const platform = (await access.bootstrapPlatform())!.token;

  /** Asks as somebody; `body` goes as JSON. */
  async function ask(
    token: string | null,
    method: string,
    path: string,
    body?: unknown,
    headers: { readonly [name: string]: string } = {},
  ): Promise<Response> {
    return await app.request(`http://localhost${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  }

  /** A tenant with its admin, tokens of every role, and a workspace `shop` that is ready. */
  async function tenant(name: string) {
    const created = await ask(platform, "POST", "/api/v1/platform/tenants", { name });
    const { tenant: view, admin } = (await created.json()) as { tenant: { id: string }; admin: { token: string } };
    const tokens: { [role: string]: string } = { "tenant-admin": admin.token };
    for (const role of ["viewer", "operator", "approver", "template-owner", "auditor"]) {
      await ask(admin.token, "POST", "/api/v1/accounts", { name: role, kind: "person", role });
      const issued = await ask(admin.token, "POST", "/api/v1/tokens", { account: role, name: "test" });
      tokens[role] = ((await issued.json()) as { token: string }).token;
    }
    // Nobody decides with what an admin handed out.
    const own = await ask(tokens["approver"]!, "POST", "/api/v1/tokens/claim", {});
    tokens["approver"] = ((await own.json()) as { token: string }).token;
    const path = `/api/v1/platform/tenants/${name}/workspaces`;
    await ask(platform, "POST", path, { name: "shop", folder: source });
    await ask(admin.token, "POST", "/api/v1/workspaces/shop/sync");
    return { id: view.id, name, tokens, admin: admin.token };
  }

  return {
    ...{
      app,
      ask,
      tenant,
      platform,
      services,
      database,
      url,
      folder,
      source,
      settings,
      limits,
      lines,
      metrics,
      state,
      replica,
    },
    close: async () => {
      await replica.drain(5);
      await channels.stop();
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
