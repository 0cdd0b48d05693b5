import { sql } from "kysely";
import type { Database } from "../../../storage/database/types.ts";
import { JOURNAL_FORMAT } from "../journal/journal-format.ts";
import type { Ownership } from "../journal/ownership.ts";

/** Of all replicas one claims at a time, so that a tenant's quota is not counted twice. */
const CLAIM_LOCK = 0x5de7c2;

/**
 * Takes due runs for this replica: of each active tenant no more than its quota leaves room for, and of all tenants first
 * those that have the fewest running. A tenant with ten thousand queued runs costs another one nothing: of a replica's slots the
 * last free one is for a tenant that has none running, who would else wait until a run of the others' ends.
 *
 * @param slots free now, of `all` that the replica has.
 */
export async function claimRuns(database: Database, replica: string, slots: number, all: number): Promise<Ownership[]> {
  const kept = all > 1 ? 1 : 0;
  const free = sql.lit(Math.trunc(slots));
  // Whoever was replaced is not present, and takes nothing more, not even with a claim that was under way: it would be nobody's.
  const rows = await database.oneByOne(
    CLAIM_LOCK,
    sql<{ tenant: string; run: string; epoch: number }>`
      WITH RECURSIVE present AS (SELECT id FROM replicas WHERE id = ${sql.lit(replica)} AND gone_at IS NULL FOR SHARE),
      named AS (
        (SELECT tenant FROM queue WHERE state = 'ready' ORDER BY tenant LIMIT 1)
        UNION ALL
        SELECT (SELECT q.tenant FROM queue q WHERE q.state = 'ready' AND q.tenant > n.tenant ORDER BY q.tenant LIMIT 1)
        FROM named n WHERE n.tenant IS NOT NULL
      ),
      busy AS (SELECT tenant, count(*)::int AS runs FROM queue WHERE state = 'running' GROUP BY tenant),
      room AS (
        SELECT t.id AS tenant, coalesce(b.runs, 0) AS running,
          greatest(0, least(
            CASE WHEN b.runs IS NULL THEN greatest(1, ${free} - ${sql.lit(kept)}) ELSE ${free} - ${sql.lit(kept)} END,
            coalesce((t.quotas->>'concurrentRuns')::int, 1) - coalesce(b.runs, 0)
          )) AS free
        FROM present CROSS JOIN named n
          JOIN tenants t ON t.id = n.tenant AND t.state = 'active' LEFT JOIN busy b ON b.tenant = t.id
      ),
      due AS (
        SELECT q.tenant, q.run
        FROM room r CROSS JOIN LATERAL (
          SELECT tenant, run, ready_at FROM queue
          WHERE tenant = r.tenant AND state = 'ready' AND ready_at <= now() AND format <= ${sql.lit(JOURNAL_FORMAT)}
          ORDER BY ready_at, run LIMIT r.free FOR UPDATE SKIP LOCKED
        ) q
        ORDER BY r.running + row_number() OVER (PARTITION BY q.tenant ORDER BY q.ready_at, q.run), q.ready_at
        LIMIT ${free}
      )
      UPDATE queue q SET state = 'running', replica = present.id, epoch = q.epoch + 1
      FROM due, present WHERE q.tenant = due.tenant AND q.run = due.run
      RETURNING q.tenant, q.run, q.epoch`,
  );
  return rows.map((row) => ({ ...row, replica }));
}
