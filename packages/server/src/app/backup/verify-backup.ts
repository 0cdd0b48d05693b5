import { createHash } from "node:crypto";
import { join } from "node:path";
import { Fault } from "@sdetkit/core";
import type { Written } from "./digesting-writer.ts";
import { BACKUP, damaged, type Manifest, readManifest } from "./manifest.ts";
import { readPart } from "./read-part.ts";
import { readEntries, reportOf } from "./report-of.ts";
import type { BackupReport } from "./types.ts";

/** Reads all of a backup and holds it against its manifest. Faults `backup-missing`, `backup-damaged`. */
export async function verifyBackup(
  folder: string,
  signal?: AbortSignal,
): Promise<{ readonly manifest: Manifest; readonly report: BackupReport }> {
  const { manifest, digest } = readManifest(folder);
  for (const table of manifest.tables) await check(folder, `${BACKUP.tables}/${table.name}.jsonl`, table);
  await check(folder, BACKUP.files, manifest.files);
  if (manifest.master_key !== null) await check(folder, BACKUP.key, manifest.master_key);
  let entries = 0;
  for await (const entry of readEntries(folder)) {
    entries += 1;
    refuseInterrupted(signal);
    if (entry.kind === "file") await check(folder, `${BACKUP.roots}/${entry.path}`, entry);
  }
  if (entries !== manifest.files.entries) throw damaged(BACKUP.files);
  return { manifest, report: await reportOf(folder, manifest, digest) };
}

async function check(folder: string, name: string, expected: Written): Promise<void> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of readPart(join(folder, name))) {
      hash.update(chunk);
      bytes += chunk.length;
      if (bytes > expected.bytes) break;
    }
  } catch (error) {
    throw damaged(name, error);
  }
  if (bytes !== expected.bytes || hash.digest("hex") !== expected.sha256) throw damaged(name);
}

/** Fault `interrupted` (exit 130) once the person has interrupted. */
export function refuseInterrupted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new Fault("interrupted", "interrupted: nothing was restored");
}
