import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A busy backend may finish its statement; then it is ended. In milliseconds. */
const ORPHAN_PATIENCE_MS = 300;

/** What `postmaster.pid` says: its process, and whether connections are taken. Null when there is none to read. */
export function readPostmaster(data: string): { readonly pid: number; readonly status: string } | null {
  try {
    const lines = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 1 ? { pid, status: (lines[7] ?? "").trim() } : null;
  } catch {
    return null;
  }
}

/**
 * Whether a process lives and works in a folder. All of a PostgreSQL's have its data folder as working directory, and device and inode
 * tell so through mount namespaces too; a process id that was given to another program, or that nobody buried, does not pass.
 */
export function worksIn(data: string, pid: number): boolean {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, "utf8");
    if (/^[ZX]/.test(state.slice(state.lastIndexOf(")") + 2))) return false;
    const [here, there] = [statSync(data), statSync(`/proc/${pid}/cwd`)];
    return here.dev === there.dev && here.ino === there.ino;
  } catch {
    return false;
  }
}

/** The postmaster that runs in the data folder. */
export function livingPostmaster(data: string): number | null {
  const found = readPostmaster(data);
  return found !== null && worksIn(data, found.pid) ? found.pid : null;
}

/** The arguments that a process was started with; null when it is gone. */
export function argumentsOf(pid: number): string[] | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(1, -1);
  } catch {
    return null;
  }
}

/** Every process of one of PostgreSQL's programs that works in the folder. */
function processesIn(folder: string, program: "initdb" | "postgres"): number[] {
  const processes: number[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name) || !worksIn(folder, Number(name))) continue;
    try {
      if (readFileSync(`/proc/${name}/comm`, "utf8").trim() === program) processes.push(Number(name));
    } catch {
      // It ended meanwhile.
    }
  }
  return processes;
}

/**
 * Clears what a postmaster left that was killed: backends go by themselves as soon as they look, and are ended when they do not;
 * then a lock file whose process number went to another program is removed. To be called while holding the folder, and only
 * when no postmaster lives: PostgreSQL itself refuses to start beside backends of an earlier one.
 */
export async function clearOrphans(data: string): Promise<void> {
  for (let waited = 0; ; waited += 10) {
    const orphans = processesIn(data, "postgres");
    if (orphans.length === 0) break;
    if (waited >= ORPHAN_PATIENCE_MS) {
      for (const pid of orphans) signal(pid, "SIGKILL");
    }
    await sleep(10);
  }
  if (livingPostmaster(data) === null) rmSync(join(data, "postmaster.pid"), { force: true });
}

/**
 * Ends what still makes a new data folder for a server that was killed: it would go on in the one that is made in its place, and
 * empty it when it fails. To be called while holding the folder.
 */
export async function clearInit(folder: string, made: string): Promise<void> {
  for (;;) {
    const orphans = [
      ...processesIn(folder, "initdb"),
      ...processesIn(folder, "postgres"),
      ...processesIn(made, "postgres"),
    ];
    if (orphans.length === 0) return;
    for (const pid of orphans) signal(pid, "SIGKILL");
    await sleep(10);
  }
}

/** Sends a signal to a process that may be gone. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
