import { sql } from "kysely";
import type { Database } from "../database/contract.ts";
import type { Settings } from "../settings/contract.ts";

/** Rows at most in one transaction, so that nobody waits for it. */
const AT_ONCE = 5_000;

/**
 * Forgets what is old enough: journals of runs that are over, and answers kept for an Idempotency-Key. Records, ledgers and the
 * audit log are kept; channels forget their own.
 */
export async function forgetOld(database: Database, settings: Settings["retention"]): Promise<void> {
  const tenants = await database.routing.selectFrom("tenants").select("id").execute();
  for (const { id } of tenants) {
    await database.tenant(id, async (tx) => {
      await sql`
        DELETE FROM run_events WHERE tenant = ${id} AND run IN (
          SELECT r.id FROM runs r WHERE r.tenant = ${id} AND r.state = 'over'
            AND r.ended_at < now() - ${settings.eventsDays} * interval '1 day'
            AND EXISTS (SELECT FROM run_events e WHERE e.tenant = r.tenant AND e.run = r.id)
          LIMIT ${AT_ONCE / 10})
      `.execute(tx);
      await sql`
        DELETE FROM idempotency WHERE tenant = ${id}
          AND created_at < now() - ${settings.idempotencyHours} * interval '1 hour'
      `.execute(tx);
    });
  }
}
