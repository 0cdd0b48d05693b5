import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, lstat, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** How folders are called that are being removed, and that are being made. */
export const GONE = ".gone-";
export const FRESH = ".new-";

/** How long what is to be removed waits for company. */
const GATHER_MS = 200;
/** Folders that one process removes at most: their names have to fit on its command line. */
const BATCH = 1_000;

/** A name beside others that nobody else has. */
export function besides(folder: string, kind: typeof GONE | typeof FRESH): string {
  return join(folder, `${kind}${randomBytes(8).toString("hex")}`);
}

/** Removes folders: many at once are one process, since file by file from here each would take its turns. */
export class TreeRemover {
  #waiting: string[] = [];
  #next: Promise<void> | undefined;
  #under: Promise<void> = Promise.resolve();

  /** Removes a folder: away under its name at once, then bit by bit. Nothing happens when there is none. */
  async remove(folder: string): Promise<void> {
    const doomed = await putAway(folder);
    if (doomed !== null) await this.destroy(doomed);
  }

  /** As `remove`, and does not wait for the second part: what is left then is swept one day. */
  async drop(folder: string): Promise<void> {
    const doomed = await putAway(folder);
    if (doomed !== null) this.destroy(doomed).catch(() => undefined);
  }

  /** Removes what has its passing name already. */
  destroy(folder: string): Promise<void> {
    this.#waiting.push(folder);
    if (this.#next === undefined) {
      // Whatever comes meanwhile, and until the process before has ended, goes together: starting one costs more than its work.
      this.#next = Promise.all([this.#under, sleep(GATHER_MS)]).then(() => {
        const folders = this.#waiting;
        this.#waiting = [];
        this.#next = undefined;
        return removeAll(folders);
      });
      this.#under = this.#next.catch(() => undefined);
    }
    return this.#next;
  }
}

async function putAway(folder: string): Promise<string | null> {
  const doomed = besides(dirname(folder), GONE);
  try {
    await rename(folder, doomed);
    return doomed;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function removeAll(folders: readonly string[]): Promise<void> {
  for (let at = 0; at < folders.length; at += BATCH) {
    const batch = folders.slice(at, at + BATCH);
    if (await removedByProcess(batch)) continue;
    for (const folder of batch) {
      await openUp(folder);
      await rm(folder, { recursive: true, force: true });
    }
  }
}

function removedByProcess(folders: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C" };
    const child = spawn("rm", ["-rf", "--", ...folders], { env, stdio: "ignore" });
    child.on("error", () => resolve(false));
    child.on("close", (code) => resolve(code === 0));
  });
}

/** A run may have made folders that not even their owner may enter. */
async function openUp(folder: string): Promise<void> {
  const stat = await lstat(folder).catch(() => null);
  if (!stat?.isDirectory()) return;
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await openUp(join(folder, entry.name));
}
