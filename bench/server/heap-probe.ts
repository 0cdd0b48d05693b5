import { setImmediate as turn } from "node:timers/promises";
import { isMainThread } from "node:worker_threads";

/**
 * Preloaded into a server (`--expose-gc --import`): whoever asks over IPC is told how many bytes of the heap are in use after all
 * garbage is collected.
 */
if (isMainThread && process.send) {
  const collect = (globalThis as { gc?: () => void }).gc;
  if (collect === undefined) throw new Error("expected --expose-gc");
  process.on("message", async () => {
    // What finalisers let go of is garbage of the next collection.
    for (let round = 0; round < 4; round += 1) {
      collect();
      await turn();
    }
    process.send?.(process.memoryUsage().heapUsed);
  });
  // The server ends when it is told to, whether somebody may still ask or not.
  process.channel?.unref();
}
