import { setTimeout as sleep } from "node:timers/promises";
import { ExitCode, Fault } from "@sdetkit/core";

/** The longest that a person waits without being told why, in seconds. */
const LONGEST_WAIT = 10;
/** Refusals of one request until it counts as refused: others may ask as well and be quicker. */
const MOST = 5;

/**
 * Asks again when the server says that there is room in a moment: a script of several commands is not cut off half-way by a rate
 * limit. What was refused with 429 was not begun, so that nothing is done twice. A quota that lasts longer is told at once.
 */
export function patientFetch(signal: AbortSignal): typeof fetch {
  return async (input, init) => {
    for (let tries = 1; ; tries += 1) {
      const response = await fetch(input, init);
      const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
      if (response.status !== 429 || !(seconds <= LONGEST_WAIT) || tries === MOST) return response;
      await response.body?.cancel();
      await sleep(seconds * 1000, undefined, { signal }).catch(() => {
        throw new Fault("interrupted", "interrupted while the server was busy", { exit: ExitCode.interrupted });
      });
    }
  };
}
