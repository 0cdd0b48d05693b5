import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { launchPostgres } from "../../../packages/embedded-postgres/src/launch-postgres.ts";
import type { Postgres } from "../../../packages/embedded-postgres/src/types.ts";
import { emptyFolder, put, repository } from "../../harness/workspace.ts";
import { type Api, api } from "./api.ts";
import { freePort, type Served, serve } from "./server.ts";

/** Several servers on one PostgreSQL, with roots and a master key that they share. */
export interface Cluster {
  readonly folder: string;
  readonly postgres: Postgres;
  readonly replicas: Served[];
  /** Starts the replica of this number, at its port, with more variables when it is to have them. */
  start(n: number, more?: { readonly [name: string]: string }): Promise<Served>;
  /** Of whichever replica answers. */
  readonly platform: Api;
  api(token: string): Api;
  /** Of this replica and no other. */
  at(n: number, token: string): Api;
}

/** So much of what is counted that no test runs out of it. */
export const PLENTY = { burst: 1_000_000, per_second: 1_000_000 };

/** Of every replica, for tests that log in as one of its roles. */
export const MASTER_KEY = Buffer.alloc(32, 9).toString("base64");

/** Starts PostgreSQL and so many replicas; everything ends with the test. `settings`: more of `server.yaml`. */
export async function cluster(replicas: number, settings: { readonly [key: string]: object } = {}): Promise<Cluster> {
  const folder = emptyFolder();
  chmodSync(folder, 0o755);
  const postgres = await launchPostgres({ folder: join(folder, "postgres") });
  onTestFinished(() => postgres.stop());
  const roots = Object.fromEntries(
    ["workspace", "history", "dashboards"].map((name) => [name, join(folder, "roots", name)]),
  );
  const text = JSON.stringify({
    version: 1,
    roots,
    ...settings,
    runs: { sandbox: "auto", ...settings["runs"] },
    workspaces: { folders: [folder], ...settings["workspaces"] },
    quotas: {
      concurrent_runs: 50,
      runs_per_day: 1_000_000,
      ...PLENTY,
      ...settings["quotas"],
    },
    limits: { user: PLENTY, ...settings["limits"] },
  });
  const ports = await Promise.all(Array.from({ length: replicas }, () => freePort()));
  const running: Served[] = [];
  const start: Cluster["start"] = async (n, more = {}) => {
    const own = join(folder, `replica-${n}`);
    mkdirSync(own, { recursive: true });
    put(own, "server.yaml", text);
    const env = { SDETKIT_MASTER_KEY: MASTER_KEY, SDETKIT_DATABASE_URL: postgres.url, ...more };
    const served = await serve(own, { port: ports[n] as number, env, words: ["--config", join(own, "server.yaml")] });
    running[n] = served;
    return served;
  };
  for (let n = 0; n < replicas; n += 1) await start(n);
  const url = () =>
    (running.find(({ child }) => child.exitCode === null && child.signalCode === null) ?? running[0])!.url;
  const token = running.map((each) => each.token).find((each) => each !== "") ?? "";
  return {
    folder,
    postgres,
    replicas: running,
    start,
    platform: api(url, token),
    api: (own) => api(url, own),
    at: (n, own) => api(() => running[n]!.url, own),
  };
}

/** What tenants are made in. `folder`: where their repositories are put. */
export type World = Pick<Cluster, "platform" | "api" | "folder">;

/** Of a server that stands alone. */
export function worldOf({ url, token }: Served, folder: string): World {
  return { platform: api(url, token), api: (own) => api(url, own), folder };
}

/** A tenant with a workspace of its own, and people who may start runs and approve. */
export interface Team {
  readonly name: string;
  readonly admin: Api;
  readonly operator: Api;
  readonly approver: Api;
  readonly tokens: { readonly admin: string; readonly operator: string; readonly approver: string };
}

/** Makes a tenant whose workspace `main` is a repository with what `fill` puts there. `policy`: more of its config. */
export async function team(
  { platform, api: as, folder }: World,
  name: string,
  fill: (root: string) => void,
  policy: object = {},
): Promise<Team> {
  const root = join(folder, `repository-${name}`);
  mkdirSync(root);
  fill(root);
  repository({ "README.md": `# ${name}\n` }, root);
  const config = JSON.stringify({
    version: 1,
    sandbox: "auto",
    policy: { write: [".sdetkit/agent/workdir"], approvals: { approvers: ["*"], self: false }, ...policy },
  });
  const created = await platform.ask("POST", "/platform/tenants", { name, config });
  await platform.ask("POST", `/platform/tenants/${name}/workspaces`, { name: "main", folder: root });
  const adminToken: string = created.admin?.token ?? created.token;
  const admin = as(adminToken);
  const account = async (role: string) => {
    await admin.ask("POST", "/accounts", { name: role, kind: "service", role });
    const { token } = await admin.ask("POST", "/tokens", { account: role, name: "test" });
    return token as string;
  };
  const tokens = { admin: adminToken, operator: await account("operator"), approver: await account("approver") };
  await admin.ask("POST", "/workspaces/main/sync");
  return { name, admin, operator: as(tokens.operator), approver: as(tokens.approver), tokens };
}
