import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, describe, expect, test } from "vitest";
import { json, ROOT } from "./harness/cli.ts";
import { keptFolder, repository } from "./harness/workspace.ts";

const RUNS = 5;
const root = keptFolder();
const saved = keptFolder();
const earlier = keptFolder();
/** Of each run, in the ledger's order: its id and its record's hash. */
const runs: { run: string; hash: string }[] = [];
const history = () => join(root, ".sdetkit/agent/history");

beforeAll(async () => {
  repository({ "README.md": "# Sample\n" }, root);
  for (let n = 0; n < RUNS; n++) {
    const { answer } = await json(root, [
      "agent",
      "run",
      `action fs.write {"path":"output:/a.txt","content":"run ${n}"}`,
    ]);
    runs.push({ run: answer.run, hash: answer.hash });
    if (n === 2) cpSync(history(), earlier, { recursive: true });
  }
  cpSync(history(), saved, { recursive: true });
});

/** Verifies with the CLI, puts everything back, and answers what it named. */
async function afterwards(): Promise<{ exit: number | null; where: string[]; codes: string[] }> {
  const { exit, answer } = await json(root, ["agent", "history", "verify"]);
  rmSync(history(), { recursive: true });
  cpSync(saved, history(), { recursive: true });
  expect(answer.ok).toBe(exit === 0);
  const problems = answer.problems as { where: string; code: string }[];
  return { exit, where: problems.map(({ where }) => where), codes: problems.map(({ code }) => code) };
}

function change(...statements: string[]): void {
  const database = new DatabaseSync(join(history(), "history.db"));
  for (const sql of statements) database.exec(sql);
  database.close();
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] as number) ^ 1;
  writeFileSync(path, bytes);
}

const swap = (table: string) => [
  `UPDATE ${table} SET seq = -1 WHERE seq = 1`,
  `UPDATE ${table} SET seq = 1 WHERE seq = 3`,
  `UPDATE ${table} SET seq = 3 WHERE seq = -1`,
];
const INDEX = ["runs", "run_actions", "run_workers"];

test("untouched: exit 0", async () => {
  expect(await afterwards()).toEqual({ exit: 0, where: [], codes: [] });
});

describe("one byte of", () => {
  test.each(["first", "middle", "last"])("a record, the %s", async (place) => {
    const { hash } = runs[2]!;
    const path = join(history(), "records", `${hash}.json`);
    const length = readFileSync(path).length;
    flip(path, place === "first" ? 0 : place === "last" ? length - 1 : length >> 1);
    expect(await afterwards()).toMatchObject({ exit: 5, where: expect.arrayContaining([`records/${hash}.json`]) });
  });

  test("a blob", async () => {
    const blobs = readdirSync(join(history(), "blobs"), { recursive: true, encoding: "utf8" }).filter(
      (path) => path.length > 3,
    );
    expect(blobs).toHaveLength(RUNS);
    for (const blob of blobs) {
      flip(join(history(), "blobs", blob), 0);
      expect(await afterwards()).toMatchObject({ exit: 5, where: [`blobs/${blob}`] });
    }
  });

  test("the published checkpoint", async () => {
    flip(join(history(), "checkpoint"), 80);
    const { exit, where } = await afterwards();
    expect({ exit, named: where.some((each) => each.includes("checkpoint")) }).toEqual({ exit: 5, named: true });
  });
});

