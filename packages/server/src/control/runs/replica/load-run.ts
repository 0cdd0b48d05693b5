import type { RunEvent, RunState } from "@sdetkit/core";
import { rebuild } from "@sdetkit/runtime";
import { sql } from "kysely";
import type { Tx } from "../../../storage/database/types.ts";
import { NoLongerOwned, type Ownership } from "../journal/ownership.ts";
import { toldRun, WATCHED_COLUMNS } from "../run-view.ts";
import type { WatchedRun } from "../types.ts";

/** A claimed run as its journal has it. */
export interface LoadedRun {
  readonly view: WatchedRun;
  readonly state: RunState;
  /** The number of the last event. */
  readonly last: number;
  readonly cancel: boolean;
  /** Whether it was never driven before. */
  readonly first: boolean;
}

/**
 * Reads runs of one tenant that this replica has claimed, and says that they are running: what stood in their way is tried again.
 * `NoLongerOwned` in the place of one that it has lost.
 */
export async function loadRuns(
  tx: Tx,
  tenant: string,
  owners: readonly Ownership[],
): Promise<(LoadedRun | NoLongerOwned)[]> {
  const claims = owners.map(({ run, replica, epoch }) => ({ run, replica, epoch }));
  const rows = await tx
    .with(
      "mine",
      () => sql<{ run: string; cancel: boolean }>`(
        SELECT q.run, q.cancel
        FROM queue q JOIN jsonb_to_recordset(${JSON.stringify(claims)}::jsonb) AS o (run text, replica text, epoch int)
          ON q.run = o.run AND q.replica = o.replica AND q.epoch = o.epoch
        WHERE q.tenant = ${tenant} AND q.state = 'running' ORDER BY q.run FOR UPDATE OF q
      )`,
    )
    .updateTable("runs")
    .from("mine")
    .set((eb) => ({
      state: "running",
      problem: null,
      started_at: eb.fn.coalesce("started_at", eb.fn<Date>("now", [])),
    }))
    .where("tenant", "=", tenant)
    .whereRef("id", "=", "mine.run")
    // Whatever was begun before began at another instant than this transaction.
    .returning([...WATCHED_COLUMNS, "mine.cancel", sql<boolean>`runs.started_at = now()`.as("first")])
    .execute();
  const events = await tx
    .selectFrom("run_events")
    .select(["run", "n", "body"])
    .where("tenant", "=", tenant)
    .where("run", "=", sql<string>`ANY(${rows.map(({ id }) => id)}::text[])`)
    .orderBy("run")
    .orderBy("n")
    .execute();
  const journals = Map.groupBy(events, ({ run }) => run);
  return owners.map((owner) => {
    const row = rows.find(({ id }) => id === owner.run);
    if (row === undefined) return new NoLongerOwned(owner);
    const { cancel, first, ...told } = row;
    const journal = journals.get(owner.run) ?? [];
    return {
      view: toldRun(tenant, told),
      state: rebuild(journal.map(({ body }) => JSON.parse(body) as RunEvent)),
      last: journal.at(-1)?.n ?? 0,
      cancel,
      first,
    };
  });
}

/** The queue's row of a run, locked, as long as it is this owner's. Throws `NoLongerOwned`. */
export async function ownedRow(tx: Tx, owner: Ownership): Promise<{ readonly cancel: boolean }> {
  const row = await tx
    .selectFrom("queue")
    .select("cancel")
    .where("tenant", "=", owner.tenant)
    .where("run", "=", owner.run)
    .where("replica", "=", owner.replica)
    .where("epoch", "=", owner.epoch)
    .where("state", "=", "running")
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new NoLongerOwned(owner);
  return row;
}
