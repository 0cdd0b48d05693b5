import { constants, existsSync, writeFileSync } from "node:fs";
import { copyFile, cp } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makeFolder } from "../files/durable-file.ts";
import { storageFault } from "../files/storage-fault.ts";
import { type Layout, LEDGER_KEY_FILES } from "../files/workspace-layout.ts";
import { CHECKPOINT, DATABASE } from "./file-names.ts";
import { readHead } from "./ledger-store.ts";
import { BUSY_MS, openForReading, requirePlainDatabase } from "./schema.ts";

/**
 * Copies a history as it is at one moment, while others may write to it, into a folder that has none: everything that verifying
 * and replaying need, and never the private key.
 */
export async function copyHistory(from: Layout, to: Layout): Promise<void> {
  for (const folder of [to.history, to.keys]) makeFolder(folder);
  for (const name of [LEDGER_KEY_FILES.public, LEDGER_KEY_FILES.verifier]) {
    if (existsSync(join(from.keys, name))) await copyFile(join(from.keys, name), join(to.keys, name));
  }
  if (!existsSync(join(from.history, DATABASE))) return;
  copyDatabase(join(from.history, DATABASE), join(to.history, DATABASE));
  const copy = openForReading(to.history);
  try {
    const head = readHead(copy);
    if (head !== null) writeFileSync(join(to.history, CHECKPOINT), head.checkpoint);
  } finally {
    copy.close();
  }
  // After the database: files only ever come, and those that its rows name are there by now.
  for (const folder of ["records", "blobs"]) {
    if (!existsSync(join(from.history, folder))) continue;
    const options = { recursive: true, mode: constants.COPYFILE_FICLONE } as const;
    await cp(join(from.history, folder), join(to.history, folder), options);
  }
}

function copyDatabase(from: string, to: string): void {
  try {
    requirePlainDatabase(from);
    const database = new DatabaseSync(from, { readOnly: true, timeout: BUSY_MS });
    try {
      database.prepare("VACUUM INTO ?").run(to);
    } finally {
      database.close();
    }
  } catch (error) {
    throw storageFault(error, "copying the history");
  }
}
