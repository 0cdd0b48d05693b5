import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { size } from "../harness/size.ts";
import { until } from "./harness/api.ts";
import { type Cluster, cluster, team } from "./harness/cluster.ts";
import {
  approveAll,
  countTicks,
  release,
  startRuns,
  TICK_POLICY,
  tickTemplates,
  untilOver,
  untilUnderWay,
} from "./harness/ticks.ts";

const RUNS = size("SDETKIT_SERVER_RUNS", 30);
const KILLS = size("SDETKIT_SERVER_KILLS", 3);
const WAITING = size("SDETKIT_SERVER_WAITING", 5);
const STOPPED_SECONDS = size("SDETKIT_STOPPED_SECONDS", 8);

/** How long after a moment somebody took runs over, in milliseconds, from the survivors' own logs. */
function takeover({ replicas }: Cluster, since: number): number {
  const lines = replicas.flatMap((each) => each.printed().split("\n")).filter((line) => line.includes("took over"));
  const times = lines.map((line) => Date.parse(/"time":"([^"]+)"/.exec(line)?.[1] ?? ""));
  return Math.min(...times.filter((at) => at >= since)) - since;
}

test(`kill -9 of one of two replicas, ${KILLS} times, with ${RUNS} runs of six steps and ${WAITING} waiting`, async () => {
  const both = await cluster(2);
  const own = await team(both, "crash", tickTemplates, TICK_POLICY);
  const held = await startRuns(own, "holds", WAITING);
  const ticks = await startRuns(own, "ticks", RUNS);
  const stop = approveAll(own);
  const took: number[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    await sleep(500 + Math.random() * 1_000);
    const n = Math.random() < 0.5 ? 0 : 1;
    const killedAt = Date.now();
    await both.replicas[n]!.kill();
    took.push(await until(async () => takeover(both, killedAt), Number.isFinite, 20));
    await both.start(n);
  }
  for (const run of ticks) await countTicks(own, run);
  await stop();
  for (const run of held) {
    await release(own, run);
    expect(await untilOver(own, run)).toMatchObject({ status: "succeeded" });
  }
  const checked = await own.admin.ask("GET", "/history/verification");
  expect(checked).toMatchObject({ ok: true, runs: RUNS + WAITING });
  console.log(`takeover after kill -9, ms: ${took.join(", ")}`);
}, 1_800_000);

test(`kill -9 of PostgreSQL, ${KILLS} times, while runs are started and driven`, async () => {
  const both = await cluster(2);
  const own = await team(both, "database", tickTemplates, TICK_POLICY);
  const stop = approveAll(own);
  const starting = startRuns(own, "ticks", RUNS);
  for (let kill = 0; kill < KILLS; kill += 1) {
    await sleep(500 + Math.random() * 1_000);
    const { pid } = both.postgres;
    if (pid !== null) process.kill(pid, "SIGKILL");
  }
  const acknowledged = await starting;
  expect(new Set(acknowledged).size).toBe(RUNS);
  for (const run of acknowledged) await countTicks(own, run);
  await stop();
  expect(await own.admin.ask("GET", "/history/verification")).toMatchObject({ ok: true, runs: RUNS });
}, 1_800_000);

test(`a replica that sleeps for ${STOPPED_SECONDS} s and wakes up does nothing twice`, async () => {
  const both = await cluster(2, { runs: { replica_timeout_seconds: 3 } });
  const own = await team(both, "sleeper", tickTemplates, TICK_POLICY);
  const ticks = await startRuns(own, "ticks", RUNS);
  // Asked of the one that stays awake.
  const awake = { ...own, approver: both.at(1, own.tokens.approver), operator: both.at(1, own.tokens.operator) };
  const stop = approveAll(awake);
  await untilUnderWay(awake);
  both.replicas[0]!.child.kill("SIGSTOP");
  const stoppedAt = Date.now();
  const took = await until(async () => takeover(both, stoppedAt), Number.isFinite, 30);
  await sleep(Math.max(0, STOPPED_SECONDS * 1_000 - took));
  both.replicas[0]!.child.kill("SIGCONT");
  for (const run of ticks) await countTicks(awake, run);
  await stop();
  await until(
    async () => both.replicas[0]!.printed(),
    (text) => text.includes("lost its membership"),
    30,
  );
  expect(await awake.operator.ask("GET", "/runs?state=running")).toMatchObject({ items: [] });
  const checked = await own.admin.ask("GET", "/history/verification");
  expect(checked).toMatchObject({ ok: true, runs: RUNS });
  console.log(`takeover after SIGSTOP, ms: ${took}`);
}, 1_800_000);
