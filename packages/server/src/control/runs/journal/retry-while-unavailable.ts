import { setTimeout as sleep } from "node:timers/promises";
import { isAway } from "../../../storage/database/database-fault.ts";

const FIRST_MS = 20;
const MOST_MS = 1_000;

/**
 * Asks again for as long as the database is away: what is in progress waits for it instead of being lost. `work` must be safe to
 * repeat after a commit whose end is unknown. Ends with the signal's reason.
 */
export async function retryWhileUnavailable<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let wait = FIRST_MS; ; wait = Math.min(MOST_MS, wait * 2)) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!isAway(error)) throw error;
      await sleep(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}
