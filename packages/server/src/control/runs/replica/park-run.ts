import { sql } from "kysely";
import type { Row } from "../../../storage/database/schema.ts";
import type { Database, Tx } from "../../../storage/database/types.ts";
import type { Ownership } from "../journal/ownership.ts";
import { toldRun, WATCHED_COLUMNS } from "../run-view.ts";
import type { WatchedRun } from "../types.ts";
import { ownedRow } from "./load-run.ts";

/**
 * Lets go of a run that waits for approvals: it holds no slot any more. Whoever answered while it was on its way here has
 * found it running; so that is looked at now, under the same lock.
 * @param leaving it does not wait: this replica ends, and another one goes on.
 * @param heeded it was cancelled already, and what comes after a cancel waits: to ask for that again changes nothing.
 * @returns whether it waits now, or goes on.
 */
export async function parkRun(
  database: Database,
  owner: Ownership,
  leaving: boolean,
  heeded: boolean = false,
): Promise<"waiting" | "queued"> {
  const { tenant, run } = owner;
  return await database.tenant(tenant, async (tx) => {
    const { cancel } = await ownedRow(tx, owner);
    const answered = await tx
      .selectFrom("approvals")
      .select("id")
      .where("tenant", "=", tenant)
      .where("run", "=", run)
      .where("used_at", "is", null)
      .where("state", "<>", "pending")
      .executeTakeFirst();
    const goesOn = leaving || (cancel && !heeded) || answered !== undefined;
    const state = goesOn ? "queued" : "waiting";
    await letGo(tx, database, owner, goesOn ? "ready" : "parked", { state });
    // It got this far: what stopped it before is over.
    if (!goesOn)
      await tx.updateTable("queue").set({ stops: 0 }).where("tenant", "=", tenant).where("run", "=", run).execute();
    return state;
  });
}

/** So long after it was stopped by something of the server's own a run is tried again, in seconds, and so many times in a row. */
const AGAIN_SECONDS = 5;
const MOST_AGAIN = 5;

/** Why a run cannot go on. */
export interface Stopping {
  /** In words for people. */
  readonly problem: string;
  /** Whether it may pass by itself, as a full disk of the server does: then the run goes on without anybody. */
  readonly passing: boolean;
}

/** A run that was stopped, as it is now, and whether it is tried again by itself. */
export interface Stopped {
  readonly run: WatchedRun;
  readonly again: boolean;
}

/**
 * Lets go of a run that the world keeps from going on: somebody mends it and resumes the run. What may pass by itself is tried
 * again a few times: it is not the run itself that fills the disk each time.
 */
export async function stopRun(database: Database, owner: Ownership, { problem, passing }: Stopping): Promise<Stopped> {
  const { tenant, run } = owner;
  return await database.tenant(tenant, async (tx) => {
    await ownedRow(tx, owner);
    const { stops } = await tx
      .updateTable("queue")
      .set((row) => ({ stops: row("stops", "+", 1) }))
      .where("tenant", "=", tenant)
      .where("run", "=", run)
      .returning("stops")
      .executeTakeFirstOrThrow();
    const again = passing && stops <= MOST_AGAIN;
    // One that waits with a problem is shown as stopped.
    const shown = { state: again ? "queued" : "waiting", problem: problem.slice(0, 2_000) } as const;
    const told = await letGo(tx, database, owner, again ? "ready" : "parked", shown, again ? AGAIN_SECONDS : undefined);
    return { run: told, again };
  });
}

/** It is nobody's any more, and shown as what it is now. `seconds`: nobody takes it before. */
async function letGo(
  tx: Tx,
  database: Database,
  { tenant, run }: Ownership,
  state: Row<"queue">["state"],
  shown: Pick<Row<"runs">, "state"> & { readonly problem?: string },
  seconds?: number,
): Promise<WatchedRun> {
  const ready_at = seconds === undefined ? {} : { ready_at: sql<Date>`now() + ${seconds} * interval '1 second'` };
  await tx
    .updateTable("queue")
    .set({ state, replica: null, ...ready_at })
    .where("tenant", "=", tenant)
    .where("run", "=", run)
    .execute();
  const row = await tx
    .updateTable("runs")
    .set(shown)
    .where("tenant", "=", tenant)
    .where("id", "=", run)
    .returning(WATCHED_COLUMNS)
    .executeTakeFirstOrThrow();
  // It may go on, or it makes room in the tenant's quota.
  await database.notify(tx, "queue");
  return toldRun(tenant, row);
}
