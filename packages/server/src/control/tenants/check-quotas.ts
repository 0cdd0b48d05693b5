import { Fault } from "@sdetkit/core";
import { type Quotas, SCHEDULES_QUOTA } from "../../storage/database/schema.ts";

const LEAST: { readonly [name in keyof Quotas]-?: number } = {
  concurrentRuns: 0,
  runsPerDay: 0,
  storageBytes: 0,
  burst: 1,
  perSecond: 0.001,
  schedules: 0,
};

/** Quotas with a change applied. Fault `invalid-quotas`. */
export function changedQuotas(now: Quotas, change: Partial<Quotas>): Quotas {
  const next = { schedules: SCHEDULES_QUOTA, ...now, ...change };
  for (const name of Object.keys(LEAST) as (keyof Quotas)[]) {
    const value = next[name];
    const whole = name === "perSecond" || Number.isSafeInteger(value);
    if (whole && value >= LEAST[name] && value <= Number.MAX_SAFE_INTEGER) continue;
    throw new Fault(
      "invalid-quotas",
      `expected ${name === "perSecond" ? "a number" : "a whole number"} of at least ${LEAST[name]} for ${name}, got ${value}`,
    );
  }
  return next;
}
