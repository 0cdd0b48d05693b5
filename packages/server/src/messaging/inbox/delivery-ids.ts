import { newId } from "@sdetkit/runtime";

/** Digits of the number within a millisecond, in the base 32 of the rest of an id. */
const DIGITS = 4;
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

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
    return beginning + digits(n++);
  };
}

function digits(number: number): string {
  const all = Array.from({ length: DIGITS }, (_, at) => CROCKFORD[Math.floor(number / 32 ** at) % 32]);
  return all.reverse().join("");
}
