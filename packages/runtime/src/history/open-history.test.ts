import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { canonicalJson, isSha256, type Sha256 } from "@sdetkit/core";
import { describe, expect, it } from "vitest";
import { generateRun } from "../../../../bench/history-generator.ts";
import { hashing } from "../platform/hashing.ts";
import { openHistory } from "./open-history.ts";
import { sampleHistory, sampleRun, temporaryLayout } from "./testing/sample-history.ts";

describe("finish", () => {
  it("stores the record under its hash, appends the envelope, and gives both back", async () => {
    using layout = temporaryLayout();
    const history = openHistory(layout);
    const run = await sampleRun(history, 0);
    const { hash, seq } = await history.finish(run);
    expect(seq).toBe(0);
    expect(hash).toBe(hashing.hex(canonicalJson(run.record)));
    expect(readFileSync(join(layout.history, "records", `${hash}.json`), "utf8")).toBe(canonicalJson(run.record));
    expect(await history.record(hash)).toEqual(run.record);
    expect(history.envelope(run.envelope.run)).toEqual({ ...run.envelope, record: hash });
    expect(history.envelope(hash)).toEqual({ ...run.envelope, record: hash });
    expect(history.size()).toBe(1);
    history.close();
  });

  it("is the same done twice, and refuses another run of the same id", async () => {
    using layout = temporaryLayout();
    const history = openHistory(layout);
    const run = await sampleRun(history, 0);
    const once = await history.finish(run);
    expect(await history.finish(run)).toEqual(once);
    expect(history.size()).toBe(1);
    const other = { ...run, envelope: { ...run.envelope, task: "template:another" } };
    await expect(history.finish(other)).rejects.toMatchObject({ code: "run-exists" });
    expect(history.size()).toBe(1);
    expect(await history.verify()).toMatchObject({ ok: true, runs: 1 });
    history.close();
  });

  it("refuses a run whose blobs are not stored, and what is not JSON, and records nothing", async () => {
    using layout = temporaryLayout();
    const history = openHistory(layout);
    const run = generateRun(0, "0".repeat(64) as Sha256);
    await expect(history.finish(run)).rejects.toMatchObject({ code: "blob-missing" });
    const good = await sampleRun(history, 0);
    const bad = { ...good, record: { ...good.record, inputs: { at: new Date(0) } as never } };
    await expect(history.finish(bad)).rejects.toThrow(/got Date/);
    expect(history.size()).toBe(0);
    expect(history.checkpoint()).toBeNull();
    expect(await history.verify()).toMatchObject({ ok: true, runs: 0 });
    history.close();
  });

  it("refuses to sign on top of a ledger that somebody else changed", async () => {
    using layout = temporaryLayout();
    await sampleHistory(layout, 3);
    const database = new DatabaseSync(join(layout.history, "history.db"));
    database.exec("DELETE FROM ledger WHERE seq = 2");
    database.close();
    const history = openHistory(layout);
    await expect(sampleRun(history, 9).then((run) => history.finish(run))).rejects.toMatchObject({
      code: "ledger-altered",
      exit: 5,
    });
    history.close();
  });

  it("leaves no temporary file, and files that others may read but the key", async () => {
    using layout = temporaryLayout();
    await sampleHistory(layout, 2);
    expect(readdirSync(layout.history).sort()).toEqual(["blobs", "checkpoint", "history.db", "records"]);
    expect(statSync(join(layout.keys, "ledger.key")).mode & 0o777).toBe(0o600);
  });
});

