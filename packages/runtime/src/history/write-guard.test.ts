import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { Fault } from "@sdetkit/core";
import { afterEach, expect, it } from "vitest";
import { storageFault } from "../files/storage-fault.ts";
import { openHistory } from "./open-history.ts";
import { sampleRun, temporaryLayout } from "./testing/sample-history.ts";
import { WriteGuard } from "./write-guard.ts";

const { fsyncSync } = fs;
const useSync = (sync: typeof fsyncSync) => {
  fs.fsyncSync = sync;
  syncBuiltinESMExports();
};
afterEach(() => useSync(fsyncSync));

const failing = expect.objectContaining({ code: "storage-failed", exit: 1 });

/** The next fsync fails, those after it say that all is well. */
function failNextSync(): void {
  useSync(() => {
    useSync(fsyncSync);
    throw Object.assign(new Error("EIO: i/o error, fsync"), { code: "EIO" });
  });
}

it("acknowledges nothing more once an fsync failed, and continues from what is there when opened again", async () => {
  using layout = temporaryLayout();
  const history = openHistory(layout);
  const [one, two] = [await sampleRun(history, 0), await sampleRun(history, 1)];
  await history.finish(one);
  failNextSync();
  await expect(history.finish(two)).rejects.toEqual(failing);
  await expect(history.finish(two)).rejects.toThrow(/expected the disk to have worked so far, got earlier: .*EIO/);
  await expect(history.blobs.put("more")).rejects.toEqual(failing);
  expect(() => history.begin({ run: "r", task: "t", capturedMs: 0, body: "" })).toThrow(failing);
  expect(history.size()).toBe(1);
  history.close();
  const again = openHistory(layout);
  await again.finish(two);
  expect(await again.verify()).toMatchObject({ ok: true, runs: 2 });
  again.close();
});

it("keeps what was recorded when only publishing its checkpoint fails, but writes nothing after it", async () => {
  using layout = temporaryLayout();
  const history = openHistory(layout);
  const run = await sampleRun(history, 0);
  await history.finish(run);
  const next = { ...run, envelope: { ...run.envelope, run: "r-NEXT" } };
  // The record and the blob are there already: the first file that is synced is the checkpoint.
  failNextSync();
  expect(await history.finish(next)).toMatchObject({ seq: 1 });
  await expect(history.finish({ ...run, envelope: { ...run.envelope, run: "r-LAST" } })).rejects.toEqual(failing);
  expect(await history.verify()).toMatchObject({ ok: true, runs: 2 });
  history.close();
});

it("is no business of other failures: a full disk, a mistake, SQLite's refusal of a row", () => {
  const guard = new WriteGuard();
  const sqlite = (errcode: number) =>
    storageFault(Object.assign(new Error("x"), { code: "ERR_SQLITE_ERROR", errcode }), "x");
  for (const error of [storageFault({ code: "ENOSPC" }, "x"), storageFault(new TypeError("x"), "x"), sqlite(19)]) {
    expect(() =>
      guard.run(() => {
        throw error;
      }),
    ).toThrow(Fault);
  }
  expect(guard.run(() => 1)).toBe(1);
  guard.note(sqlite(1034));
  expect(() => guard.run(() => 1)).toThrow(failing);
});
