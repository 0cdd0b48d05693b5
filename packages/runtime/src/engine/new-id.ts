import { randomBytes } from "node:crypto";
import type { RunId } from "@sdetkit/core";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A new id: the prefix, a dash and a ULID (48 bits of milliseconds, 80 of chance), so that the ids of one kind sort by time. */
export function newId<P extends string>(prefix: P, nowMs: number): `${P}-${string}` {
  return `${prefix}-${ulid((BigInt(nowMs) << 80n) | BigInt(`0x${randomBytes(10).toString("hex")}`))}`;
}

/** The least id that could be made at that time: what was made since is not below it. */
export function firstIdAt<P extends string>(prefix: P, nowMs: number): `${P}-${string}` {
  return `${prefix}-${ulid(BigInt(nowMs) << 80n)}`;
}

function ulid(value: bigint): string {
  let bits = value;
  let text = "";
  for (let index = 0; index < 26; index += 1) {
    text = CROCKFORD[Number(bits & 31n)] + text;
    bits >>= 5n;
  }
  return text;
}

/** A new run id: `r-` and a ULID, so that ids sort by time. */
export function newRunId(nowMs: number): RunId {
  return newId("r", nowMs) as RunId;
}
