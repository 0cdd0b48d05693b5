import { generateKeyPairSync } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { canonicalJson, emptyHead, growLedger, type JsonObject, leafHash, verifyInclusion } from "@sdetkit/core";
import { describe, expect, it } from "vitest";
import { generateRun } from "../../../../bench/history-generator.ts";
import type { Layout } from "../files/workspace-layout.ts";
import { signerOf } from "../keys/ledger-key.ts";
import { hashing } from "../platform/hashing.ts";
import { blobPath, ContentStore, recordPath } from "./content-store.ts";
import { withRecord } from "./leaf.ts";
import { openHistory } from "./open-history.ts";
import { sampleHistory, sampleRun, temporaryLayout } from "./testing/sample-history.ts";
import { verifyHistory } from "./verify/verify-history.ts";

const key = signerOf(generateKeyPairSync("ed25519").privateKey);
const BEGIN = Date.UTC(2026, 10, 2);

function actLeaf(n: number, detail: JsonObject = {}): string {
  return canonicalJson({
    schema: "sdetkit.act/v1",
    id: `act-${String(n).padStart(26, "0")}`,
    at: new Date(BEGIN + n).toISOString(),
    actor: n % 5 === 4 ? 'the "boss"' : "anna",
    via: "api",
    act: "tokens.create",
    target: `token tok-${n}`,
    detail,
  });
}

/** Leaves of a ledger elsewhere: of each three one is an act. Records and blobs go into the folder first, as runs do it. */
function leavesFor(layout: Layout, count: number): string[] {
  const [records, blobs] = [new ContentStore(layout.history, recordPath), new ContentStore(layout.history, blobPath)];
  const source = blobs.put("template\n");
  return Array.from({ length: count }, (_, n) => {
    if (n % 3 === 1) return actLeaf(n);
    const { record, envelope } = generateRun(n, source, { templates: 4, repeats: 1 });
    return canonicalJson(withRecord(envelope, records.put(canonicalJson(record))));
  });
}

function publish(layout: Layout, leaves: readonly string[], step = leaves.length): void {
  const history = openHistory(layout, { key });
  for (let from = 0; from < leaves.length; from += step) {
    history.appendPart({ from, leaves: leaves.slice(from, from + step) });
  }
  history.close();
}

function change(layout: Layout, ...statements: string[]): void {
  const database = new DatabaseSync(join(layout.history, "history.db"));
  for (const sql of statements) database.exec(sql);
  database.close();
}

describe("leaves of a ledger elsewhere", () => {
  it("come to the same signed head, whatever the parts, and leave no private key", async () => {
    const heads = [300, 7, 1].map((step) => {
      using layout = temporaryLayout();
      const leaves = leavesFor(layout, 300);
      const expected = growLedger(emptyHead(key, hashing), leaves, key, hashing).head;
      publish(layout, leaves, step);
      const history = openHistory(layout, { readOnly: true });
      expect(history.checkpoint()).toBe(expected.checkpoint);
      history.close();
      expect(readdirSync(layout.keys).sort()).toEqual(["ledger.pub", "ledger.vkey"]);
      return expected.checkpoint;
    });
    expect(new Set(heads).size).toBe(1);
  });

  it("are verified, counted and proved beside runs", async () => {
    using layout = temporaryLayout();
    const leaves = leavesFor(layout, 600);
    publish(layout, leaves);
    const history = openHistory(layout, { readOnly: true });
    expect(await history.verify()).toMatchObject({ ok: true, runs: 400, acts: 200, problems: [] });
    expect([history.size(), history.runs(), history.list().length]).toEqual([600, 400, 400]);
    expect([...history.exportCsv()]).toHaveLength(401);
    expect([...history.acts()].map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, i) => 3 * i + 1));
    for (const [seq, name] of [
      [0, JSON.parse(leaves[0]!).run],
      [1, JSON.parse(leaves[1]!).id],
      [598, JSON.parse(leaves[598]!).id],
    ]) {
      const { leaf, index, size, hashes, root } = history.prove(name);
      const [top, ...proof] = [root, ...hashes].map((hash) => Buffer.from(hash, "hex"));
      expect([leaf, index]).toEqual([leaves[seq], seq]);
      expect(verifyInclusion({ leaf: leafHash(leaf, hashing), index, size, root: top!, proof }, hashing)).toBe(true);
    }
    expect(() => history.prove("act-none")).toThrow(expect.objectContaining({ code: "unknown-run" }));
    history.close();
  });

  it("change nothing a second time, and nothing at all when they are others, leave a gap or miss the expected head", () => {
    using layout = temporaryLayout();
    const leaves = leavesFor(layout, 20);
    publish(layout, leaves.slice(0, 10));
    const history = openHistory(layout, { key });
    expect(history.appendPart({ from: 4, leaves: leaves.slice(4, 12) })).toBe(12);
    expect(history.appendPart({ from: 0, leaves: leaves.slice(0, 12) })).toBe(12);
    const refused = (from: number, part: string[], head?: string[]) => {
      const expected = head && growLedger(emptyHead(key, hashing), head, key, hashing).head;
      expect(() => history.appendPart({ from, leaves: part, ...(expected ? { head: expected } : {}) })).toThrow(
        expect.objectContaining({ code: "ledger-altered" }),
      );
      expect(history.size()).toBe(12);
    };
    refused(13, leaves.slice(13));
    refused(11, [actLeaf(99), ...leaves.slice(12)]);
    refused(12, leaves.slice(12), [...leaves.slice(0, 19), actLeaf(99)]);
    expect(history.appendPart({ from: 12, leaves: leaves.slice(12) })).toBe(20);
    history.close();
  });

  it("are refused under another key, and on a ledger that was altered", () => {
    using layout = temporaryLayout();
    const leaves = leavesFor(layout, 5);
    publish(layout, leaves.slice(0, 4));
    const other = signerOf(generateKeyPairSync("ed25519").privateKey);
    expect(() => openHistory(layout, { key: other })).toThrow(expect.objectContaining({ code: "key-invalid" }));
    change(layout, "UPDATE head SET frontier = zeroblob(32)");
    const history = openHistory(layout, { key });
    expect(() => history.appendPart({ from: 4, leaves: leaves.slice(4) })).toThrow(
      expect.objectContaining({ code: "ledger-altered" }),
    );
    history.close();
  });
});

