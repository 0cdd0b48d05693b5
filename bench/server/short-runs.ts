import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import type { Api } from "../../test/server/harness/api.ts";
import { cpuSeconds } from "./cpu-time.ts";
import { adminToken, databaseUrl, postmaster, type Served, serve } from "./served.ts";
import { makeTeam, SETTINGS } from "./team.ts";

const RUNS = Number(process.env["SDETKIT_BENCH_SHORT_RUNS"] ?? 2_000);
const WARM_UP = 200;
/** Starts under way at the same time. */
const AT_ONCE = 16;
const MASTER_KEY = Buffer.alloc(32, 9).toString("base64");

/** Runs of one `fs.write` step, from `POST /runs` to the ledger, driven by one replica and then by two on the same PostgreSQL. */
export async function shortRuns(folder: string): Promise<void> {
  const roots = Object.fromEntries(
    ["workspace", "history", "dashboards"].map((name) => [name, join(folder, "roots", name)]),
  );
  const settings = { ...SETTINGS, roots };
  const env = { SDETKIT_LOG_LEVEL: "warn", SDETKIT_MASTER_KEY: MASTER_KEY };
  const first = await serve(folder, settings, env);
  const servers: Served[] = [first];
  const database = new Client(databaseUrl(folder));
  try {
    await database.connect();
    await database.query("SET search_path TO sdetkit");
    const team = await makeTeam(folder, first.url, adminToken(folder));
    await measure(team, database, WARM_UP);
    report("one replica", await timed(servers, folder, () => measure(team, database, RUNS)));
    const other = join(folder, "other");
    mkdirSync(other);
    servers.push(await serve(other, settings, { ...env, SDETKIT_DATABASE_URL: databaseUrl(folder) }));
    await measure(team, database, WARM_UP);
    report("two replicas", await timed(servers, folder, () => measure(team, database, RUNS)));
  } finally {
    await database.end();
    for (const server of servers.reverse()) await server.stop();
  }
}

/** Starts so many runs and waits until all are over and in the ledger. */
async function measure(team: Api, database: Client, count: number): Promise<void> {
  const inLedger = async () =>
    (
      await database.query(
        "SELECT count(*)::int AS runs FROM runs r JOIN ledger l USING (tenant, seq) WHERE r.status = 'succeeded'",
      )
    ).rows[0].runs as number;
  const target = (await inLedger()) + count;
  let started = 0;
  const start = async () => {
    while (started < count) {
      started += 1;
      await team.ask("POST", "/runs", { workspace: "main", task: "template:note", inputs: { text: `${started}` } });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, start));
  const { runs } = (await database.query("SELECT count(*)::int AS runs FROM queue")).rows[0];
  if (count >= RUNS) console.log(`    (${runs} of ${count} waited when all were started)`);
  while ((await inLedger()) < target) await sleep(50);
}

interface Timed {
  readonly seconds: number;
  readonly servers: number;
  readonly postgres: number;
}

async function timed(servers: readonly Served[], folder: string, work: () => Promise<void>): Promise<Timed> {
  const cpu = () => servers.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0);
  const [ours, its, began] = [cpu(), cpuSeconds(postmaster(folder)), performance.now()];
  await work();
  const seconds = (performance.now() - began) / 1000;
  return { seconds, servers: cpu() - ours, postgres: cpuSeconds(postmaster(folder)) - its };
}

function report(label: string, { seconds, servers, postgres }: Timed): void {
  const each = (cpu: number) => ((cpu / RUNS) * 1000).toFixed(1);
  console.log(
    `  ${label}: ${RUNS} runs in ${seconds.toFixed(1)} s, ${(RUNS / seconds).toFixed(0)}/s; ` +
      `processor time a run: server ${each(servers)} ms, PostgreSQL ${each(postgres)} ms`,
  );
}
