import { DatabaseSync } from "node:sqlite";
import { Fault } from "@sdetkit/core";
import { expect, it } from "vitest";
import { transaction } from "../history/schema.ts";
import { storageFault } from "./storage-fault.ts";

it("says what is wrong with the disk, whoever noticed it", () => {
  const failing = (code: string) => storageFault(Object.assign(new Error("write"), { code }), "storing").code;
  expect(["ENOSPC", "EDQUOT", "EIO", "EROFS"].map(failing)).toEqual([
    "disk-full",
    "disk-full",
    "storage-failed",
    "storage-failed",
  ]);
  const sqlite = (errcode: number) => storageFault(Object.assign(new Error("sqlite"), { errcode }), "storing").code;
  expect([13, 10, 5, 11, 26, 266].map(sqlite)).toEqual([
    "disk-full",
    "storage-failed",
    "history-busy",
    "database-corrupt",
    "database-corrupt",
    "storage-failed",
  ]);
});

it("takes back all of a transaction that met a full disk", () => {
  const database = new DatabaseSync(":memory:");
  database.exec("PRAGMA max_page_count = 20; CREATE TABLE rows (data BLOB)");
  const fill = () => {
    for (let i = 0; i < 100; i++) database.prepare("INSERT INTO rows VALUES (zeroblob(4000))").run();
  };
  expect(() => transaction(database, "filling", fill)).toThrow(expect.objectContaining({ code: "disk-full" }));
  expect(database.prepare("SELECT count(*) AS n FROM rows").get()).toEqual({ n: 0 });
  expect(() =>
    transaction(database, "failing", () => {
      throw new Fault("run-busy", "x");
    }),
  ).toThrow(expect.objectContaining({ code: "run-busy" }));
  database.close();
});
