import {
  closeSync,
  existsSync,
  type FSWatcher,
  mkdirSync,
  openSync,
  readdirSync,
  rmdirSync,
  watch,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Fault } from "@sdetkit/core";
import { readText } from "./cgroup-folder.ts";
import { NOT_ENTERED } from "./enter-cgroup.ts";
import type { Controller } from "./find-delegated.ts";

/** What the processes of one cgroup may use together. */
export interface CgroupLimits {
  readonly memoryBytes: number;
  readonly processes: number;
  /** Processors' worth of time; all of the machine unless said. */
  readonly cpus?: number;
}

/** A limit that the processes of a cgroup went beyond. `outer-memory`: that of a cgroup around it, or of the machine. */
export type CgroupLimitMet =
  | { readonly kind: "memory"; readonly bytes: number }
  | { readonly kind: "processes"; readonly processes: number }
  | { readonly kind: "outer-memory" };

/** The cgroup of one command. */
export interface CommandCgroup {
  /** A descriptor of its `cgroup.procs`: who writes 0 to it is in. Open until `end`. */
  readonly entry: number;
  /** Settles when more processes were requested than it may have; never while it stays within. */
  readonly over: Promise<void>;
  /** Kills all that is in it, and waits until it is gone. */
  kill(): Promise<void>;
  /**
   * Kills what is left, removes it, and says which limit was met. Throws a Fault `limits-not-set` when the command could not enter.
   *
   * @param exitCode of the command; null when it has none.
   */
  end(exitCode: number | null): Promise<CgroupLimitMet | null>;
}

/** Microseconds in which a cgroup gets its processors' worth of time. */
const CPU_PERIOD = 100_000;
/** Most that is waited for killed processes to be gone, in milliseconds: those in the kernel's hands, as of a dead disk, may stay. */
const PATIENCE = 5_000;
const STEP = 2;

/** Makes the cgroup `folder` and holds it to the limits that these controllers have. Throws a Fault `limits-not-set`. */
export function createCommandCgroup(
  folder: string,
  limits: CgroupLimits,
  controllers: readonly Controller[],
): CommandCgroup {
  const has = (controller: Controller) => controllers.includes(controller);
  const write = (file: string, value: string | number) => writeFileSync(join(folder, file), String(value));
  const count = (file: string, name: string) =>
    Number(new RegExp(`^${name} (\\d+)$`, "m").exec(readText(join(folder, file)) ?? "")?.[1] ?? 0);
  let entry: number;
  try {
    mkdirSync(folder);
    if (has("memory")) {
      write("memory.max", limits.memoryBytes);
      // Of a command, half of whose processes are gone, nothing good comes.
      write("memory.oom.group", 1);
      if (existsSync(join(folder, "memory.swap.max"))) write("memory.swap.max", 0);
    }
    if (has("pids")) write("pids.max", limits.processes);
    if (has("cpu") && limits.cpus !== undefined)
      write("cpu.max", `${Math.round(limits.cpus * CPU_PERIOD)} ${CPU_PERIOD}`);
    entry = openSync(join(folder, "cgroup.procs"), "w");
  } catch (error) {
    removeCgroup(folder);
    throw notSet(String(error));
  }
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const watcher = has("pids") ? watchFile(join(folder, "pids.events"), resolve) : null;

  function met(): CgroupLimitMet | null {
    if (has("memory") && count("memory.events", "oom_kill") > 0)
      return count("memory.events", "oom") > 0
        ? { kind: "memory", bytes: limits.memoryBytes }
        : { kind: "outer-memory" };
    if (!has("pids") || count("pids.events", "max") === 0) return null;
    // Older kernels count here what a cgroup around refused as well.
    const peak = readText(join(folder, "pids.peak"));
    return peak === null || Number(peak) >= limits.processes
      ? { kind: "processes", processes: limits.processes }
      : null;
  }

  return {
    entry,
    over,
    kill: () => killCgroup(folder),
    async end(exitCode) {
      watcher?.close();
      closeSync(entry);
      await killCgroup(folder);
      const limit = met();
      const empty = count("cpu.stat", "usage_usec") === 0;
      removeCgroup(folder);
      if (empty && exitCode === NOT_ENTERED) throw notSet("it could not enter its cgroup");
      return limit;
    },
  };
}

/** Calls when the kernel says that a file of a cgroup has changed; null where this process may watch no more files. */
function watchFile(path: string, changed: () => void): FSWatcher | null {
  try {
    return watch(path, { persistent: false }, changed).on("error", () => undefined);
  } catch {
    return null;
  }
}

/** Kills all processes of a cgroup and of those below it, and waits until they are gone. */
export async function killCgroup(folder: string): Promise<void> {
  const populated = () => /^populated 1$/m.test(readText(join(folder, "cgroup.events")) ?? "");
  for (let waited = 0; populated() && waited < PATIENCE; waited += STEP) {
    killOnce(folder);
    await setTimeout(STEP);
  }
}

function killOnce(folder: string): void {
  try {
    writeFileSync(join(folder, "cgroup.kill"), "1", { flag: "r+" });
  } catch {
    // Linux before 5.14 has no such file. What is started meanwhile is met the next time.
    for (const each of [folder, ...childrenOf(folder)])
      for (const pid of (readText(join(each, "cgroup.procs")) ?? "").split("\n").filter(Boolean).map(Number)) {
        try {
          process.kill(pid, "SIGKILL");
        } catch {
          // Gone already.
        }
      }
  }
}

/** Removes a cgroup and those below it. One that still holds processes stays, for the next start to remove. */
export function removeCgroup(folder: string): void {
  try {
    for (const child of childrenOf(folder)) rmdirSync(child);
    rmdirSync(folder);
  } catch {
    // Not there, or not empty.
  }
}

/** All cgroups below, the innermost first. */
function childrenOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => [...childrenOf(join(folder, name)), join(folder, name)]);
}

function notSet(why: string): Fault {
  return new Fault(
    "limits-not-set",
    `expected to hold the command to its limits with a cgroup, and could not: ${why}`,
    { remedy: "run sdetkit agent doctor --server, then restart the server" },
  );
}
