import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openHistory } from "./open-history.ts";
import { temporaryLayout } from "./testing/sample-history.ts";

const writer = join(import.meta.dirname, "testing/writer-process.ts");
const PROCESSES = Number(process.env["SDETKIT_TEST_PROCESSES"] ?? 4);
const EACH = Number(process.env["SDETKIT_TEST_RUNS"] ?? 3);
const KILLS = Number(process.env["SDETKIT_TEST_KILLS"] ?? 2);

/** Starts a writer and gathers the ids it prints: each was durable before it was printed. */
function startWriter(folder: string, first: number, count: number): { child: ChildProcess; printed: string[] } {
  const child = spawn(process.execPath, [writer, folder, String(first), String(count)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed: string[] = [];
  child.stdout!.on("data", (data: Buffer) => printed.push(...data.toString().trim().split("\n")));
  return { child, printed };
}

it("lets several processes begin one history at once: one key, every run once, in one chain", async () => {
  using layout = temporaryLayout();
  const writers = Array.from({ length: PROCESSES }, (_, i) => startWriter(layout.root, i * EACH, EACH));
  const codes = await Promise.all(writers.map(async ({ child }) => (await once(child, "close"))[0]));
  expect(codes).toEqual(Array(PROCESSES).fill(0));
  const history = openHistory(layout, { readOnly: true });
  expect(new Set(history.list().map(({ run }) => run))).toEqual(new Set(writers.flatMap(({ printed }) => printed)));
  expect(history.list()).toHaveLength(PROCESSES * EACH);
  expect(await history.verify()).toMatchObject({ ok: true, runs: PROCESSES * EACH, problems: [] });
  history.close();
  expect(readdirSync(layout.keys).sort()).toEqual(["ledger.key", "ledger.pub", "ledger.vkey"]);
});

it("survives kill -9 of a writer at any moment: what was printed is there, the rest is listed, nothing is torn", async () => {
  using layout = temporaryLayout();
  const acknowledged = new Set<string>();
  for (let kill = 0; kill < KILLS; kill++) {
    const { child, printed } = startWriter(layout.root, kill * 1000, 1000);
    const closed = once(child, "close");
    // Somewhere in the middle of a run: as many acknowledged runs as rounds before, then at once.
    while (printed.length <= kill && child.exitCode === null) await once(child.stdout!, "data");
    child.kill("SIGKILL");
    await closed;
    for (const run of printed) acknowledged.add(run);
    const history = openHistory(layout);
    const recorded = new Set(history.list().map(({ run }) => run));
    expect([...acknowledged].filter((run) => !recorded.has(run))).toEqual([]);
    const cutOff = history.unfinished();
    expect(cutOff.every(({ run, alive }) => !alive && !recorded.has(run))).toBe(true);
    expect(await history.verify()).toMatchObject({ ok: true, problems: [] });
    history.close();
    expect(existsSync(join(layout.history, "tmp"))).toBe(false);
  }
});
