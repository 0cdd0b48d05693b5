import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { leafHash, type Problem } from "@sdetkit/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateHistory } from "../../../../../bench/history-generator.ts";
import type { Layout } from "../../files/workspace-layout.ts";
import { layoutOf } from "../../files/workspace-layout.ts";
import { signerOf } from "../../keys/ledger-key.ts";
import { hashing } from "../../platform/hashing.ts";
import { openHistory } from "../open-history.ts";
import { sampleHistory, temporaryLayout } from "../testing/sample-history.ts";
import { verifyHistory } from "./verify-history.ts";

const RUNS = 11;
/** A sample by default: each flip is a whole verification. Thousands of them are for a machine with nothing else to do. */
const FLIPS = Number(process.env["SDETKIT_TEST_FLIPS"] ?? 15);
/** Columns that no digest covers: who owns an unfinished run changes hands, and harms nobody when it is wrong. */
const UNCOVERED = new Set(["unfinished.owner"]);

let sample: ReturnType<typeof temporaryLayout>;
let layout: ReturnType<typeof temporaryLayout>;

beforeAll(async () => {
  sample = temporaryLayout();
  await sampleHistory(sample, RUNS, { unfinished: true });
  layout = temporaryLayout();
  cpSync(sample.root, layout.root, { recursive: true });
});
afterAll(() => {
  for (const each of [sample, layout]) each[Symbol.dispose]();
});

/** Puts one file back, or everything. */
function restore(path = ""): void {
  for (const side of path === "history/history.db" ? ["-wal", "-shm"] : [])
    rmSync(join(layout.agent, path) + side, { force: true });
  cpSync(join(sample.agent, path), join(layout.agent, path), { recursive: true });
}

function changing(): DatabaseSync {
  const database = new DatabaseSync(join(layout.history, "history.db"));
  database.exec("PRAGMA synchronous = OFF");
  return database;
}

/** Changes the database as somebody with the disk would, verifies, and puts the sample back. */
async function after(...statements: string[]): Promise<readonly Problem[]> {
  const database = changing();
  for (const sql of statements) database.exec(sql);
  database.close();
  const { ok, problems } = await verifyHistory(layout);
  restore();
  expect(ok).toBe(problems.length === 0);
  return problems;
}

const found = (problems: readonly Problem[]) => problems.map(({ code, where }) => `${code}: ${where}`);

describe("a history as it was written", () => {
  it("verifies", async () => {
    expect(await verifyHistory(layout)).toMatchObject({ ok: true, runs: RUNS, problems: [] });
  });
});

describe("something else in the place of a file", () => {
  const first = (folder: string) =>
    `${folder}/${
      readdirSync(join(sample.agent, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => relative(join(sample.agent, folder), join(parentPath, name)))[0]
    }`;
  const places: readonly [place: () => string, code: string][] = [
    [() => first("history/records"), "record-altered"],
    [() => first("history/blobs"), "blob-altered"],
    [() => "history/checkpoint", "checkpoint-altered"],
    [() => "history/history.db", "database-corrupt"],
    [() => "history/history.db-wal", "database-corrupt"],
    [() => "keys/ledger.pub", "key-altered"],
    [() => "keys/ledger.key", "key-altered"],
  ];

  it.each(places)("names a pipe, and does not wait for it: %s, %s", async (place, code) => {
    const path = join(layout.agent, place());
    rmSync(path, { force: true });
    execFileSync("mkfifo", [path]);
    const { ok, problems } = await verifyHistory(layout);
    rmSync(path);
    restore();
    expect(ok).toBe(false);
    expect(problems.filter((each) => each.code === code)).toEqual([
      expect.objectContaining({ got: expect.stringContaining("a pipe") }),
    ]);
  });

  it.each([
    ["history/checkpoint", "checkpoint-altered"],
    ["keys/ledger.pub", "key-altered"],
  ])("does not read gigabytes for a note or a key: %s", async (place, code) => {
    truncateSync(join(layout.agent, place), 3 * 2 ** 30);
    const { problems } = await verifyHistory(layout);
    restore(place);
    expect(problems).toContainEqual(
      expect.objectContaining({ code, got: expect.stringContaining("3221225472 bytes") }),
    );
  });

  it("answers a reader with exit code 5, and lets a writer put the content in place again", async () => {
    const place = first("history/blobs");
    const content = readFileSync(join(layout.agent, place));
    rmSync(join(layout.agent, place));
    execFileSync("mkfifo", [join(layout.agent, place)]);
    const history = openHistory(layout);
    const digest = hashing.hex(content);
    await expect(history.blobs.get(digest)).rejects.toMatchObject({ code: "content-altered", exit: 5 });
    expect(await history.blobs.put(content)).toBe(digest);
    expect(Buffer.from((await history.blobs.get(digest))!)).toEqual(content);
    history.close();
    restore();
  });
});

