import { lstatSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { currentOwner, isAlive, isOwner } from "../platform/process-owner.ts";
import { makeFolder } from "./durable-file.ts";

let counter = 0;
/** How many temporary files below a base are in use while this thread does other work. */
const inUse = new Map<string, number>();

/** A fresh name for a temporary file of this process, in its own folder below `base`/tmp. */
export function temporaryFile(base: string): string {
  const folder = join(base, "tmp", currentOwner());
  try {
    makeFolder(folder);
  } catch (error) {
    // Another process removed the empty parent between two steps of ours.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    makeFolder(folder);
  }
  return join(folder, String(counter++));
}

/** Hands over a temporary file for as long as `use` takes: a history that is closed meanwhile leaves its folder there. */
export async function withTemporaryFile<T>(base: string, use: (path: string) => Promise<T>): Promise<T> {
  inUse.set(base, (inUse.get(base) ?? 0) + 1);
  try {
    return await use(temporaryFile(base));
  } finally {
    inUse.set(base, inUse.get(base)! - 1);
  }
}

/**
 * Removes what processes that are gone left below `base`/tmp at least `minAge` milliseconds ago, and nothing else; not
 * through a link.
 */
export function sweepTemporary(base: string, minAge = 0): void {
  const folder = join(base, "tmp");
  for (const owner of namesIn(folder)) {
    if (!isOwner(owner) || isAlive(owner)) continue;
    const changed = minAge === 0 ? 0 : (lstatSync(join(folder, owner), { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (Date.now() - changed >= minAge) rmSync(join(folder, owner), { recursive: true, force: true });
  }
}

/** Removes this process's own folder, unless somebody uses it, and, when it was the last one, `base`/tmp. */
export function dropTemporary(base: string): void {
  if ((inUse.get(base) ?? 0) > 0) return;
  for (const folder of [join(base, "tmp", currentOwner()), join(base, "tmp")]) {
    try {
      rmdirSync(folder);
    } catch {
      // Not there, or in use by another writer: then it is theirs to remove.
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return lstatSync(folder).isDirectory() ? readdirSync(folder) : [];
  } catch {
    return [];
  }
}
