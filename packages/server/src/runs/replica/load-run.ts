import type { RunEvent, RunState } from "@sdetkit/core";
import { rebuild } from "@sdetkit/runtime";
import type { Tx } from "../../database/contract.ts";
import type { RunView } from "../contract.ts";
import { NoLongerOwned, type Ownership } from "../journal/ownership.ts";
import { runView, VIEW_COLUMNS } from "../run-view.ts";

/** A claimed run as its journal has it. */
export interface LoadedRun {
  readonly view: RunView;
  readonly conversation: string | null;
  readonly state: RunState;
  /** The number of the last event. */
  readonly last: number;
  readonly cancel: boolean;
}

/** Reads a run that this replica has claimed, and says that it is running. Throws `NoLongerOwned`. */
export async function loadRun(tx: Tx, owner: Ownership): Promise<LoadedRun> {
  const { tenant, run } = owner;
  const mine = await ownedRow(tx, owner);
  const row = await tx
    .updateTable("runs")
    .set((eb) => ({ state: "running", started_at: eb.fn.coalesce("started_at", eb.fn<Date>("now", [])) }))
    .where("tenant", "=", tenant)
    .where("id", "=", run)
    .returning([...VIEW_COLUMNS, "conversation"])
    .executeTakeFirstOrThrow();
  const events = await tx
    .selectFrom("run_events")
    .select(["n", "body"])
    .where("tenant", "=", tenant)
    .where("run", "=", run)
    .orderBy("n")
    .execute();
  const { conversation, ...view } = row;
  return {
    view: runView(view),
    conversation,
    state: rebuild(events.map(({ body }) => JSON.parse(body) as RunEvent)),
    last: events.at(-1)?.n ?? 0,
    cancel: mine.cancel,
  };
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
