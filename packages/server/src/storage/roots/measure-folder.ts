import { lstat, opendir } from "node:fs/promises";
import { join } from "node:path";

/**
 * Bytes that the files below a folder take, a file with several names once; 0 when there is no folder. What goes or comes
 * meanwhile may or may not count.
 */
export async function measureFolder(folder: string, seen = new Set<number>()): Promise<number> {
  let bytes = 0;
  const entries = await opendir(folder).catch(() => null);
  if (entries === null) return 0;
  for await (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      bytes += await measureFolder(path, seen);
      continue;
    }
    const stat = await lstat(path).catch(() => null);
    if (stat === null || (stat.nlink > 1 && seen.has(stat.ino))) continue;
    if (stat.nlink > 1) seen.add(stat.ino);
    bytes += stat.size;
  }
  return bytes;
}