describe("ledger rows", () => {
  it("names a deleted row", async () => {
    expect(found(await after("DELETE FROM ledger WHERE seq = 4"))).toEqual(["ledger-row-missing: ledger row 4"]);
  });

  it("names an edited leaf, also when the index was edited to fit", async () => {
    const edit = 'UPDATE ledger SET leaf = replace(leaf, \'"user":"builder"\', \'"user":"nobody!"\') WHERE seq = 4';
    expect(found(await after(edit))).toEqual(["ledger-row-altered: ledger row 4"]);
    const both = ["UPDATE ledger SET leaf = replace(leaf, 'run\":\"r-', 'run\":\"q-') WHERE seq = 4"];
    both.push("UPDATE runs SET run = 'q-' || substr(run, 3) WHERE seq = 4");
    expect(found(await after(...both))).toEqual(["ledger-row-altered: ledger row 4"]);
  });

  it("names a leaf whose kept hash was made to fit, by the frontier that was not", async () => {
    const leaf = JSON.stringify({ forged: true });
    const forged = `UPDATE ledger SET leaf = '${leaf}', hash = x'${leafHashHex(leaf)}' WHERE seq = 10`;
    expect(found(await after(forged))).toContain("ledger-row-altered: ledger row 10");
  });

  it("names rows that changed places", async () => {
    const swap = [
      "ledger SET seq = -1 WHERE seq = 2",
      "ledger SET seq = 2 WHERE seq = 7",
      "ledger SET seq = 7 WHERE seq = -1",
    ];
    const problems = found(await after(...swap.map((each) => `UPDATE ${each}`)));
    expect(problems).toContain("ledger-reordered: ledger row 2");
    expect(problems).toContain("ledger-reordered: ledger row 7");
    const leaves =
      "UPDATE ledger SET leaf = (SELECT leaf FROM ledger l WHERE l.seq = 9 - ledger.seq) WHERE seq IN (2, 7)";
    expect(found(await after(leaves))).toContain("ledger-row-altered: ledger row 2");
  });

  it("names rows that changed places in every table", async () => {
    const tables = ["ledger", "runs", "run_actions", "run_workers"];
    const swap = tables.flatMap((table) =>
      [
        [2, -1],
        [7, 2],
        [-1, 7],
      ].map(([from, to]) => `UPDATE ${table} SET seq = ${to} WHERE seq = ${from}`),
    );
    expect(found(await after(...swap))).toEqual(["ledger-row-altered: ledger rows 0 to 7"]);
  });

  it("names a tail that was cut, with and without its checkpoint and index", async () => {
    const cut = ["ledger", "runs", "run_actions", "run_workers"].map((table) => `DELETE FROM ${table} WHERE seq >= 9`);
    expect(found(await after(...cut))).toContain("ledger-truncated: head, row 0, checkpoint: ledger rows 9 to 10");
    expect(found(await after(cut[0]!))).toContain("ledger-truncated: history/checkpoint: ledger rows 9 to 10");

    using shorter = temporaryLayout();
    cpSync(sample.keys, shorter.keys, { recursive: true });
    await sampleHistory(shorter, 9);
    cpSync(join(shorter.history, "history.db"), join(layout.history, "history.db"));
    expect(found(await after())).toEqual(["ledger-truncated: history/checkpoint: ledger rows 9 to 10"]);
  });

  it("names rows behind the signed end, and a ledger that was rewritten whole and signed with another key", async () => {
    const add = "INSERT INTO ledger SELECT 11, hash, leaf FROM ledger WHERE seq = 3";
    expect(found(await after(add))).toContain("ledger-unsigned: ledger row 11");

    const note = Buffer.from(signerOf(generateKeyPairSync("ed25519").privateKey).sign("x")).toString("hex");
    const problems = await after(`UPDATE head SET checkpoint = 'forged ${note}'`);
    expect(found(problems)).toEqual(["checkpoint-altered: head, row 0, checkpoint"]);
  });

  it("finds a rewritten past through a checkpoint that was kept elsewhere", async () => {
    const history = openHistory(layout, { readOnly: true });
    const kept = history.checkpoint()!;
    history.close();
    expect(await verifyHistory(layout, { checkpoint: kept })).toMatchObject({ ok: true });
    using rewritten = temporaryLayout();
    cpSync(sample.keys, rewritten.keys, { recursive: true });
    generateHistory(rewritten.root, RUNS + 2);
    expect(await verifyHistory(rewritten)).toMatchObject({ ok: true });
    const { problems } = await verifyHistory(rewritten, { checkpoint: kept });
    expect(found(problems)).toEqual([`ledger-altered: the checkpoint given: ledger rows 0 to ${RUNS - 1}`]);
    const cut = temporaryLayout();
    cpSync(sample.keys, cut.keys, { recursive: true });
    await sampleHistory(cut, 5);
    const truncated = await verifyHistory(cut, { checkpoint: kept });
    expect(found(truncated.problems)).toEqual(["ledger-truncated: the checkpoint given: ledger rows 5 to 10"]);
    cut[Symbol.dispose]();
  });
});

