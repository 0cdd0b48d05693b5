import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { currentOwner } from "../platform/process-owner.ts";
import { openHistory } from "./open-history.ts";
import { openReader } from "./open-reader.ts";
import { sampleHistory, temporaryLayout } from "./testing/sample-history.ts";
import { verifyHistory } from "./verify/verify-history.ts";

/** Copies of this process: others are at work as well. */
const copies = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`sdetkit-read-${currentOwner()}`));

/** Stands for a folder in which this user may write nothing: SQLite does not make its file through a link either. */
function closeSharedFile(folder: string): void {
  symlinkSync("nowhere", join(folder, "history.db-shm"));
}

it("reads a copy where the shared file cannot be made, also from several threads, and leaves nothing", async () => {
  using layout = temporaryLayout();
  await sampleHistory(layout, 20);
  const usual = openReader(layout.history);
  expect(usual.folder).toBe(layout.history);
  usual.close();
  closeSharedFile(layout.history);
  const reader = openReader(layout.history);
  expect(reader.folder).not.toBe(layout.history);
  expect(reader.database.prepare("SELECT count(*) AS n FROM runs").get()).toEqual({ n: 20 });
  reader.close();
  const history = openHistory(layout, { readOnly: true });
  expect(history.list()).toHaveLength(20);
  history.close();
  const threads = { threadsFrom: 0, threads: 2, part: 256 };
  expect(await verifyHistory(layout, {}, threads)).toMatchObject({ ok: true, runs: 20 });
  expect(copies()).toEqual([]);
});

it("removes the copy of a process that was killed", async () => {
  using layout = temporaryLayout();
  await sampleHistory(layout, 1);
  const gone = join(tmpdir(), "sdetkit-read-4194305-1-00000000-abcdef");
  mkdirSync(gone, { recursive: true });
  writeFileSync(join(gone, "history.db"), "a copy");
  closeSharedFile(layout.history);
  openReader(layout.history).close();
  expect(existsSync(gone)).toBe(false);
});
