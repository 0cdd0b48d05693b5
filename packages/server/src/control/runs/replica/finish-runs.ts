import { type Envelope, type RunRecord, type RunReport, runVerdict } from "@sdetkit/core";
import type { Recorded } from "@sdetkit/runtime";
import { sql } from "kysely";
import type { Database, Tx } from "../../../storage/database/types.ts";
import type { Ledger } from "../../../storage/ledger/types.ts";
import { NoLongerOwned, type Ownership } from "../journal/ownership.ts";
import { toldRun, WATCHED_COLUMNS } from "../run-view.ts";
import type { RunWatcher, WatchedRun } from "../types.ts";

/** A run whose steps are over and whose record is durable. */
export interface Finishing {
  readonly owner: Ownership;
  readonly record: RunRecord;
  readonly envelope: Omit<Envelope, "record">;
  report(recorded: Recorded): RunReport;
}

/** What finishing needs. */
export interface Finisher {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly watchers: readonly RunWatcher[];
}

/**
 * Ends runs of one tenant: ledger, run, and what watchers tell about it, in one transaction. A run that is another's by now is
 * left out (`NoLongerOwned`); one that an attempt of unknown end has finished already is done.
 */
export function finishRuns(
  tenant: string,
  batch: readonly Finishing[],
  { database, ledger, watchers }: Finisher,
): Promise<(NoLongerOwned | null)[]> {
  return database.tenant(tenant, async (tx) => {
    const owned = await release(tx, tenant, batch);
    const mine = batch.filter(({ owner }) => owned.has(owner.run));
    if (mine.length > 0) {
      const recorded = await ledger.appendRuns(tx, tenant, mine);
      await closeRuns(tx, tenant, mine, recorded, watchers);
      // Also to the queue: a place in the tenant's quota is free.
      await database.notify(tx, "ledger", "queue");
    }
    const lost = batch.filter(({ owner }) => !owned.has(owner.run));
    const over = lost.length === 0 ? new Set<string>() : await overRuns(tx, tenant, lost);
    return batch.map(({ owner }) => (owned.has(owner.run) || over.has(owner.run) ? null : new NoLongerOwned(owner)));
  });
}

async function release(tx: Tx, tenant: string, batch: readonly Finishing[]): Promise<Set<string>> {
  const { rows } = await sql<{ run: string }>`
    DELETE FROM queue q
    USING unnest(${batch.map(({ owner }) => owner.run)}::text[], ${batch.map(({ owner }) => owner.replica)}::text[],
      ${batch.map(({ owner }) => owner.epoch)}::int[]) AS o (run, replica, epoch)
    WHERE q.tenant = ${tenant} AND q.run = o.run AND q.state = 'running' AND q.replica = o.replica AND q.epoch = o.epoch
    RETURNING q.run
  `.execute(tx);
  return new Set(rows.map(({ run }) => run));
}

async function closeRuns(
  tx: Tx,
  tenant: string,
  batch: readonly Finishing[],
  recorded: readonly Recorded[],
  watchers: readonly RunWatcher[],
): Promise<void> {
  const runs = batch.map(({ owner }) => owner.run);
  const reports = batch.map(({ report }, i) => report(recorded[i] as Recorded));
  const rows = await tx
    .updateTable("runs")
    .from(
      sql<{ run: string; status: string; passed: boolean | null; hash: string; seq: number; told: string }>`unnest(
        ${runs}::text[], ${batch.map(({ record }) => record.status)}::text[],
        ${batch.map(({ record }) => runVerdict(record))}::boolean[], ${recorded.map(({ hash }) => hash)}::text[],
        ${recorded.map(({ seq }) => seq)}::bigint[], ${reports.map((report) => JSON.stringify(report))}::text[]
      )`.as<"e">(sql`e (run, status, passed, hash, seq, told)`),
    )
    .set(({ ref }) => ({
      state: "over",
      status: ref("e.status"),
      passed: ref("e.passed"),
      hash: ref("e.hash"),
      seq: ref("e.seq"),
      ended_at: sql<Date>`now()`,
      report: ref("e.told"),
      problem: null,
    }))
    .where("runs.tenant", "=", tenant)
    .whereRef("runs.id", "=", "e.run")
    .returning(WATCHED_COLUMNS)
    .execute();
  await tx
    .updateTable("approvals")
    .set({ state: "withdrawn" })
    .where("tenant", "=", tenant)
    .where("run", "=", sql<string>`ANY(${runs}::text[])`)
    .where("state", "=", "pending")
    .execute();
  const told = new Map(rows.map((row) => [row.id, toldRun(tenant, row)]));
  for (const [i, run] of runs.entries())
    for (const watcher of watchers) await watcher.over(tx, told.get(run) as WatchedRun, reports[i] as RunReport);
}

async function overRuns(tx: Tx, tenant: string, runs: readonly Finishing[]): Promise<Set<string>> {
  const rows = await tx
    .selectFrom("runs")
    .select("id")
    .where("tenant", "=", tenant)
    .where(
      "id",
      "in",
      runs.map(({ owner }) => owner.run),
    )
    .where("state", "=", "over")
    .execute();
  return new Set(rows.map(({ id }) => id));
}