describe("files", () => {
  it("names a record or blob that is gone, and a checkpoint file that is gone or from another time", async () => {
    const files = readdirSync(layout.history, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    for (const file of files.filter(({ name }) => !name.startsWith("history.db"))) {
      const path = join(file.parentPath, file.name);
      rmSync(path);
      const [problem, ...more] = (await verifyHistory(layout)).problems;
      expect(more).toEqual([]);
      expect(problem!.where).toContain(file.name);
      expect(problem!.code).toMatch(/^(record|blob|checkpoint)-missing$/);
      restore();
    }
  });

  it("accepts a checkpoint file that lags behind, as after a crash", async () => {
    using older = temporaryLayout();
    cpSync(sample.keys, older.keys, { recursive: true });
    await sampleHistory(older, 6);
    cpSync(join(older.history, "checkpoint"), join(layout.history, "checkpoint"));
    expect(await verifyHistory(layout)).toMatchObject({ ok: true, problems: [] });
    restore();
  });
});

describe("every single bit", () => {
  it("of every column of every row is detected, and its table named", async () => {
    const cells = cellsOf(sample);
    await fc.assert(
      fc.asyncProperty(fc.nat(cells.length - 1), fc.nat(), async (pick, bit) => {
        const { table, column, key, value } = cells[pick]!;
        const database = changing();
        let written = true;
        try {
          database.exec(`UPDATE ${table} SET ${column} = ${flipped(value, bit)} WHERE ${key}`);
        } catch {
          // A constraint of the table refused it: nobody can write that.
          written = false;
        }
        database.close();
        const { problems } = await verifyHistory(layout);
        restore("history/history.db");
        if (!written) return;
        const names =
          { ledger: /ledger row|runs, row/, head: /head|ledger row/, unfinished: /journal/ }[table] ??
          new RegExp(table);
        expect(problems.map(({ where }) => where).join("\n")).toMatch(names);
      }),
      { numRuns: FLIPS, endOnFailure: true },
    );
  });

  it("of every record, blob, key and checkpoint file is detected, and the file named", async () => {
    const files = readdirSync(layout.agent, { recursive: true, withFileTypes: true })
      .filter(
        (each) => each.isFile() && !each.name.startsWith("history.db") && /^[0-9a-f]|^checkpoint$/.test(each.name),
      )
      .map((each) => join(each.parentPath, each.name));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.nat(), async (path, bit) => {
        const bytes = readFileSync(path);
        const at = bit % (bytes.length * 8);
        bytes[at >> 3]! ^= 1 << (at & 7);
        writeFileSync(path, bytes);
        const [problem, ...more] = (await verifyHistory(layout)).problems;
        restore(relative(layout.agent, path));
        expect(more).toEqual([]);
        expect(path).toContain(problem!.where.split("/").at(-1));
        expect(problem!.code).toMatch(/^(record|blob|checkpoint)-altered$/);
      }),
      { numRuns: FLIPS, endOnFailure: true },
    );
  });

  it("of the database file is detected wherever it changes what the database says", async () => {
    const path = join(layout.history, "history.db");
    const [original, expected] = [readFileSync(path), dumpOf(layout)];
    await fc.assert(
      fc.asyncProperty(fc.nat(original.length * 8 - 1), async (at) => {
        const bytes = Buffer.from(original);
        bytes[at >> 3]! ^= 1 << (at & 7);
        writeFileSync(path, bytes);
        const { ok } = await verifyHistory(layout);
        if (ok) expect(dumpOf(layout)).toBe(expected);
        restore("history/history.db");
      }),
      { numRuns: FLIPS, endOnFailure: true },
    );
  });

  it("survives any truncation of the database file with a finding instead of a crash", async () => {
    const path = join(layout.history, "history.db");
    const original = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(original.length - 1), async (length) => {
        writeFileSync(path, original.subarray(0, length));
        const { ok, problems } = await verifyHistory(layout);
        restore("history/history.db");
        expect(ok).toBe(false);
        expect(problems.length).toBeGreaterThan(0);
      }),
      { numRuns: FLIPS },
    );
  });
});

