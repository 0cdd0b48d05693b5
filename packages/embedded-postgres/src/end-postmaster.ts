import { setTimeout as sleep } from "node:timers/promises";
import { signal, worksIn } from "./processes.ts";

/** Clients that do not go are sent away by a fast shutdown; what still runs after this is stopped without a checkpoint. In milliseconds. */
const FAST_MS = 20_000;

/** Ends a postmaster in good order, and resolves when it is gone. */
export async function endPostmaster(data: string, pid: number): Promise<void> {
  const begin = performance.now();
  if (worksIn(data, pid)) signal(pid, "SIGINT");
  let immediate = false;
  while (worksIn(data, pid)) {
    if (!immediate && performance.now() - begin > FAST_MS) {
      immediate = true;
      signal(pid, "SIGQUIT");
    }
    await sleep(5);
  }
}
