import fs from "node:fs";
import { setTimeout } from "node:timers/promises";

/** Most that is waited for killed processes to be gone; only one that nobody buries lasts longer. In milliseconds. */
const PATIENCE = 500;
const STEP = 2;

/** Whether a process, or with a negative number a group, is there; what is dead but not buried counts as gone where that can be seen. */
function pathExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (pid < 0) return true;
  try {
    return !/\) [ZX] /.test(fs.readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

/** Waits until processes that have been killed are gone: a kill is a request that the kernel serves in its own time. */
export async function awaitGroupEnd(pids: readonly number[]): Promise<void> {
  for (let waited = 0; waited < PATIENCE && pids.some(pathExists); waited += STEP) await setTimeout(STEP);
}
