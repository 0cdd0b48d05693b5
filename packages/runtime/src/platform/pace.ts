import { setImmediate } from "node:timers/promises";

/** How long work may hold the event loop, in milliseconds: time-outs, cancels and progress wait no longer than this. */
const STRETCH = 20;

/** Keeps long work interruptible. It decides when work pauses, never what comes out of it. */
export interface Pace {
  /** Gives way to the event loop when it was held long enough. Throws the signal's reason once that is aborted. */
  yieldIfDue(): Promise<void>;
}

export function createPace(signal: AbortSignal): Pace {
  let since = performance.now();
  return {
    async yieldIfDue() {
      if (performance.now() - since >= STRETCH) {
        await setImmediate();
        since = performance.now();
      }
      signal.throwIfAborted();
    },
  };
}
