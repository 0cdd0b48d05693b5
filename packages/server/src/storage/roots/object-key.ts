import { Fault } from "@sdetkit/core";

const PART = /^[a-z0-9_][a-z0-9._-]{0,199}$/;
const LONGEST = 1000;

/** Whether a name can be a part of a key: nothing hidden, nothing that climbs, nothing that two file systems see differently. */
export function isKeyPart(name: string): boolean {
  return PART.test(name);
}

/** The parts of a key. Fault `invalid-key` for anything else than parts of `[a-z0-9._-]` that begin with none of `.` and `-`. */
export function partsOf(key: string): string[] {
  const parts = key.split("/");
  if (key.length <= LONGEST && parts.every(isKeyPart)) return parts;
  throw new Fault("invalid-key", `expected a key of parts like [a-z0-9._-], got ${JSON.stringify(key.slice(0, 100))}`);
}
