import { cpSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { generateHistory } from "../../../../../bench/history-generator.ts";
import { openHistory } from "../open-history.ts";
import { temporaryLayout } from "../testing/sample-history.ts";
import { verifyHistory } from "./verify-history.ts";

const RUNS = 1100;
/** Five parts, shared by two threads. */
const SCALE = { part: 256, threadsFrom: 1, threads: 2 };

let layout: ReturnType<typeof temporaryLayout>;
beforeAll(() => {
  layout = temporaryLayout();
  generateHistory(layout.root, RUNS, { repeats: 100 });
});
afterAll(() => layout[Symbol.dispose]());

/** What several threads find after `statements`, which one thread has to find as well; then everything is put back. */
async function found(...statements: readonly string[]): Promise<string[]> {
  const [path, copy] = [join(layout.history, "history.db"), join(layout.root, "copy.db")];
  cpSync(path, copy);
  const database = new DatabaseSync(path);
  database.exec("PRAGMA synchronous = OFF");
  for (const sql of statements) database.exec(sql);
  database.close();
  const [several, one] = [await verifyHistory(layout, {}, SCALE), await verifyHistory(layout)];
  cpSync(copy, path);
  expect(several.problems).toEqual(one.problems);
  expect(several.ok).toBe(several.problems.length === 0);
  return several.problems.map(({ code, where }) => `${code}: ${where}`);
}

const move = (table: string, from: number, to: number) => `UPDATE ${table} SET seq = ${to} WHERE seq = ${from}`;
const swap = (a: number, b: number, ...tables: string[]) =>
  tables.flatMap((table) => [move(table, a, -1), move(table, b, a), move(table, -1, b)]);

it("finds nothing in a sound history, and counts it", async () => {
  const progress: number[] = [];
  const onProgress = ({ done }: { done: number }) => progress.push(done);
  const threads = await verifyHistory(layout, { onProgress }, SCALE);
  expect(threads).toMatchObject({ ok: true, runs: RUNS, problems: [] });
  expect(threads).toEqual(await verifyHistory(layout));
  expect(progress).toHaveLength(5);
  expect(progress.at(-1)).toBe(RUNS);
});

it("names an edited leaf, edited index rows and a record that is gone, each in a part of its own", async () => {
  const history = openHistory(layout, { readOnly: true });
  const { hash } = history.list({ limit: 1 })[0]!;
  history.close();
  const record = join(layout.history, "records", `${hash}.json`);
  renameSync(record, `${record}.gone`);
  const problems = await found(
    `UPDATE ledger SET leaf = replace(leaf, '"user":"builder"', '"user":"nobody!"') WHERE seq = 300`,
    "UPDATE runs SET template_version = template_version || char(0) WHERE seq = 3",
    "UPDATE run_actions SET failed = failed + 1 WHERE seq = 700",
  );
  renameSync(`${record}.gone`, record);
  expect(problems.toSorted()).toEqual([
    "index-altered: run_actions, row 700",
    "index-altered: runs, row 3, template_version",
    "ledger-row-altered: ledger row 300",
    `record-missing: records/${hash}.json`,
  ]);
});

it("names a pair that was swapped as the pair, also when it lies in the parts of two threads", async () => {
  const problems = await found(...swap(20, 700, "ledger"), ...swap(400, 401, "ledger"));
  expect(problems.filter((each) => each.startsWith("ledger-reordered"))).toEqual(
    [20, 400, 401, 700].map((seq) => `ledger-reordered: ledger row ${seq}`),
  );
});

it("answers with a finding when there is no database to read", async () => {
  writeFileSync(join(layout.history, "history.db"), "no database");
  expect((await verifyHistory(layout, {}, SCALE)).problems).toMatchObject([{ code: "database-corrupt" }]);
});
