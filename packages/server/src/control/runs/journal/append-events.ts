import type { RunEvent } from "@sdetkit/core";
import { sql } from "kysely";
import { sqlState } from "../../../storage/database/database-fault.ts";
import type { Database, Tx } from "../../../storage/database/types.ts";
import { JournalMoved, NoLongerOwned, type Ownership } from "./ownership.ts";

/** One event to be made durable, by whom, as the how-manieth of its run. */
export interface Appending {
  readonly owner: Ownership;
  readonly n: number;
  readonly event: RunEvent;
}

/** What became of it: null when it is durable. */
export type Appended = NoLongerOwned | JournalMoved | null;

const UNIQUE_VIOLATION = "23505";

/**
 * Appends events of one tenant's runs in one transaction. Only the owner of a run appends to it; a number is given once.
 * What was appended before by the same owner counts as done, so that it can be asked again after a commit of unknown end.
 */
export async function appendEvents(
  database: Database,
  tenant: string,
  batch: readonly Appending[],
): Promise<Appended[]> {
  try {
    return await database.tenant(tenant, (tx) => append(tx, tenant, batch));
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
  }
  // A number was given already: each run for itself, so that no other one suffers.
  const runs = Map.groupBy(batch, ({ owner }) => owner.run);
  const answers = new Map<Appending, Appended>();
  for (const events of runs.values()) {
    const appended = await appendOne(database, tenant, events);
    for (const [i, event] of events.entries()) answers.set(event, appended[i] as Appended);
  }
  return batch.map((each) => answers.get(each) ?? null);
}

async function appendOne(database: Database, tenant: string, events: readonly Appending[]): Promise<Appended[]> {
  try {
    return await database.tenant(tenant, (tx) => append(tx, tenant, events));
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
    return await database.tenant(tenant, (tx) => Promise.all(events.map((event) => explain(tx, tenant, event))));
  }
}

async function append(tx: Tx, tenant: string, batch: readonly Appending[]): Promise<Appended[]> {
  const { rows } = await sql<{ run: string; n: number }>`
    INSERT INTO run_events (tenant, run, n, replica, body)
    SELECT ${tenant}, e.run, e.n, e.replica, e.body
    FROM unnest(
      ${batch.map(({ owner }) => owner.run)}::text[], ${batch.map(({ n }) => n)}::int[],
      ${batch.map(({ owner }) => owner.replica)}::text[], ${batch.map(({ owner }) => owner.epoch)}::int[],
      ${batch.map(({ event }) => JSON.stringify(event))}::text[]
    ) AS e (run, n, replica, epoch, body)
    JOIN queue q ON q.tenant = ${tenant} AND q.run = e.run AND q.state = 'running' AND q.replica = e.replica AND q.epoch = e.epoch
    ORDER BY e.run, e.n
    RETURNING run, n
  `.execute(tx);
  const done = new Set(rows.map(({ run, n }) => `${run}#${n}`));
  const appended = batch.filter(({ owner, n }) => done.has(`${owner.run}#${n}`));
  await settleApprovals(tx, tenant, appended);
  return batch.map(({ owner, n }) => (done.has(`${owner.run}#${n}`) ? null : new NoLongerOwned(owner)));
}

/** An approval is good for one attempt: with its outcome it is used up, whatever the answer was. */
async function settleApprovals(tx: Tx, tenant: string, batch: readonly Appending[]): Promise<void> {
  const over = batch.flatMap(({ owner, event }) =>
    event.kind === "outcome" && event.result.approval.required ? [{ run: owner.run, step: event.step }] : [],
  );
  if (over.length === 0) return;
  await sql`
    UPDATE approvals a SET used_at = now()
    FROM unnest(${over.map(({ run }) => run)}::text[], ${over.map(({ step }) => step)}::text[]) AS e (run, step)
    WHERE a.tenant = ${tenant} AND a.run = e.run AND a.step = e.step AND a.used_at IS NULL
  `.execute(tx);
}

/** The number is given: to the same event, by an attempt whose end was unknown, or to one of a former owner. */
async function explain(tx: Tx, tenant: string, { owner, n, event }: Appending): Promise<Appended> {
  const there = await tx
    .selectFrom("run_events")
    .select(["replica", "body"])
    .where("tenant", "=", tenant)
    .where("run", "=", owner.run)
    .where("n", "=", n)
    .executeTakeFirst();
  return there?.replica === owner.replica && there.body === JSON.stringify(event) ? null : new JournalMoved(owner);
}
