import { createReadStream } from "node:fs";
import { join } from "node:path";
import { BACKUP, damaged, type FileEntry, fileEntry, type Manifest } from "./manifest.ts";
import type { BackupReport } from "./types.ts";

/** The entries of a backup's roots. */
export async function* readEntries(folder: string): AsyncIterable<FileEntry> {
  for await (const line of readLines(join(folder, BACKUP.files))) {
    const entry = fileEntry.safeParse(JSON.parse(line));
    const parts = entry.data?.path.split("/") ?? [];
    if (
      !entry.success ||
      parts.length < 2 ||
      parts.some((part) => part === "" || part === "." || part === ".." || part.includes("\0"))
    )
      throw damaged(BACKUP.files);
    yield entry.data;
  }
}

/** The lines of a file, one at a time; without reading it whole. Only a line feed ends one: node:readline also splits at U+2028. */
export async function* readLines(path: string): AsyncIterable<string> {
  let rest = "";
  for await (const chunk of createReadStream(path, "utf8")) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** The sums of a backup. */
export async function reportOf(folder: string, manifest: Manifest, digest: string): Promise<BackupReport> {
  let [files, bytes] = [0, manifest.tables.reduce((sum, table) => sum + table.bytes, 0)];
  for await (const entry of readEntries(folder)) {
    if (entry.kind !== "file") continue;
    files += 1;
    bytes += entry.bytes;
  }
  return {
    made_at: manifest.made_at,
    tables: manifest.tables.length,
    rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0),
    files,
    bytes,
    holds_master_key: manifest.master_key !== null,
    digest,
  };
}
