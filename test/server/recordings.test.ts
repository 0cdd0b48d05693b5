import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { launchPostgres } from "../../packages/embedded-postgres/src/launch-postgres.ts";
import { printSchema } from "../../packages/server/src/storage/database/testing/print-schema.ts";
import { call, json } from "../harness/cli.ts";
import { emptyFolder, put } from "../harness/workspace.ts";
import { layOut, VERSIONS } from "../recordings/lay-out.ts";
import type { RecordedServer } from "../recordings/make/make-server.ts";
import { api, until } from "./harness/api.ts";
import { PLENTY } from "./harness/cluster.ts";
import { oldDatabase } from "./harness/old-database.ts";
import { approve, untilState } from "./harness/runs.ts";
import { type Served, serve } from "./harness/server.ts";

/** What the migrations make of an empty database. */
const SCHEMA = join(import.meta.dirname, "../../packages/server/src/storage/database/migrations/schema.txt");

/** A folder for a server of today. */
function home(): string {
  const folder = emptyFolder();
  chmodSync(folder, 0o755);
  put(folder, ".sdetkit/server.yaml", JSON.stringify({ runs: { sandbox: "auto" }, limits: { user: PLENTY } }));
  return folder;
}

function opened(version: string): { readonly recording: string; readonly recorded: RecordedServer } {
  const recording = layOut(version, "server", join(emptyFolder(), "server"));
  return { recording, recorded: JSON.parse(readFileSync(join(recording, "server.json"), "utf8")) };
}

test.each(VERSIONS)(
  "a backup of %s is restored, and the server continues",
  async (version) => {
    const { recording, recorded } = opened(version);
    const folder = home();
    const restored = await call(folder, ["agent", "restore", "--from", join(recording, "backup"), "--yes"]);
    expect([restored.exit, restored.err]).toEqual([0, expect.anything()]);
    const served = await serve(folder);
    await goesOn(served, recorded);
    expect(await served.stop()).toBe(0);
  },
  300_000,
);

test.each(VERSIONS)(
  "a server of %s is updated in place, and continues",
  async (version) => {
    const { recording, recorded } = opened(version);
    const folder = home();
    const postgres = await launchPostgres({ folder: join(emptyFolder(), "postgres") });
    onTestFinished(() => postgres.stop());
    // Restoring brings the roots, the master key and the roles; what it makes of the rows is set aside.
    const restore = ["agent", "restore", "--from", join(recording, "backup"), "--yes"];
    expect((await call(folder, restore, { env: { SDETKIT_DATABASE_URL: postgres.url } })).exit).toBe(0);
    const old = await oldDatabase(postgres.url, recording, "updated");
    const served = await serve(folder, { env: { SDETKIT_DATABASE_URL: old } });
    const schema = readFileSync(SCHEMA, "utf8");
    expect(await printSchema(old)).toBe(schema);
    expect(await printSchema(postgres.url)).toBe(schema);
    await goesOn(served, recorded);
    expect(await served.stop()).toBe(0);
  },
  300_000,
);

/** Everything that was is there and verifies, what waits can be decided, and what comes is processed. */
async function goesOn(
  served: Served,
  { tokens, runs, waiting, hook, schedule, failed, checkpoint }: RecordedServer,
): Promise<void> {
  const at = (token: string) => api(served.url, token);
  const [admin, operator, approver] = [at(tokens.acme.admin), at(tokens.acme.operator), at(tokens.acme.approver)];
  expect(served.token, "the platform's token is the one that there was").toBe("");
  expect((await at(tokens.platform).ask("GET", "/platform/tenants")).items).toHaveLength(2);
  for (const as of [admin, at(tokens.zeta.admin)]) {
    expect(await as.ask("GET", "/history/verification")).toMatchObject({ ok: true, problems: [] });
  }
  for (const { run, hash, status } of [...runs, { run: hook.run, hash: expect.any(String), status: "succeeded" }]) {
    expect(await operator.ask("GET", `/runs/${run}`)).toMatchObject({ run, state: "over", status, report: { hash } });
  }
  const deliveries = (await admin.ask("GET", "/deliveries?state=failed")).items;
  const lost = failed === undefined ? [] : [expect.objectContaining({ id: failed, code: "invalid-inputs", run: null })];
  expect(deliveries).toEqual(lost);

  // It waited all the time.
  expect(await operator.ask("GET", `/runs/${waiting.run}`)).toMatchObject({ state: "waiting" });
  await approve(approver, { id: waiting.approval, digest: waiting.digest });
  expect(await untilState(operator, waiting.run, "over")).toMatchObject({ status: "succeeded" });

  // What was delivered starts nothing more; another event does, and so does the schedule.
  const deliver = async (event: object) => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${hook.bearer}` };
    return (await fetch(`${served.url}${hook.path}`, { method: "POST", headers, body: JSON.stringify(event) })).status;
  };
  expect([await deliver(hook.delivered), await deliver({ id: 2, ref: "main" })]).toEqual([200, 200]);
  const hooked = async () =>
    (await operator.ask("GET", "/runs?limit=100")).items.filter(
      (each: { channel: string }) => each.channel === "webhook",
    );
  await until(hooked, (found) => found.length === 2);
  const starts = async () => (await admin.ask("GET", `/schedules/${schedule}/starts`)).items.length;
  const before = await starts();
  await admin.ask("PATCH", `/schedules/${schedule}`, { paused: false });
  await until(starts, (now) => now > before, 120);
  await admin.ask("PATCH", `/schedules/${schedule}`, { paused: true });
  await until(
    () => operator.ask("GET", "/runs?limit=100"),
    ({ items }) => items.every(({ state }: { state: string }) => state === "over"),
  );
  await leaves(served, tokens.acme.admin, checkpoint);
}

/** The tenant's export continues the ledger that somebody kept a checkpoint of. */
async function leaves({ url }: Served, token: string, checkpoint: string): Promise<void> {
  const folder = emptyFolder();
  const env = { SDETKIT_SERVER: url, SDETKIT_TOKEN: token };
  expect((await call(folder, ["agent", "tenants", "export", "--output", "acme.tar"], { env })).exit).toBe(0);
  const root = join(folder, "acme");
  mkdirSync(root);
  expect(spawnSync("tar", ["-xf", join(folder, "acme.tar"), "-C", root, "--no-same-owner"]).status).toBe(0);
  writeFileSync(join(folder, "kept"), checkpoint);
  const { exit, answer } = await json(root, ["agent", "history", "verify", "--checkpoint", join(folder, "kept")]);
  expect({ exit, problems: answer.problems }).toEqual({ exit: 0, problems: [] });
}
