import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { Fault } from "@sdetkit/core";

const LOCK = "server.lock";
const HOLDER = "server.pid";
/** A server that is just ending gives its lock back within this. In milliseconds. */
const PATIENCE_MS = 500;

/** A folder that one server has for itself. */
export interface Hold {
  release(): void;
}

/**
 * Takes a folder for this process alone, or throws the Fault `server-running`. The lock is the kernel's, on a file that SQLite
 * keeps locked: of two that ask at once one gets it, and it ends with the process, however that ends. Children do not inherit it.
 */
export async function holdFolder(folder: string): Promise<Hold> {
  mkdirSync(folder, { recursive: true });
  for (let waited = 0; ; waited += 50) {
    const hold = tryHold(folder);
    if (hold !== null) return hold;
    if (waited >= PATIENCE_MS) throw running(folder);
    await sleep(50);
  }
}

/** Whether some server holds the folder now; its process id where that is known. */
export function holderOf(folder: string): { readonly pid: number | null } | null {
  if (!existsSync(join(folder, LOCK))) return null;
  const hold = tryHold(folder, false);
  hold?.release();
  return hold === null ? { pid: holderPid(folder) } : null;
}

function tryHold(folder: string, announce = true): Hold | null {
  const path = join(folder, LOCK);
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
  } catch (cause) {
    throw new Fault("server-folder-closed", `expected write access to ${path}, got none`, { cause });
  }
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (/locked|busy/.test(String(error))) return null;
    throw error;
  }
  if (announce) {
    chmodSync(path, 0o600);
    writeFileSync(join(folder, HOLDER), `${process.pid}\n`);
  }
  let held = true;
  return {
    release: () => {
      if (held) database.close();
      held = false;
    },
  };
}

function holderPid(folder: string): number | null {
  try {
    return Number(readFileSync(join(folder, HOLDER), "utf8")) || null;
  } catch {
    return null;
  }
}

function running(folder: string): Fault {
  const pid = holderPid(folder);
  const who = pid === null ? "another server" : `another server (process ${pid})`;
  return new Fault("server-running", `expected ${folder} to be unused, ${who} uses it`);
}
