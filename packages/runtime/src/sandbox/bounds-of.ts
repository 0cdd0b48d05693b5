import { constants } from "node:os";
import { type CommandLimits, findPrlimit, type LimitMet, withLimits } from "./command-limits.ts";
import type { ProcessEnd } from "./run-process.ts";
import { watchWritten } from "./watch-written.ts";

/** The limits of one command, while it runs. */
export interface Bounds {
  /** Its words, with the kernel's limits in front. */
  words(words: [string, ...string[]]): [string, ...string[]];
  /** Settles when it has to be ended; never while it stays within. */
  readonly over: Promise<void>;
  /** The limit that it went beyond, now that it is over. */
  end(end: Pick<ProcessEnd, "exitCode">): Promise<LimitMet | null>;
}

/** How a process ends that wrote a file beyond its limit; one that heeds the signal goes on with an error. */
const FILE_TOO_LARGE = 128 + constants.signals.SIGXFSZ;

/** Holds a command to its limits: one file by the kernel, all that it may write to together by looking. `places`: real paths. */
export async function boundsOf(limits: CommandLimits | undefined, places: readonly string[]): Promise<Bounds> {
  if (limits === undefined)
    return { words: (words) => words, over: new Promise(() => undefined), end: async () => null };
  const room = limits.room === undefined ? Number.POSITIVE_INFINITY : Math.max(0, await limits.room());
  const written = Math.min(limits.writtenBytes, room);
  const met: LimitMet = room < limits.writtenBytes ? "room" : "written";
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const watch = await watchWritten(places, written, resolve);
  const { memoryBytes, processes } = limits;
  return {
    words: (words) => withLimits(words, { written, memoryBytes, processes }, findPrlimit()),
    over,
    end: async ({ exitCode }) => ((await watch.end()) || exitCode === FILE_TOO_LARGE ? met : null),
  };
}
