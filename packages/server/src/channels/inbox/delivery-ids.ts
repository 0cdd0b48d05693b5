import { newId } from "@sdetkit/runtime";

/** Digits of the number within a millisecond, in base 32. */
const DIGITS = 4;

/** Makes ids of deliveries that sort as they came in, also within a millisecond and when the clock goes back. */
export function createDeliveryIds(now: () => number): () => string {
  let last = Number.NEGATIVE_INFINITY;
  let beginning = "";
  let n = 0;
  return () => {
    const at = now();
    if (at > last || n === 32 ** DIGITS) {
      last = Math.max(at, last + 1);
      beginning = newId("d", last).slice(0, -DIGITS);
      n = 0;
    }
    return beginning + (n++).toString(32).toUpperCase().padStart(DIGITS, "0");
  };
}
