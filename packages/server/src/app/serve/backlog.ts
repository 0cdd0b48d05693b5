import { sql } from "kysely";
import type { Database } from "../../storage/database/types.ts";

/** What waits in the database, of all tenants together. */
export interface Backlog {
  /** Unfinished runs, by state. */
  readonly queue: ReadonlyMap<string, number>;
  readonly inbox: number;
  readonly outbox: number;
  readonly replicas: number;
  readonly unpublished: number;
  readonly ledgerLagSeconds: number;
  readonly scheduleLateSeconds: number;
  /** Of what is parked, what waits for people and what stopped with a problem. */
  readonly parked: { readonly waiting: number; readonly stopped: number };
  /** Since the last backup, or since there is anything to back up. */
  readonly backupAgeSeconds: number;
}

/** Reads it in one statement. `now`: milliseconds since the epoch, as the database counts them. */
export async function readBacklog({ routing }: Pick<Database, "routing">, now: number): Promise<Backlog> {
  const { rows } = await sql<{ what: string; figure: number }>`
    SELECT 'queue ' || state AS what, count(*)::float8 AS figure FROM queue GROUP BY state
    UNION ALL SELECT 'stopped', count(*) FROM queue WHERE state = 'parked' AND stops > 0
    UNION ALL SELECT 'backup', extract(epoch FROM ${new Date(now)}::timestamptz - coalesce(
      (SELECT max(made_at) FROM backups), (SELECT min(at) FROM migrations)))
    UNION ALL SELECT 'inbox',
      (SELECT count(*) FROM inbox WHERE state = 'new' AND conversation IS NULL) +
      (SELECT count(*) FROM inbox WHERE state = 'new' AND conversation IS NOT NULL)
    UNION ALL SELECT 'outbox', count(*) FROM outbox WHERE state = 'new'
    UNION ALL SELECT 'replicas', count(*) FROM replicas WHERE gone_at IS NULL
    UNION ALL SELECT 'unpublished', coalesce(sum(size - published), 0) FROM ledger_heads
    UNION ALL SELECT 'lag', coalesce(max(extract(epoch FROM ${new Date(now)}::timestamptz - behind_since)), 0)
      FROM ledger_heads WHERE size > published
    UNION ALL SELECT 'late', coalesce(max(extract(epoch FROM ${new Date(now)}::timestamptz - s.next_at)), 0)
      FROM schedules s JOIN tenants t ON t.id = s.tenant AND t.state = 'active' WHERE NOT s.paused
  `.execute(routing);
  const figures = new Map(rows.map(({ what, figure }) => [what, Number(figure)]));
  const of = (what: string) => Math.max(0, figures.get(what) ?? 0);
  return {
    queue: new Map([...figures].flatMap(([what, n]) => (what.startsWith("queue ") ? [[what.slice(6), n]] : []))),
    inbox: of("inbox"),
    outbox: of("outbox"),
    replicas: of("replicas"),
    unpublished: of("unpublished"),
    ledgerLagSeconds: of("lag"),
    scheduleLateSeconds: of("late"),
    parked: { waiting: Math.max(0, of("queue parked") - of("stopped")), stopped: of("stopped") },
    backupAgeSeconds: of("backup"),
  };
}
