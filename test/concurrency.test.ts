import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { call, json, start } from "./harness/cli.ts";
import { leftovers } from "./harness/leftovers.ts";
import { size } from "./harness/size.ts";
import { emptyFolder, repository, text } from "./harness/workspace.ts";

const PROCESSES = size("SDETKIT_PROCESSES", 4);
const RUNS_EACH = size("SDETKIT_RUNS_EACH", 3);
const FRESH = size("SDETKIT_FRESH", 4);

test(`${PROCESSES} processes × ${RUNS_EACH} runs at once: every one is in the ledger`, async () => {
  const root = repository();
  const hashes: string[] = [];
  const worker = async (n: number) => {
    for (let i = 0; i < RUNS_EACH; i++) {
      const task = `action fs.write {"path":"output:/a.txt","content":"worker ${n}, run ${i}"}`;
      const { exit, answer } = await json(root, ["agent", "run", task]);
      expect({ exit, status: answer.status }).toEqual({ exit: 0, status: "succeeded" });
      hashes.push(answer.hash);
    }
  };
  await Promise.all(Array.from({ length: PROCESSES }, (_, n) => worker(n)));
  const { answer } = await json(root, ["agent", "history", "list", "--limit", "0"]);
  expect(answer.total).toBe(PROCESSES * RUNS_EACH);
  expect(answer.runs.map((row: { hash: string }) => row.hash).sort()).toEqual([...hashes].sort());
  expect(new Set(hashes).size).toBe(PROCESSES * RUNS_EACH);
  const verified = await json(root, ["agent", "history", "verify"]);
  expect(verified).toMatchObject({ exit: 0, answer: { ok: true, runs: PROCESSES * RUNS_EACH, problems: [] } });
  expect(leftovers(root)).toEqual([]);
}, 900_000);

test("8 processes that make the same workspace at once all get it whole, and one key", async () => {
  for (let round = 0; round < FRESH; round++) {
    const root = emptyFolder();
    const task = 'action fs.write {"path":"output:/a.txt","content":"x"}';
    const argv = round % 2 === 0 ? ["agent", "run", task] : ["agent", "init"];
    const all = await Promise.all(Array.from({ length: 8 }, () => call(root, argv)));
    expect(all.map(({ exit, err }) => ({ exit, err }))).toEqual(all.map(() => ({ exit: 0, err: "" })));
    expect(text(root, ".sdetkit/config.yaml")).toContain("version: 1");
    expect(readdirSync(`${root}/.sdetkit`).sort()).toEqual([".gitignore", "agent", "config.yaml"]);
    const verified = await json(root, ["agent", "history", "verify"]);
    expect(verified).toMatchObject({ exit: 0, answer: { ok: true, runs: round % 2 === 0 ? 8 : 0 } });
    expect(leftovers(root)).toEqual([]);
  }
}, 300_000);

test("whoever reads the configuration while it is made finds none of it or all of it", async () => {
  for (let round = 0; round < FRESH; round++) {
    const root = emptyFolder();
    const child = start(root, ["agent", "init"]);
    const over = new Promise((resolve) => child.on("close", resolve));
    const seen = new Set<string>();
    for (let looks = 0, after = 0; looks < 1_000_000 && after < 1_000; looks++) {
      const found = readUnlessMissing(`${root}/.sdetkit/config.yaml`);
      if (found === null) continue;
      seen.add(found);
      after++;
    }
    await over;
    const whole = text(root, ".sdetkit/config.yaml");
    expect(whole).toContain("version: 1");
    expect([...seen]).toEqual([whole]);
  }
});

function readUnlessMissing(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