test("each column of each row of the ledger", async () => {
  // Another first byte than the one that is there, whatever that is.
  const first = "CASE WHEN substr(hash, 1, 1) = x'ff' THEN x'00' ELSE x'ff' END";
  const columns = {
    hash: `CAST((${first}) || substr(hash, 2) AS BLOB)`,
    leaf: "'[' || substr(leaf, 2)",
    seq: "seq + 100",
  };
  const database = new DatabaseSync(join(history(), "history.db"));
  const real = database
    .prepare("SELECT name FROM pragma_table_info('ledger')")
    .all()
    .map((row) => row["name"]);
  database.close();
  expect(real.sort()).toEqual(Object.keys(columns).sort());
  for (const [column, value] of Object.entries(columns)) {
    for (const seq of [0, 2, RUNS - 1]) {
      change(`UPDATE ledger SET ${column} = ${value} WHERE seq = ${seq}`);
      const { exit, where } = await afterwards();
      const named = where.some((each) => new RegExp(`ledger rows? (${seq}\\b|\\d+ to \\d+$)`).test(each));
      expect({ column, seq, exit, named, where }).toEqual({ column, seq, exit: 5, named: true, where });
    }
  }
});

describe("rows", () => {
  test("deleted: the row is named", async () => {
    for (let seq = 0; seq < RUNS; seq++) {
      change(`DELETE FROM ledger WHERE seq = ${seq}`);
      const { exit, where } = await afterwards();
      expect({ exit, where }).toMatchObject({
        exit: 5,
        where: expect.arrayContaining([expect.stringContaining(`row ${seq}`)]),
      });
    }
  });

  test("swapped: both are named; with the index swapped as well, the rows between are", async () => {
    change(...swap("ledger"));
    expect(await afterwards()).toMatchObject({
      exit: 5,
      where: expect.arrayContaining(["ledger row 1", "ledger row 3"]),
    });
    change(...["ledger", ...INDEX].flatMap(swap));
    const { exit, where } = await afterwards();
    expect({ exit, where }).toEqual({ exit: 5, where: [expect.stringMatching(/^ledger rows? /)] });
  });

  test("cut off at the end: said, also when index and head were cut to fit", async () => {
    const cut = ["ledger", ...INDEX].map((table) => `DELETE FROM ${table} WHERE seq >= 3`);
    change(cut[0]!);
    expect((await afterwards()).codes).toContain("ledger-truncated");
    change(...cut);
    expect((await afterwards()).codes).toContain("ledger-truncated");
    change(...cut, "DELETE FROM head");
    expect((await afterwards()).exit).toBe(5);
  });

  test("cut off together with its checkpoint: the published checkpoint still tells", async () => {
    // The database as it was after three runs: rows, index and signed head all fit each other.
    cpSync(join(earlier, "history.db"), join(history(), "history.db"));
    const { exit, codes, where } = await afterwards();
    expect({ exit, codes, where }).toEqual({
      exit: 5,
      codes: ["ledger-truncated"],
      where: [expect.stringContaining("ledger rows 3 to 4")],
    });
  });
});

describe("a proof", () => {
  const page = readFileSync(join(ROOT, "docs/guide/verify-a-proof.md"), "utf8");
  const script = /```bash\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
  const check = (proof: object) => {
    const path = join(saved, "proof.json");
    writeFileSync(path, JSON.stringify(proof));
    const key = join(root, ".sdetkit/agent/keys/ledger.pub");
    const { status, stdout, stderr } = spawnSync("bash", ["-c", script, "verify-proof.sh", path, key], {
      encoding: "utf8",
    });
    rmSync(path);
    return `${status} ${stdout}${stderr}`;
  };

  test("of each run passes the guide's script, and an altered one does not", async () => {
    for (const { run, hash } of runs) {
      const { exit, answer } = await json(root, ["agent", "history", "prove", run]);
      expect(exit).toBe(0);
      expect(check(answer)).toContain(`0 ACCEPTED: run ${run}, record ${hash}`);
      if (run !== runs[1]?.run) continue;
      const other = runs.find((each) => each.run !== run)!;
      expect(check({ ...answer, leaf: answer.leaf.replace(hash, other.hash) })).toMatch(/^1 REFUSED/);
      expect(check({ ...answer, index: (answer.index + 1) % RUNS })).toMatch(/^1 REFUSED/);
      expect(check({ ...answer, checkpoint: answer.checkpoint.replace(`\n${RUNS}\n`, "\n4\n") })).toMatch(/^1 REFUSED/);
    }
  });
});