interface Cell {
  readonly table: string;
  readonly column: string;
  readonly key: string;
  readonly value: unknown;
}

function cellsOf(of: Layout): Cell[] {
  const database = new DatabaseSync(join(of.history, "history.db"));
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    .all();
  const cells = tables.flatMap(({ name: table }) =>
    database
      .prepare(`SELECT * FROM ${table}`)
      .all()
      .flatMap((row) => {
        const names = Object.keys(row);
        const keys = database.prepare(`SELECT name FROM pragma_table_info('${table}') WHERE pk > 0`).all();
        const key = keys.map(({ name }) => `${name} = ${literal(row[String(name)])}`).join(" AND ");
        return names.map((column) => ({ table: String(table), column, key, value: row[column] }));
      }),
  );
  database.close();
  return cells.filter(({ table, column }) => !UNCOVERED.has(`${table}.${column}`));
}

function literal(value: unknown): string {
  return typeof value === "number" ? String(value) : `'${String(value).replaceAll("'", "''")}'`;
}

/** SQL for a value with one bit changed; null becomes an empty text or zero. */
function flipped(value: unknown, bit: number): string {
  if (value === null) return "''";
  if (typeof value === "number") return String(BigInt(value) ^ (1n << BigInt(bit % 52)));
  const bytes = Buffer.from(value as string);
  if (bytes.length === 0) return "x'00'";
  bytes[(bit >> 3) % bytes.length]! ^= 1 << (bit & 7);
  const blob = `x'${bytes.toString("hex")}'`;
  return typeof value === "string" ? `CAST(${blob} AS TEXT)` : blob;
}

/** Everything the database says, as text. */
function dumpOf(of: Layout): string {
  const history = openHistory(layoutOf(of.root), { readOnly: true });
  const rows = ["ledger", "blocks", "head", "runs", "run_actions", "run_workers", "unfinished", "journal"].map(
    (table) => JSON.stringify([...history.read(`SELECT * FROM ${table} ORDER BY 1, 2`)]),
  );
  history.close();
  return rows.join("\n");
}

function leafHashHex(leaf: string): string {
  return Buffer.from(leafHash(leaf, hashing)).toString("hex");
}
