import { Fault } from "@sdetkit/core";
import { sql } from "kysely";
import type { Database } from "./types.ts";

/** An answer that took longer says too little about when it was given. In milliseconds. */
const SLOW_MS = 1_000;

/**
 * The time of the database: what is measured now and then, carried on by this process's monotonic clock. Whatever decides something,
 * on any replica, goes by it: a machine whose own clock is wrong, or is set while it runs, decides nothing differently.
 */
export interface DatabaseClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** How far this machine's own clock is ahead, in milliseconds; negative: behind. */
  ahead(): number;
  /** Asks the database again. */
  measure(): Promise<void>;
}

/** Measures the time of the database. `wall`: this machine's own clock. */
export async function openDatabaseClock(
  { routing }: Pick<Database, "routing">,
  wall: () => number = Date.now,
): Promise<DatabaseClock> {
  const read = async (): Promise<{ readonly offset: number; readonly took: number }> => {
    const before = performance.now();
    const { rows } = await sql<{
      ms: number;
    }>`SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms`.execute(routing);
    const after = performance.now();
    return { offset: (rows[0]?.ms as number) - (before + after) / 2, took: after - before };
  };
  // The first statement may wait for its connection.
  await read();
  let { offset } = await read();
  const now = () => Math.round(performance.now() + offset);
  return {
    now,
    ahead: () => wall() - now(),
    measure: async () => {
      const { offset: measured, took } = await read();
      if (took <= SLOW_MS) offset = measured;
    },
  };
}

/** Refuses to work beside a database whose clock is too far away. Fault `clock-differs`. */
export function requireSameTime(clock: Pick<DatabaseClock, "ahead">, boundSeconds: number): void {
  const ahead = clock.ahead();
  if (Math.abs(ahead) <= boundSeconds * 1000) return;
  throw new Fault(
    "clock-differs",
    `expected this machine's clock to agree with the database's within ${boundSeconds} s, it is ${describeSkew(ahead)}`,
  );
}

/** E.g. `25.0 h ahead`. */
export function describeSkew(aheadMs: number): string {
  const seconds = Math.abs(aheadMs) / 1000;
  const size =
    seconds < 120
      ? `${seconds.toFixed(1)} s`
      : seconds < 7_200
        ? `${(seconds / 60).toFixed(1)} min`
        : `${(seconds / 3_600).toFixed(1)} h`;
  return `${size} ${aheadMs > 0 ? "ahead" : "behind"}`;
}
