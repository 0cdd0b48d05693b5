import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { size } from "../harness/size.ts";
import { cluster, team } from "./harness/cluster.ts";
import { approveAll, countTicks, startRuns, TICK_POLICY, tickTemplates, untilUnderWay } from "./harness/ticks.ts";

/** Longer than a transaction may be idle; the full size is longer than a replica may be silent. */
const SECONDS = size("SDETKIT_SUSPENDED_SECONDS", 8);
const RUNS = size("SDETKIT_SERVER_RUNS", 20);

/** A postmaster and all that it has started. */
function processesOfPostgres(postmaster: number): number[] {
  const children = execFileSync("ps", ["-o", "pid=", "--ppid", String(postmaster)], { encoding: "utf8" });
  return [postmaster, ...children.split("\n").filter(Boolean).map(Number)];
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended meanwhile.
    }
  }
}

test(`PostgreSQL stopped for ${SECONDS} s: runs wait for it, none fails, and no replica is considered lost`, async () => {
  const both = await cluster(2, { runs: { replica_timeout_seconds: 5 } });
  const own = await team(both, "suspended", tickTemplates, TICK_POLICY);
  const stop = approveAll(own);
  const ticks = await startRuns(own, "ticks", RUNS);
  await untilUnderWay(own);
  const stopped = processesOfPostgres(both.postgres.pid!);
  signal(stopped, "SIGSTOP");
  await sleep(SECONDS * 1_000);
  signal(stopped, "SIGCONT");
  for (const run of ticks) await countTicks(own, run);
  await stop();
  const printed = both.replicas.map((replica) => replica.printed()).join("\n");
  expect(printed).not.toMatch(/run stopped|unexpected error in a run/);
  expect(printed).not.toContain("took over the runs");
  expect(await own.admin.ask("GET", "/history/verification")).toMatchObject({ ok: true, runs: RUNS });
}, 600_000);