describe("a history of a workspace", () => {
  it("becomes one with acts when the first one comes, and stays what it was until then", async () => {
    using layout = temporaryLayout();
    await sampleHistory(layout, 5);
    const version = () => {
      const database = new DatabaseSync(join(layout.history, "history.db"));
      const { user_version } = database.prepare("PRAGMA user_version").get()!;
      database.close();
      return user_version;
    };
    expect(version()).toBe(1);
    const reading = openHistory(layout, { readOnly: true });
    const before = [...reading.read("SELECT * FROM ledger")];
    const history = openHistory(layout);
    history.appendPart({ from: 5, leaves: [actLeaf(5)] });
    await history.finish(await sampleRun(history, 6));
    history.close();
    expect(version()).toBe(2);
    expect([...reading.read("SELECT * FROM ledger WHERE seq < 5")]).toEqual(before);
    expect([reading.runs(), reading.size(), [...reading.acts()].length]).toEqual([6, 7, 1]);
    reading.close();
    expect(await verifyHistory(layout)).toMatchObject({ ok: true, runs: 6, acts: 1 });
    expect(existsSync(join(layout.keys, "ledger.key"))).toBe(true);
  });
});

describe("tampering with acts", () => {
  const cases: readonly (readonly [what: string, statements: readonly string[], named: RegExp])[] = [
    ["an edited leaf", [`UPDATE ledger SET leaf = replace(leaf, 'anna', 'otto') WHERE seq = 7`], /ledger row 7/],
    [
      "an edited leaf with its index",
      [
        `UPDATE ledger SET leaf = replace(leaf, 'anna', 'otto') WHERE seq = 7`,
        "UPDATE acts SET actor = 'otto' WHERE seq = 7",
      ],
      /ledger row 7/,
    ],
    ["a deleted act", ["DELETE FROM ledger WHERE seq = 7", "DELETE FROM acts WHERE seq = 7"], /ledger row 7/],
    ["an index row that is gone", ["DELETE FROM acts WHERE seq = 7"], /acts, row 7/],
    [
      "an index row too many",
      ["INSERT INTO acts SELECT 8, 'act-x', at_ms, actor, act, target FROM acts WHERE seq = 7"],
      /acts, row 8/,
    ],
    ["an index row behind the end", ["UPDATE acts SET seq = 700 WHERE seq = 7"], /acts, row 700/],
    ["a run's index row for an act", ["UPDATE runs SET seq = 7 WHERE seq = 8"], /runs, row 7/],
    ["no table of acts", ["DROP TABLE acts", "PRAGMA user_version = 1"], /acts, row 1$/m],
    ["a table of acts in disguise", ["PRAGMA user_version = 1"], /tables/],
    ...["id", "at_ms", "actor", "act", "target"].map(
      (column) =>
        [
          `another ${column}`,
          [`UPDATE acts SET ${column} = ${column === "at_ms" ? "at_ms + 1" : `${column} || '"'`} WHERE seq = 7`],
          new RegExp(`acts, row 7, ${column}`),
        ] as const,
    ),
  ];
  for (const [what, statements, named] of cases) {
    it(`names ${what}`, async () => {
      using layout = temporaryLayout();
      publish(layout, leavesFor(layout, 20));
      change(layout, ...statements);
      const { ok, problems } = await verifyHistory(layout);
      expect(ok).toBe(false);
      expect(problems.map(({ where }) => where).join("\n")).toMatch(named);
    });
  }

  it("finds every byte of an act that was changed", async () => {
    using layout = temporaryLayout();
    publish(layout, leavesFor(layout, 5));
    const bytes = Buffer.from(actLeaf(1));
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes);
      flipped[at]! ^= 1 << (at % 8);
      change(layout, `UPDATE ledger SET leaf = CAST(x'${flipped.toString("hex")}' AS TEXT) WHERE seq = 1`);
      const { problems } = await verifyHistory(layout);
      expect(problems.map(({ where }) => where)).toContain("ledger row 1");
    }
    change(layout, `UPDATE ledger SET leaf = CAST(x'${bytes.toString("hex")}' AS TEXT) WHERE seq = 1`);
    expect(await verifyHistory(layout)).toMatchObject({ ok: true });
  });
});
