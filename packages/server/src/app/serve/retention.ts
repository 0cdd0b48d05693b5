import { sql } from "kysely";
import type { Settings } from "../../settings/types.ts";
import type { Database, Tx } from "../../storage/database/types.ts";

/** Runs whose journals go in one transaction, so that nobody waits for it. */
const AT_ONCE = 500;

/**
 * Forgets what is old enough: journals of runs that are over, what came of due times, replicas that are gone, and answers kept for an Idempotency-Key.
 * Records, ledgers and the audit log are kept; channels forget their own.
 */
export async function forgetOld(
  database: Database,
  { eventsDays, idempotencyHours }: Pick<Settings["retention"], "eventsDays" | "idempotencyHours">,
): Promise<void> {
  const tenants = await database.routing.selectFrom("tenants").select("id").execute();
  for (const { id } of tenants) {
    while ((await database.tenant(id, (tx) => forgetJournals(tx, id, eventsDays))) === AT_ONCE);
    await database.tenant(id, (tx) =>
      sql`
        WITH starts AS (
          DELETE FROM schedule_starts WHERE tenant = ${id} AND due_at < now() - ${eventsDays} * interval '1 day'
        )
        DELETE FROM idempotency WHERE tenant = ${id} AND created_at < now() - ${idempotencyHours} * interval '1 hour'
      `.execute(tx),
    );
  }
  await database.control((tx) => sql`DELETE FROM write_probes WHERE at < now() - interval '1 day'`.execute(tx));
  await database.control((tx) =>
    sql`DELETE FROM replicas WHERE gone_at < now() - ${eventsDays} * interval '1 day'`.execute(tx),
  );
}

/** Answers how many runs lost theirs. */
async function forgetJournals(tx: Tx, tenant: string, days: number): Promise<number> {
  const { rows } = await sql<{ runs: number }>`
    WITH old AS (
      SELECT r.id FROM runs r WHERE r.tenant = ${tenant} AND r.state = 'over'
        AND r.ended_at < now() - ${days} * interval '1 day'
        AND EXISTS (SELECT FROM run_events e WHERE e.tenant = r.tenant AND e.run = r.id)
      LIMIT ${AT_ONCE}
    ), gone AS (
      DELETE FROM run_events WHERE tenant = ${tenant} AND run IN (SELECT id FROM old)
    )
    SELECT count(*)::int AS runs FROM old
  `.execute(tx);
  return rows[0]?.runs ?? 0;
}
