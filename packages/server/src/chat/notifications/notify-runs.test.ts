import type { RunReport } from "@sdetkit/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunView } from "../../control/runs/types.ts";
import { openTestChannels, type TestChannels } from "../../messaging/testing/channels.ts";
import { runSummary } from "./run-summary.ts";

let test: TestChannels;
beforeAll(async () => {
  test = await openTestChannels();
  await test.add("chat", "chat");
  await test.person("ana", "operator", "U1");
});
afterAll(() => test.close());

const step = (id: string, status: string, more = {}) => ({
  id,
  name: id,
  action: "fs.write",
  status,
  duration_ms: 1,
  failure: null,
  denials: [],
  outputs: {},
  ...more,
});
const report = (status: string, steps: readonly object[]) =>
  ({
    run: "r-1",
    hash: "0123456789abcdef".repeat(4),
    status,
    duration_ms: 4_200,
    steps,
    artifacts: [],
    outputs: {},
    reviewer: { verdict: "accepted", checks: [] },
  }) as unknown as RunReport;
const view = {
  run: "r-1",
  template: "health",
  task: "template:health",
  workspace: "shop",
  cancelled_by: null,
} as RunView;

describe("a run that is over", () => {
  it("is told in its conversation, in the transaction in which it ends", async () => {
    await test.say("U1", { text: "run health", room: "thread" });
    const row = await test.tx((tx) => tx.selectFrom("runs").selectAll().executeTakeFirstOrThrow());
    const run = { ...view, run: row.id, tenant: row.tenant, conversation: row.conversation, request: row.request };
    const ending = test.tx(async (tx) => {
      await test.watcher.over(tx, run, report("failed", []));
      throw new Error("undone");
    });
    await expect(ending).rejects.toThrow("undone");
    await test.tx((tx) => test.watcher.over(tx, run, report("succeeded", [step("a", "succeeded")])));
    const before = test.sent.length;
    test.channels.start();
    await expect.poll(() => test.sent.length).toBe(before + 1);
    await test.channels.stop();
    expect(test.sent.at(-1)).toMatchObject({
      room: "thread",
      message: { text: expect.stringMatching(/^\*\*succeeded\*\*: `health` in `shop`, 4\.2 s/) },
    });
  });

  it("is told to nobody when nobody in a chat asked for it", async () => {
    await test.tx(async (tx) => {
      const { id, tenant } = await tx.selectFrom("runs").select(["id", "tenant"]).executeTakeFirstOrThrow();
      await tx.deleteFrom("outbox").execute();
      await test.watcher.over(
        tx,
        { ...view, run: id, tenant, conversation: null, request: null },
        report("succeeded", []),
      );
      expect(await tx.selectFrom("outbox").selectAll().execute()).toEqual([]);
    });
  });

  it("is told with its steps, the first trouble, and its record", () => {
    const failed = step("test", "failed", { failure: { code: "exit", message: "expected exit code 0, got 2" } });
    expect(runSummary(view, report("failed", [step("audit", "succeeded"), failed, step("report", "skipped")]))).toBe(
      [
        "**failed**: `health` in `shop`, 4.2 s",
        "3 steps: 1 succeeded, 1 failed, 1 skipped",
        "Step `test`: expected exit code 0, got 2",
        "Run `r-1`, record `0123456789ab`. More: `sdetkit agent history show r-1`",
      ].join("\n"),
    );
    const denial = { message: "the approval was not given", remedy: "ask again" };
    expect(
      runSummary(view, { ...report("succeeded", [step("audit", "succeeded")]), outputs: { passed: false } }),
    ).toContain("**succeeded**, **not passed**: ");
    expect(runSummary(view, report("denied", [step("release", "denied", { denials: [denial] })]))).toContain(
      "Step `release`: the approval was not given\nWhat to do: ask again",
    );
    expect(runSummary({ ...view, cancelled_by: "ana" }, report("cancelled", []))).toMatch(
      /^\*\*cancelled\*\* by `ana`: /,
    );
  });
});
