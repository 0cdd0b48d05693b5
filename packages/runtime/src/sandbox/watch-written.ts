import { lstat, opendir } from "node:fs/promises";
import { join } from "node:path";

const FIRST_MS = 50;
/** Looking takes at most a fraction of the time. */
const REST_TIMES = 5;

/** Watches how much files grow. */
export interface Watch {
  /** Looks once more and ends; whether they grew beyond the limit. */
  end(): Promise<boolean>;
}

/**
 * Watches files and what is below folders until they have grown by more than `most` bytes together, and calls `over` then. What was
 * there before counts only as far as it grows.
 */
export async function watchWritten(places: readonly string[], most: number, over: () => void): Promise<Watch> {
  const bytesNow = async () => (await Promise.all(places.map(bytesOf))).reduce((sum, each) => sum + each, 0);
  const before = await bytesNow();
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  let met = false;

  async function look(): Promise<void> {
    const begun = performance.now();
    // Exactly as many bytes are as far as the kernel lets one file grow.
    met ||= (await bytesNow()) - before >= most;
    if (met) return over();
    if (!ended) timer = setTimeout(() => void look(), Math.max(FIRST_MS, REST_TIMES * (performance.now() - begun)));
  }

  timer = setTimeout(() => void look(), FIRST_MS);
  return {
    end: async () => {
      ended = true;
      clearTimeout(timer);
      met ||= (await bytesNow()) - before >= most;
      return met;
    },
  };
}

/** Bytes of a file, or of all files below a folder; what goes meanwhile does not count. */
async function bytesOf(path: string): Promise<number> {
  const stat = await lstat(path).catch(() => null);
  if (stat === null) return 0;
  if (!stat.isDirectory()) return stat.size;
  let bytes = 0;
  for await (const entry of (await opendir(path).catch(() => null)) ?? []) {
    const inner = join(path, entry.name);
    bytes += entry.isDirectory() ? await bytesOf(inner) : ((await lstat(inner).catch(() => null))?.size ?? 0);
  }
  return bytes;
}
