import { type Kysely, sql } from "kysely";
import type { Tables } from "../database/schema.ts";

/** Clocks of replicas may differ by as much: a bucket that is full for one may not be for another. */
const MARGIN_MS = 60_000;
const BATCH = 10_000;

/** Deletes buckets that are full, a batch of them: a missing one is a full one. Passes by what somebody is using. True: there may be more. */
export async function sweepBuckets(routing: Kysely<Tables>, nowMs: number): Promise<boolean> {
  const answer = await sql`
    DELETE FROM buckets b USING (
      SELECT tenant, key FROM buckets WHERE at < ${new Date(nowMs - MARGIN_MS)} LIMIT ${sql.lit(BATCH)} FOR UPDATE SKIP LOCKED
    ) AS f WHERE b.tenant = f.tenant AND b.key = f.key
  `.execute(routing);
  return Number(answer.numAffectedRows ?? 0) === BATCH;
}
