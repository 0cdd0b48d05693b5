import fs from "node:fs";
import { setTimeout } from "node:timers/promises";

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already.
  }
}

function descendants(pid: number): number[] {
  let children: string;
  try {
    children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1");
  } catch {
    return [];
  }
  return children
    .split(" ")
    .filter((text) => text.trim() !== "")
    .flatMap((text) => [Number(text), ...descendants(Number(text))]);
}

/**
 * Asks a process to end and, when it has not within `grace` milliseconds, kills it with all that it started. In a sandbox the
 * request goes to the command itself: its keeper would fall at once and take the command with it.
 *
 * @param leader process id of a process group's leader.
 * @param over settles when the process has ended.
 */
export async function endProcessTree(
  leader: number,
  sandboxed: boolean,
  grace: number,
  over: Promise<unknown>,
): Promise<void> {
  const inside = sandboxed ? descendants(leader).slice(1) : [-leader];
  for (const pid of inside) signal(pid, "SIGTERM");
  const patience = new AbortController();
  if (inside.length > 0)
    await Promise.race([
      over,
      setTimeout(grace, undefined, { ref: false, signal: patience.signal }).catch(() => undefined),
    ]);
  patience.abort();
  killProcessTree(leader);
}

/**
 * Kills a process group with all that it started, sessions of their own included: what bubblewrap has just forked does not die
 * with it yet. Stopped first, so that the group starts nothing more meanwhile.
 */
export function killProcessTree(leader: number): void {
  signal(-leader, "SIGSTOP");
  for (const pid of descendants(leader)) signal(pid, "SIGKILL");
  signal(-leader, "SIGKILL");
}
