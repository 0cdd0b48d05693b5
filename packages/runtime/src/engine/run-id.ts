import { randomBytes } from "node:crypto";
import type { RunId } from "@sdetkit/core";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A new run id: `r-` and a ULID (48 bits of milliseconds, 80 of chance), so that ids sort by time. */
export function newRunId(nowMs: number): RunId {
  let bits = (BigInt(nowMs) << 80n) | BigInt(`0x${randomBytes(10).toString("hex")}`);
  let text = "";
  for (let index = 0; index < 26; index += 1) {
    text = CROCKFORD[Number(bits & 31n)] + text;
    bits >>= 5n;
  }
  return `r-${text}` as RunId;
}
