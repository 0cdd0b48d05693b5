import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { isMainThread } from "node:worker_threads";

/** What a server may be told over IPC. */
export type ProbeRequest = "stop compilers" | "measure";

/** What a process holds, in bytes. */
export interface Held {
  /** In use after all garbage is collected: the heap, and what its objects have outside of it, such as buffers. */
  readonly live: number;
  /** Resident memory, with what the allocators keep for later. */
  readonly rss: number;
}

/**
 * Preloaded into a server (`--expose-gc --import`), answers each `ProbeRequest` with `Held`.
 *
 * `stop compilers`: V8 makes no more machine code; what it has made continues to be used. It compiles one function after the other as they
 * become hot, for hours and hundreds of kilobytes: this depends on the size of the program, and would hide what runs leave.
 */
if (isMainThread && process.send) {
  const collect = (globalThis as { gc?: () => void }).gc;
  if (collect === undefined) throw new Error("expected --expose-gc");
  process.on("message", async (request: ProbeRequest) => {
    if (request === "stop compilers")
      for (const flag of ["--no-sparkplug", "--no-maglev", "--no-turbofan"]) setFlagsFromString(flag);
    // What finalisers let go of is garbage of the next collection.
    for (let round = 0; round < 4; round += 1) {
      collect();
      await turn();
    }
    // Others had their turn, and left garbage: from here on nobody has.
    collect();
    const { heapUsed, external, rss } = process.memoryUsage();
    process.send?.({ live: heapUsed + external, rss } satisfies Held);
  });
  // The server ends when it is told to, whether somebody may still ask or not.
  process.channel?.unref();
}
