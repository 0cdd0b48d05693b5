import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** Makes a folder with all that is missing above it, so that a power cut does not take it away again. */
export function makeFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true });
  if (first === undefined) return;
  for (let folder = path; ; folder = dirname(folder)) {
    syncFolder(dirname(folder));
    if (folder === first) return;
  }
}

/** Makes the names in a folder durable. */
export function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/**
 * Puts a file in place whole or not at all: temporary file, fsync, rename, fsync of the folder. The temporary file has to
 * lie on the same file system. `replace: false` leaves a file alone that is already there.
 */
export function writeDurably(
  target: string,
  data: Uint8Array | string,
  temporary: string,
  { mode = 0o666, replace = true }: { mode?: number; replace?: boolean } = {},
): void {
  placeDurably(target, temporary, () => writeSynced(temporary, data, mode), { replace });
}

/** As `writeDurably`, for a file that `make` leaves at `temporary`, synced. */
export function placeDurably(
  target: string,
  temporary: string,
  make: () => void,
  { replace }: { replace: boolean },
): void {
  try {
    make();
    if (replace) renameSync(temporary, target);
    else linkUnlessThere(temporary, target);
  } finally {
    rmSync(temporary, { force: true });
  }
  syncFolder(dirname(target));
}

function writeSynced(path: string, data: Uint8Array | string, mode: number): void {
  const file = openSync(path, "wx", mode);
  try {
    const bytes = typeof data === "string" ? Buffer.from(data) : data;
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    // A failed fsync is final: the kernel may already have dropped the pages, a second call would wrongly report success.
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function linkUnlessThere(temporary: string, target: string): void {
  try {
    linkSync(temporary, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** As `writeDurably`, while this thread does other work. */
export async function writeDurablyAside(target: string, data: Uint8Array | string, temporary: string): Promise<void> {
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolderAside(dirname(target));
}

/** As `syncFolder`, while this thread does other work. */
export async function syncFolderAside(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