describe("looking up", () => {
  it("finds a run by id, hash and unique beginnings, and says when a beginning is not unique", async () => {
    using layout = temporaryLayout();
    await sampleHistory(layout, 40);
    const history = openHistory(layout, { readOnly: true });
    const rows = history.list();
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, i) => 39 - i));
    const row = rows[7]!;
    expect(history.find(row.run)).toEqual(rows[7]);
    expect(history.find(row.hash).hash).toBe(row.hash);
    expect(history.find(row.hash.slice(0, 16)).hash).toBe(row.hash);
    expect(isSha256(row.hash)).toBe(true);
    expect(() => history.find("r-")).toThrow(expect.objectContaining({ code: "ambiguous-hash", exit: 2 }));
    for (const text of ["", "zzz", "f".repeat(64), "r-NONE", "%", "'"]) {
      expect(() => history.find(text)).toThrow(expect.objectContaining({ code: "unknown-run", exit: 2 }));
      expect(history.envelope(text)).toBeNull();
    }
    history.close();
  });

  it("filters by time, status and template, and counts days in UTC", async () => {
    using layout = temporaryLayout();
    await sampleHistory(layout, 30);
    const history = openHistory(layout, { readOnly: true });
    const all = history.list({ order: "oldest" });
    const [third, last] = [all[3]!, all.at(-1)!];
    expect(history.list({ since: third.captured_ms, until: last.captured_ms, order: "oldest" })).toEqual(
      all.slice(3, -1),
    );
    const template = third.template!;
    expect(history.list({ template, limit: 1 })).toEqual(all.filter((row) => row.template === template).slice(-1));
    expect(history.list({ status: "succeeded", order: "oldest" })).toEqual(all.filter((r) => r.status === "succeeded"));
    const [{ day } = { day: 0 }] = history.read<{ day: number }>("SELECT day FROM runs WHERE seq = ?", 3);
    expect(day).toBe(Math.floor(third.captured_ms / 86_400_000));
    expect(() => [...history.read("DELETE FROM runs")]).toThrow();
    history.close();
  });

  it("writes CSV with a header, CRLF, and formulas as text", async () => {
    using layout = temporaryLayout();
    const history = openHistory(layout);
    const run = await sampleRun(history, 0);
    await history.finish({ ...run, envelope: { ...run.envelope, task: '=HYPERLINK("x")' } });
    const [header, line] = [...history.exportCsv()];
    expect(header).toBe(
      "seq,run,hash,status,task,template,template_version,template_digest,captured_at,duration_ms,asked,given,denied\r\n",
    );
    expect(line).toContain(`,"'=HYPERLINK(""x"")",`);
    expect(line).toContain(",2025-01-01T00:00:00.000Z,");
    history.close();
  });
});

describe("an empty or broken history", () => {
  it("reads as empty when there is none, and makes nothing", async () => {
    using layout = temporaryLayout();
    const history = openHistory(layout, { readOnly: true });
    expect(history.list()).toEqual([]);
    expect(history.unfinished()).toEqual([]);
    expect(await history.verify()).toMatchObject({ ok: true, runs: 0 });
    expect(() => history.begin({ run: "r", task: "t", capturedMs: 0, body: "" })).toThrow(
      expect.objectContaining({ code: "history-read-only" }),
    );
    expect(existsSync(layout.agent)).toBe(false);
    history.close();
  });

  it("refuses a newer schema, a foreign database and garbage, in words", async () => {
    using layout = temporaryLayout();
    await sampleHistory(layout, 1);
    const path = join(layout.history, "history.db");
    const change = (sql: string) => {
      const database = new DatabaseSync(path);
      database.exec(sql);
      database.close();
    };
    change("PRAGMA user_version = 99");
    for (const readOnly of [true, false]) {
      expect(() => openHistory(layout, { readOnly })).toThrow(expect.objectContaining({ code: "history-newer" }));
    }
    change("PRAGMA user_version = 1; PRAGMA application_id = 7");
    expect(() => openHistory(layout)).toThrow(expect.objectContaining({ code: "database-corrupt", exit: 5 }));
    writeFileSync(path, "not a database, but long enough to be looked at".repeat(100));
    expect(() => openHistory(layout)).toThrow(expect.objectContaining({ code: "database-corrupt" }));
  });

  it("tells how a read blob differs from its name", async () => {
    using layout = temporaryLayout();
    const history = openHistory(layout);
    const digest = await history.blobs.put("hello");
    expect(Buffer.from((await history.blobs.get(digest))!).toString()).toBe("hello");
    expect(await history.blobs.get("0".repeat(64) as Sha256)).toBeNull();
    expect(await history.blobs.get("../../etc/passwd" as Sha256)).toBeNull();
    writeFileSync(join(layout.history, "blobs", digest.slice(0, 2), digest), "bye");
    await expect(history.blobs.get(digest)).rejects.toMatchObject({ code: "content-altered", exit: 5 });
    history.close();
  });
});
