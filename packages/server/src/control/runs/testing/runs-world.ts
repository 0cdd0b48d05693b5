import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalJson, DEFAULT_CONFIG_TEXT, parseConfig, type RunReport } from "@sdetkit/core";
import { createRedactor, type FinishedRun, hashing, loadCatalogue, SandboxProbe } from "@sdetkit/runtime";
import type { Database } from "../../../storage/database/types.ts";
import type { Ledger } from "../../../storage/ledger/types.ts";
import type { Caller } from "../../access/types.ts";
import { createApprovals } from "../../approvals/create-approvals.ts";
import type { Tenants } from "../../tenants/types.ts";
import type { Workspaces } from "../../workspaces/types.ts";
import { createRuns } from "../create-runs.ts";
import { FirstRunPriority } from "../first-run-priority.ts";
import { createReplica } from "../replica/create-replica.ts";
import type { RunView, RunWatcher } from "../types.ts";

/** What is around runs, at their smallest: folders without git, a ledger that only counts. What is tested is the real thing. */
export async function runsWorld(database: Database, templates: { readonly [id: string]: string }) {
  const folder = await mkdtemp(join(tmpdir(), "sdetkit-runs-"));
  await mkdir(join(folder, "templates"));
  for (const [id, text] of Object.entries(templates)) await writeFile(join(folder, "templates", `${id}.yaml`), text);
  const parsed = parseConfig("config.yaml", DEFAULT_CONFIG_TEXT);
  if (!parsed.ok) throw new Error("the default config is not valid");
  const config = {
    ...parsed.value,
    policy: {
      ...parsed.value.policy,
      write: ["out"],
      shell: [["sleep", "<int>"]],
      approvals: { approvers: ["*"], self: false },
    },
  };
  const finished: FinishedRun[] = [];
  const told: { readonly what: string; readonly run: RunView; readonly report?: RunReport }[] = [];
  const ledger = {
    appendRuns: async (_tx, _tenant, runs) => {
      finished.push(...runs);
      return runs.map(({ record }, seq) => ({ hash: hashing.hex(canonicalJson(record)), seq }));
    },
    appendAuditEvent: async () => undefined,
    history: async () => {
      throw new Error("no history here");
    },
  } as Partial<Ledger> as Ledger;
  const tenants = {
    rules: async () => ({ config, quotas: {} as never, number: 1, state: "active" }),
    admit: async () => undefined,
  } as Partial<Tenants> as Tenants;
  const workspaces = {
    snapshot: async (_tenant, _name, tx) => {
      if (tx === undefined) throw new Error("asked for a second connection while one is held: all could wait for ever");
      return { base: { kind: "folder" }, templates: [] };
    },
    openCheckout: async (_tenant, _name, run) => {
      const [workspace, output] = [join(folder, "runs", run, "workspace"), join(folder, "runs", run, "output")];
      await mkdir(workspace, { recursive: true });
      return { workspace, output, borrowed: [], pristine: false };
    },
    closeCheckout: async () => undefined,
  } as Partial<Workspaces> as Workspaces;
  const content = async () => ({
    blobs: { put: async (data: Uint8Array | string) => hashing.hex(data), get: async () => null },
    putRecord: async (record: object) => hashing.hex(JSON.stringify(record)),
  });
  const watcher: RunWatcher = {
    waiting: async (_tx, run) => void told.push({ what: "waiting", run }),
    over: async (_tx, run, report) => void told.push({ what: "over", run, report }),
  };
  const access = {
    impersonate: async () => {
      throw new Error("no accounts here");
    },
  };
  const [redactor, probe] = [createRedactor({ secrets: [] }), new SandboxProbe()];
  const shared = { database, access, tenants, workspaces, ledger, redactor, probe, content };
  const approvals = createApprovals({ database, ledger, tenants, now: Date.now });
  const priority = new FirstRunPriority();
  const runs = createRuns({
    ...shared,
    templates: {
      catalogue: () => loadCatalogue({ workspace: join(folder, "templates"), builtin: join(folder, "none") }),
    } as never,
    sandbox: "auto",
    sandboxUidBase: null,
    version: "0.0.0",
    priority,
    now: Date.now,
  });
  const replica = (slots = 4, giveWay = () => false) =>
    createReplica({
      ...shared,
      approvals,
      watchers: [watcher],
      sandbox: "auto",
      sandboxUidBase: null,
      version: "0.0.0",
      now: Date.now,
      slots,
      giveWay,
      storable: () => true,
      ended: () => undefined,
      priority,
      timeoutSeconds: 10,
      log: () => undefined,
    });
  const caller = (account: string, tenant = "t-one"): Caller => ({
    tenant,
    account,
    accountId: `a-${account}`,
    scopes: new Set(["runs:write", "approvals:decide"]),
    via: "api",
    token: null,
  });
  return {
    folder,
    runs,
    approvals,
    tenants,
    workspaces,
    replica,
    caller,
    finished,
    told,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export type RunsWorld = Awaited<ReturnType<typeof runsWorld>>;
