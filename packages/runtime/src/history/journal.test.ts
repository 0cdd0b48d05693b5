import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { currentOwner, isAlive, isOwner, pidOf } from "../platform/process-owner.ts";
import { openHistory } from "./open-history.ts";
import { sampleRun, temporaryLayout } from "./testing/sample-history.ts";

const writer = join(import.meta.dirname, "testing/writer-process.ts");

describe("the journal", () => {
  it("keeps events in order until the run is recorded, in one commit with it", async () => {
    using layout = temporaryLayout();
    const history = openHistory(layout);
    const finished = await sampleRun(history, 0);
    const { run, task } = finished.envelope;
    history.begin({ run, task, capturedMs: 5, body: "zero" });
    expect(history.append(run, "one")).toBe(1);
    expect(history.append(run, "two")).toBe(2);
    expect(history.events(run)).toEqual(["zero", "one", "two"].map((body, n) => ({ n, body })));
    expect(history.unfinished()).toEqual([{ run, task, captured_ms: 5, alive: true, pid: process.pid }]);
    expect(await history.verify()).toMatchObject({ ok: true, runs: 0 });
    await history.finish(finished);
    expect(history.unfinished()).toEqual([]);
    expect(history.events(run)).toEqual([]);
    expect(() => history.begin({ run, task, capturedMs: 5, body: "again" })).toThrow(
      expect.objectContaining({ code: "run-exists" }),
    );
    expect(() => history.append(run, "late")).toThrow(expect.objectContaining({ code: "unknown-run" }));
    history.close();
  });

  it("lets exactly one process take over a run whose owner was killed, and none while it lives", async () => {
    using layout = temporaryLayout();
    const child = spawn(process.execPath, [writer, layout.root, "0", "1", "begin"]);
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const run = line.toString().trim();
    const [one, two] = [openHistory(layout), openHistory(layout)];
    expect(one.unfinished()).toMatchObject([{ run, alive: true, pid: child.pid }]);
    const busy = expect.objectContaining({ code: "run-busy" });
    expect(() => one.claim(run)).toThrow(busy);
    expect(() => one.append(run, "x")).toThrow(busy);
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
    expect(one.unfinished()).toMatchObject([{ run, alive: false }]);
    one.claim(run);
    expect(() => two.claim(run)).toThrow(busy);
    expect(() => two.claim("r-NONE")).toThrow(expect.objectContaining({ code: "unknown-run" }));
    expect(one.append(run, "resumed")).toBe(2);
    await one.finish(await sampleRun(one, 0));
    expect(await one.verify()).toMatchObject({ ok: true, runs: 1 });
    one.close();
    two.close();
  });
});

it("knows a process from a later one with the same number, and from one of before the last boot", () => {
  const owner = currentOwner();
  expect([isOwner(owner), isAlive(owner), pidOf(owner)]).toEqual([true, true, process.pid]);
  const [pid, start, boot] = owner.split("-");
  expect(isAlive(`${pid}-${Number(start) + 1}-${boot}`)).toBe(boot === "00000000");
  expect(isAlive(`${pid}-${start}-ffffffff`)).toBe(false);
  expect(isAlive("nonsense")).toBe(false);
});
