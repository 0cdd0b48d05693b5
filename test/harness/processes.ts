import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { signal } from "../../packages/embedded-postgres/src/processes.ts";

/** For PostgreSQL to end by itself, which gives its shared memory back; then it is killed as well. In milliseconds. */
const GENTLE_MS = 5_000;
/** Nothing withstands being killed for so long. In milliseconds. */
const LONGEST_MS = 15_000;
const LOOK_MS = 20;

/** A process that is alive. */
export interface Process {
  readonly pid: number;
  readonly words: string;
}

/**
 * Every other process that has to do with a folder: its working directory, its mounts or its environment name it. By its
 * mounts a PostgreSQL is found that sees its folder elsewhere; all others work in it or below.
 */
export function processesOf(folder: string): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => ["mountinfo", "environ"].some((file) => read(pid, file).includes(folder)) || works(pid, folder))
    .map((pid) => ({ pid: Number(pid), words: read(pid, "cmdline").split("\0").slice(0, 6).join(" ").trim() }));
}

/** Ends all of them, and those that they start meanwhile. Blocks, so that it can be the last thing that a process does. */
export function endProcesses(folder: string): void {
  for (const began = performance.now(); ; pause(LOOK_MS)) {
    const left = processesOf(folder);
    if (left.length === 0) return;
    const waited = performance.now() - began;
    if (waited > LONGEST_MS) throw new Error(`expected these to end, they do not:\n${list(left)}`);
    for (const { pid } of left) signal(pid, waited < GENTLE_MS && isPostgres(pid) ? "SIGQUIT" : "SIGKILL");
  }
}

/** Those that are still there after a moment, in which what was told to end may do so. */
export function lastingProcesses(folder: string, patienceMs: number): Process[] {
  for (const began = performance.now(); ; pause(LOOK_MS)) {
    const left = processesOf(folder);
    if (left.length === 0 || performance.now() - began >= patienceMs) return left;
  }
}

/** One a line, for a message. */
export function list(processes: readonly Process[]): string {
  return processes.map(({ pid, words }) => `  ${pid}: ${words}`).join("\n");
}

function works(pid: string, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`).includes(folder);
  } catch {
    return false;
  }
}

function isPostgres(pid: number): boolean {
  return read(String(pid), "comm").trim() === "postgres";
}

/** Empty when the process is gone, or somebody else's. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return "";
  }
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
