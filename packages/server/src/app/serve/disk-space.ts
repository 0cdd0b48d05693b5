import { statfs } from "node:fs/promises";

/** Space of the disk that holds a folder, in bytes: `free` is what whoever runs this server may still use. Null when it cannot be asked. */
export async function readDiskSpace(folder: string): Promise<{ readonly free: number; readonly size: number } | null> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { free: bavail * bsize, size: blocks * bsize };
  } catch {
    return null;
  }
}
