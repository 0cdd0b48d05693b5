import { expect, test } from "vitest";
import { size } from "../harness/size.ts";
import { cluster, team } from "./harness/cluster.ts";
import {
  approveAll,
  countTicks,
  journal,
  startRuns,
  TICK_POLICY,
  tickTemplates,
  untilUnderWay,
} from "./harness/ticks.ts";

const RUNS = size("SDETKIT_SERVER_RUNS", 20);

test("a replica that is told to end lets its steps end and gives its runs to the others", async () => {
  const both = await cluster(2);
  const own = await team(both, "drain", tickTemplates, TICK_POLICY);
  const ticks = await startRuns(own, "ticks", RUNS);
  const stop = approveAll(own);
  await untilUnderWay(own);
  expect(await both.replicas[0]!.stop()).toBe(0);
  // Whoever reads the log at night sees that it was told to, and what it left.
  expect(both.replicas[0]!.printed()).toMatch(/"busy":\d+,"msg":"stopping".*"handedOver":\d+,"msg":"stopped"/s);
  for (const run of ticks) {
    await countTicks(own, run);
    // Nothing was interrupted, so nothing had to be begun again.
    expect((await journal(own, run)).filter(({ kind }) => kind === "step-reopened")).toEqual([]);
  }
  await stop();
}, 300_000);
