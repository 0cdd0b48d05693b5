import { type Finding, fine, notLookedAt } from "@sdetkit/runtime";
import { failing, NO_DATABASE, type ServerCheck, warning } from "./check.ts";

const WARN_MS = 1_000;
/** Signed deliveries are taken within 300 s of their time; leases of replicas are shorter. */
const FAIL_MS = 30_000;

/** Whether this machine and the database agree about the time. */
export const clockCheck: ServerCheck = {
  id: "clock",
  title: "clock",
  look: async ({ ask, now }) => {
    // The first statement of a connection may take longer; the answer belongs to the middle of the second.
    const time = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms";
    if ((await ask(time)) === null) return notLookedAt(NO_DATABASE);
    const before = now();
    const rows = await ask<{ ms: number }>(time);
    return judgeSkew((rows?.[0]?.ms ?? 0) - (before + now()) / 2);
  },
};

/** The judgement on how far the database's clock is ahead, in milliseconds. */
export function judgeSkew(ahead: number): Finding {
  const far = Math.abs(ahead);
  if (far < WARN_MS) return fine("agrees with the database's clock within a second");
  const detail = `expected the database's clock to agree, it is ${Math.round(far / 100) / 10} s ${ahead > 0 ? "ahead" : "behind"}`;
  const remedy = "synchronize both clocks with NTP (chrony, systemd-timesyncd)";
  return far < FAIL_MS ? warning(detail, remedy) : failing(detail, remedy);
}
