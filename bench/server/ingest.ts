import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { cpuSeconds } from "./cpu-time.ts";
import type { LoadJob, LoadReport } from "./load-generator.ts";
import { adminToken, databaseUrl, postmaster, serve } from "./served.ts";
import { makeTeam, SETTINGS } from "./team.ts";

const SECONDS = Number(process.env["SDETKIT_BENCH_SECONDS"] ?? 60);
const COPIES = 3;
const CONNECTIONS = 64;
/** Until what runs is compiled. */
const COLD_EVENTS = 5_000;
/** Enough to find the rate that the long run is sized by, with a margin: it is to last that long at least. */
const WARM_EVENTS = 15_000;
const MARGIN = 1.3;
const TARGET = { perSecond: 3_000, p99: 250 };
const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

/**
 * Deliveries of signed events to the webhook channel of a server with its own PostgreSQL: each event three times, shuffled, for a minute,
 * as fast as answers come; each acknowledged one must have exactly one run when the inbox is empty. In the same run: a bare handler
 * under the same load, and what single-row INSERTs the same database commits.
 */
export async function ingest(folder: string): Promise<void> {
  const bare = await againstBareHono(folder);
  const server = await serve(folder, SETTINGS, { SDETKIT_LOG_LEVEL: "warn" });
  const database = new Client(databaseUrl(folder));
  try {
    await database.connect();
    await database.query("SET search_path TO sdetkit");
    const inserts = await singleInserts(database);
    const team = await makeTeam(folder, server.url, adminToken(folder));
    const { path } = await team.ask("POST", "/channels", {
      name: "events",
      kind: "webhook",
      settings: { workspace: "main", task: "template:note", inputs: { text: "${{ event.payload.message }}" } },
      secrets: { signingSecret: SECRET },
    });
    const job = (prefix: string, events: number, rate: number | null): LoadJob => ({
      ...{ port: server.port, path, secret: SECRET, copies: COPIES, connections: CONNECTIONS },
      ...{ prefix, events, rate, acknowledged: join(folder, `acknowledged-${prefix}.json`) },
    });
    await deliver(job("cold", COLD_EVENTS, null));
    const warm = await deliver(job("warm", WARM_EVENTS, null));
    const { SDETKIT_BENCH_RATE: fixed } = process.env;
    const rate = fixed ? Number(fixed) : null;
    const expected = rate ?? Math.max(perSecond(warm), TARGET.perSecond) * MARGIN;
    const main = job("e", Math.ceil((expected * SECONDS) / COPIES), rate);
    const cpu = () => [cpuSeconds(server.pid), cpuSeconds(postmaster(folder))] as const;
    const before = cpu();
    const report = await deliver(main);
    const [ours, its] = cpu().map((seconds, i) => ((seconds - before[i]!) / report.deliveries) * 1e6);
    const began = performance.now();
    await untilWorkedOff(database);
    const drained = (performance.now() - began) / 1000;
    const problems = await verify(database, main);

    console.log(
      `  ${rate === null ? `closed loop, ${CONNECTIONS} connections` : `open loop, ${rate}/s`}; ${text(report)}`,
    );
    console.log(`  processor time a delivery: server ${ours!.toFixed(0)} µs, PostgreSQL ${its!.toFixed(0)} µs`);
    console.log(`  bare Hono handler: ${text(bare)}; ratio ${(perSecond(report) / perSecond(bare)).toFixed(2)}`);
    console.log(`  single-row INSERT commits on one connection: ${inserts.toFixed(0)}/s`);
    console.log(`  ${main.events} events, runs made ${drained.toFixed(1)} s after the last delivery: ${problems}`);
    const reached = perSecond(report) >= TARGET.perSecond && report.p99 <= TARGET.p99;
    console.log(`  target ${TARGET.perSecond}/s with p99 ≤ ${TARGET.p99} ms: ${reached ? "reached" : "NOT REACHED"}`);
  } finally {
    await database.end();
    await server.stop();
  }
}

async function againstBareHono(folder: string): Promise<LoadReport> {
  const bare = fork(join(import.meta.dirname, "bare-hono.ts"));
  const [port] = (await once(bare, "message")) as [number];
  const load = { port, path: "/channels/webhook/bare", secret: SECRET, copies: COPIES, connections: CONNECTIONS };
  const run = (events: number) =>
    deliver({ ...load, prefix: "b", events, rate: null, acknowledged: join(folder, "acknowledged-bare.json") });
  await run(COLD_EVENTS);
  const report = await run(COLD_EVENTS * 5);
  bare.disconnect();
  return report;
}

async function deliver(job: LoadJob): Promise<LoadReport> {
  const generator = fork(join(import.meta.dirname, "load-generator.ts"));
  generator.send(job);
  const ended = once(generator, "exit").then(([code]) => {
    throw new Error(`the load generator ended with exit code ${code}`);
  });
  const [report] = (await Promise.race([once(generator, "message"), ended])) as [LoadReport];
  ended.catch(() => undefined);
  return report;
}

async function singleInserts(database: Client): Promise<number> {
  await database.query("CREATE TABLE bench_rows (n bigint PRIMARY KEY, body text NOT NULL)");
  const insert = { name: "insert", text: "INSERT INTO bench_rows VALUES ($1, $2)" };
  const body = "x".repeat(200);
  let count = 0;
  const began = performance.now();
  while (performance.now() - began < 5_000) await database.query({ ...insert, values: [count++, body] });
  await database.query("DROP TABLE bench_rows");
  return (count / (performance.now() - began)) * 1000;
}

async function untilWorkedOff(database: Client): Promise<void> {
  for (;;) {
    const { rows } = await database.query("SELECT count(*)::int AS left FROM inbox WHERE state = 'new'");
    if (rows[0].left === 0) return;
    await sleep(100);
  }
}

/** Each acknowledged event has one run, and no run is there without an event. */
async function verify(database: Client, { prefix, acknowledged }: LoadJob): Promise<string> {
  const sent: number[] = JSON.parse(readFileSync(acknowledged, "utf8"));
  const { rows } = await database.query(
    "SELECT regexp_replace(cause, '.*:', '') AS event, count(*)::int AS runs FROM runs WHERE cause ~ $1 GROUP BY cause",
    [`:${prefix}[0-9]+$`],
  );
  const runs = new Map(rows.map(({ event, runs }) => [event, runs]));
  const lost = sent.filter((n) => !runs.has(`${prefix}${n}`)).length;
  const many = [...runs.values()].filter((count) => count !== 1).length;
  const verdict = lost === 0 && many === 0 ? "right" : "WRONG";
  return `acknowledged ${sent.length}, lost ${lost}; runs ${runs.size}, events with more than one ${many}: ${verdict}`;
}

function perSecond({ deliveries, seconds }: LoadReport): number {
  return deliveries / seconds;
}

function text(report: LoadReport): string {
  const { deliveries, seconds, p50, p99, max, statuses } = report;
  const answers = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`);
  const ms = [p50, p99, max].map((each) => each.toFixed(1)).join(" / ");
  return `${deliveries} deliveries in ${seconds.toFixed(1)} s: ${perSecond(report).toFixed(0)}/s, p50/p99/max ${ms} ms (${answers.join(", ")})`;
}
