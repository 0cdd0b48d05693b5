/** Attempts at one event, and at one reply. */
export const MOST_ATTEMPTS = 12;

const LONGEST_SECONDS = 900;

/** Seconds until the next attempt: 1, 2, 4, … at most 15 minutes. Twelve attempts reach over an hour. */
export function backoffSeconds(attempts: number): number {
  return Math.min(LONGEST_SECONDS, 2 ** Math.max(0, attempts - 1));
}
