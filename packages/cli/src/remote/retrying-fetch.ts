import { setTimeout as sleep } from "node:timers/promises";
import { Fault } from "@sdetkit/core";

/** The longest that a person waits without being told why, in seconds. */
const LONGEST_WAIT = 10;
/** Refusals of one request until it counts as refused: others may ask as well and be quicker. */
const MOST = 5;

/**
 * Asks again when the server says that there is room in a moment: a script of several commands is not interrupted by a rate
 * limit. What was refused with 429 was not begun, so that nothing is done twice. A quota that lasts longer is reported at once.
 *
 * An interrupt ends what is being asked, with a Fault, unless the request has a signal of its own. What is asked after the
 * interrupt belongs to ending in good order, and is left to end.
 */
export function retryingFetch(interrupt: AbortSignal): typeof fetch {
  const stop = new AbortController();
  interrupt.addEventListener("abort", () => stop.abort(interrupted()), { once: true });
  return async (input, init) => {
    const signal = init?.signal ?? (stop.signal.aborted ? null : stop.signal);
    for (let tries = 1; ; tries += 1) {
      const response = await fetch(input, { ...init, signal });
      const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
      if (response.status !== 429 || !(seconds <= LONGEST_WAIT) || tries === MOST) return response;
      await response.body?.cancel();
      await sleep(seconds * 1000, undefined, signal === null ? {} : { signal }).catch(() => {
        throw signal?.reason;
      });
    }
  };
}

function interrupted(): Fault {
  return new Fault("interrupted", "interrupted before the server responded", {
    remedy: "check the server before you try again: the request may have been carried out",
  });
}
