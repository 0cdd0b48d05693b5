import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { makeFolder } from "../../files/durable-file.ts";
import { temporaryLayout } from "../testing/sample-history.ts";
import { openWorkerPool } from "./worker-pool.ts";

it("answers every piece of work when its threads die, also those that died with nothing to do", async () => {
  using layout = temporaryLayout();
  makeFolder(layout.history);
  writeFileSync(join(layout.history, "history.db"), "no database ".repeat(100));
  const database = new DatabaseSync(":memory:");
  database.exec("CREATE TABLE ledger (seq INTEGER); INSERT INTO ledger VALUES (0)");
  const pool = openWorkerPool(
    layout.history,
    { database, folder: layout.history, close: () => database.close() },
    { threadsFrom: 0, threads: 2 },
  );
  const files = { records: [], blobs: [] };
  // One thread gets work, the other dies idle; what comes later finds nobody.
  await expect(pool.files(files)).rejects.toThrow("history database");
  await expect(pool.files(files)).rejects.toThrow("history database");
  await expect(pool.files(files)).rejects.toThrow("history database");
  await pool.close();
  database.close();
});
