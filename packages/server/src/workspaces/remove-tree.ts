import { randomBytes } from "node:crypto";
import { chmod, lstat, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** How folders are called that are being removed, and that are being made. */
export const GONE = ".gone-";
export const FRESH = ".new-";

/** A name beside others that nobody else has. */
export function besides(folder: string, kind: typeof GONE | typeof FRESH): string {
  return join(folder, `${kind}${randomBytes(8).toString("hex")}`);
}

/** Removes a folder: away under its name at once, then bit by bit. Nothing happens when there is none. */
export async function removeTree(folder: string): Promise<void> {
  const doomed = besides(dirname(folder), GONE);
  try {
    await rename(folder, doomed);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  await destroy(doomed);
}

/** Removes what has its passing name already; folders that a run made unreadable as well. */
export async function destroy(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch {
    await openUp(folder);
    await rm(folder, { recursive: true, force: true });
  }
}

async function openUp(folder: string): Promise<void> {
  if (!(await lstat(folder)).isDirectory()) return;
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await openUp(join(folder, entry.name));
}
