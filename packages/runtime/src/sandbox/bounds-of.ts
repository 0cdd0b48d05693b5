import { constants } from "node:os";
import type { CommandCgroup } from "../cgroup/command-cgroup.ts";
import { type CommandLimits, findPrlimit, type LimitMet, withLimits } from "./command-limits.ts";
import type { ProcessEnd } from "./run-process.ts";
import { watchWritten } from "./watch-written.ts";

/** The limits of one command, while it runs. */
export interface Bounds {
  /** Its words, with the kernel's limits in front. */
  words(words: [string, ...string[]]): [string, ...string[]];
  /** Its cgroup; null where rlimits alone hold it. */
  readonly cgroup: CommandCgroup | null;
  /** Settles when it has to be ended; never while it stays within. */
  readonly over: Promise<void>;
  /** The limit that it went beyond, now that it is over; its cgroup is gone then. */
  end(end: Pick<ProcessEnd, "exitCode">): Promise<LimitMet | null>;
}

/** How a process ends that wrote a file beyond its limit; one that heeds the signal continues with an error. */
const FILE_TOO_LARGE = 128 + constants.signals.SIGXFSZ;

/**
 * Holds a command to its limits: what it may write to by rlimit (one file) and by looking (all together), the rest by the controllers of a
 * cgroup that can be had, and by rlimits for those that cannot. `places`: real paths.
 */
export async function boundsOf(limits: CommandLimits | undefined, places: readonly string[]): Promise<Bounds> {
  if (limits === undefined)
    return { words: (words) => words, cgroup: null, over: new Promise(() => undefined), end: async () => null };
  const room = limits.room === undefined ? Number.POSITIVE_INFINITY : Math.max(0, await limits.room());
  const written = Math.min(limits.writtenBytes, room);
  const met: LimitMet = { kind: room < limits.writtenBytes ? "room" : "written" };
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const cgroup = limits.cgroups?.create(limits) ?? null;
  cgroup?.over.then(resolve);
  const watch = await watchWritten(places, written, resolve);
  const held = limits.cgroups?.controllers ?? [];
  const rest = {
    written,
    ...(held.includes("memory") ? {} : { memoryBytes: limits.memoryBytes }),
    ...(held.includes("pids") ? {} : { processes: limits.processes }),
  };
  return {
    words: (words) => withLimits(words, rest, findPrlimit()),
    cgroup,
    over,
    async end({ exitCode }) {
      const wrote = (await watch.end()) || exitCode === FILE_TOO_LARGE;
      const limit = (await cgroup?.end(exitCode)) ?? null;
      return wrote ? met : limit;
    },
  };
}
