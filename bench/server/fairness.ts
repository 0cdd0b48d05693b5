import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { type Api, api } from "../../test/server/harness/api.ts";
import { adminToken, databaseUrl, serve } from "./served.ts";
import { SETTINGS } from "./team.ts";

const NOISE = Number(process.env["SDETKIT_BENCH_NOISE"] ?? 10_000);
/** So often in turn without noise and with it, so that a machine that has other things to do for a while slows both down. */
const ROUNDS = 4;
/** So many runs of the quiet tenant are measured each time. */
const QUIET = Number(process.env["SDETKIT_BENCH_QUIET"] ?? 25);
const PAUSE_MS = 200;
const SLOTS = 8;

/** How long a tenant's runs wait for their start while another tenant has thousands queued: beside the same without them. */
export async function fairness(folder: string): Promise<void> {
  const runs = { ...SETTINGS.runs, slots: SLOTS };
  const server = await serve(folder, { ...SETTINGS, runs }, { SDETKIT_LOG_LEVEL: "warn" });
  const database = new Client(databaseUrl(folder));
  try {
    await database.connect();
    await database.query("SET search_path TO sdetkit");
    const repository = makeRepository(folder);
    const platform = api(server.url, adminToken(folder));
    const [noisy, quiet] = [await tenant("noisy"), await tenant("quiet")];
    await delays(quiet, 20);
    for (const [what, quota] of [
      ["half of the slots", SLOTS / 2],
      ["all slots", SLOTS],
    ] as const) {
      await platform.ask("PATCH", "/platform/tenants/noisy", { quotas: { concurrent_runs: quota } });
      const all: { readonly [side in "alone" | "beside"]: number[] } = { alone: [], beside: [] };
      const waiting: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        all.alone.push(...(await delays(quiet, QUIET)));
        await flood(noisy, database);
        waiting.push(await queued(database));
        all.beside.push(...(await delays(quiet, QUIET)));
        waiting.push(await queued(database));
        await drain(database);
      }
      const [alone, beside] = [median(all.alone), median(all.beside)];
      const [least, most] = [Math.min(...waiting), Math.max(...waiting)];
      console.log(
        `  the noisy one may use ${what.padEnd(18)} ${ms(alone)} alone, ${ms(beside)} beside ${most} to ${least} queued runs: ${(beside / alone).toFixed(2)} x`,
      );
    }

    async function tenant(name: string): Promise<Api> {
      const config = JSON.stringify({ version: 1, sandbox: "auto" });
      const { admin } = await platform.ask("POST", "/platform/tenants", { name, config });
      await platform.ask("POST", `/platform/tenants/${name}/workspaces`, { name: "main", folder: repository });
      const own = api(server.url, admin.token);
      await own.ask("POST", "/workspaces/main/sync");
      return own;
    }
  } finally {
    await database.end();
    await server.stop();
  }
}

const TASK = { workspace: "main", task: 'action fs.write {"path":"output:/note.txt","content":"a note"}' };

/** Milliseconds from being asked for to being begun, of runs that are started one at a time. */
async function delays(team: Api, count: number): Promise<number[]> {
  const all: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const { run } = await team.ask("POST", "/runs", TASK);
    for (;;) {
      const { state, created_at, started_at } = await team.ask("GET", `/runs/${run}`);
      if (started_at !== null) all.push(Date.parse(started_at) - Date.parse(created_at));
      if (state === "over") break;
      await sleep(20);
    }
    await sleep(PAUSE_MS);
  }
  return all;
}

/** Queues thousands at once: one run that was requested, copied, since asking for each would take longer than running it. */
async function flood(team: Api, database: Client): Promise<void> {
  const { run } = await team.ask("POST", "/runs", TASK);
  await database.query("BEGIN");
  const copy = `SELECT 'r-' || upper(substr(md5($1 || n::text || random()::text), 1, 26)) AS id FROM generate_series(1, ${NOISE}) n`;
  await database.query(`CREATE TEMP TABLE copies ON COMMIT DROP AS ${copy.replace("$1", `'${run}'`)}`);
  await database.query(
    "INSERT INTO runs (tenant, id, workspace, task, template, inputs, requester, channel) " +
      "SELECT r.tenant, c.id, r.workspace, r.task, r.template, r.inputs, r.requester, r.channel FROM runs r, copies c WHERE r.id = $1",
    [run],
  );
  await database.query(
    "INSERT INTO run_events (tenant, run, n, replica, body) " +
      "SELECT e.tenant, c.id, 1, '', e.body FROM run_events e, copies c WHERE e.run = $1 AND e.n = 1",
    [run],
  );
  await database.query("INSERT INTO queue (tenant, run) SELECT r.tenant, c.id FROM runs r, copies c WHERE r.id = $1", [
    run,
  ]);
  await database.query("SELECT pg_notify('sdetkit', 'queue')");
  await database.query("COMMIT");
}

/** Forgets what waits, and waits for what runs. */
async function drain(database: Client): Promise<void> {
  await database.query(
    "DELETE FROM queue USING tenants t WHERE t.id = tenant AND t.name = 'noisy' AND queue.state = 'ready'",
  );
  while ((await queued(database)) > 0) await sleep(100);
}

async function queued(database: Client): Promise<number> {
  const { rows } = await database.query(
    "SELECT count(*)::int AS runs FROM queue q JOIN tenants t ON t.id = q.tenant WHERE t.name = 'noisy'",
  );
  return rows[0].runs;
}

function makeRepository(folder: string): string {
  const repository = join(folder, "repository");
  mkdirSync(repository);
  writeFileSync(join(repository, "README.md"), "# A repository\n");
  const git = (...words: string[]) =>
    execFileSync("git", ["-c", "user.name=Bench", "-c", "user.email=bench@example.org", ...words], { cwd: repository });
  git("init", "-q");
  git("add", ".");
  git("commit", "-qm", "First");
  return repository;
}

const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
const ms = (value: number) => `${value.toFixed(0)} ms`;
