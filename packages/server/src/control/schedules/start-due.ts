import { Fault, type Json } from "@sdetkit/core";
import { BROKEN_WORLD } from "@sdetkit/runtime";
import { sql } from "kysely";
import type { Settings } from "../../settings/types.ts";
import { isAway } from "../../storage/database/database-fault.ts";
import type { Row } from "../../storage/database/schema.ts";
import type { Tx } from "../../storage/database/types.ts";
import type { Runs } from "../runs/types.ts";
import { chooseDue } from "./choose-due.ts";
import type { ReadDueTimes } from "./due-times.ts";

/** What starting needs besides the transaction. */
export interface Starting {
  readonly runs: Pick<Runs, "start">;
  readonly settings: { readonly schedules: Settings["schedules"] };
  readonly readDueTimes: ReadDueTimes;
}

/** What came of one due time, before it is written down. */
interface Outcome {
  readonly at: number;
  readonly outcome: string;
  readonly run: string | null;
}

/** Of a schedule so many due times are remembered: the newest. */
const KEPT = 1_000;
/** Undo everything, as a bug or a lost connection does: the due time stays due. A suspended tenant's wait until it is active again. */
const WAITS: ReadonlySet<string> = new Set([...BROKEN_WORLD, "tenant-not-active"]);
/** As much of a reason as is kept. Characters. */
const LONGEST_WHY = 500;

/**
 * Handles everything of one schedule that is due, in one transaction: runs, what came of them, and when it is due again. The
 * row is locked meanwhile; a replica that finds it locked leaves it to the other.
 */
export async function startDue(tx: Tx, id: string, now: number, starting: Starting): Promise<void> {
  const schedule = await tx
    .selectFrom("schedules")
    .selectAll()
    .where("id", "=", id)
    .where("paused", "=", false)
    .where("next_at", "<=", new Date(now))
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!schedule?.next_at) return;
  const times = starting.readDueTimes(schedule.cron, schedule.time_zone);
  const { start, skip, next } = chooseDue(
    times,
    schedule.next_at.getTime(),
    now,
    schedule.catch_up,
    starting.settings.schedules.minIntervalSeconds * 1000,
  );
  const handled = await handledOf(tx, schedule, start);
  const outcomes: Outcome[] = skip.map(({ at, why }) => ({ at, outcome: `skipped: ${why}`, run: null }));
  for (const at of start) if (!handled.has(at)) outcomes.push(await startOne(tx, schedule, at, starting));
  await record(tx, schedule, outcomes);
  await tx
    .updateTable("schedules")
    .set({ next_at: next === null ? null : new Date(next) })
    .where("tenant", "=", schedule.tenant)
    .where("id", "=", id)
    .execute();
}

/** Due times that were handled before: only after a clock that went backwards there are any. */
async function handledOf(
  tx: Tx,
  { tenant, id }: Row<"schedules">,
  due: readonly number[],
): Promise<ReadonlySet<number>> {
  if (due.length === 0) return new Set();
  const rows = await tx
    .selectFrom("schedule_starts")
    .select("due_at")
    .where("tenant", "=", tenant)
    .where("schedule", "=", id)
    .where(
      "due_at",
      "in",
      due.map((at) => new Date(at)),
    )
    .execute();
  return new Set(rows.map(({ due_at }) => due_at.getTime()));
}

async function startOne(tx: Tx, schedule: Row<"schedules">, at: number, starting: Starting): Promise<Outcome> {
  const refused = (why: string): Outcome => ({ at, outcome: `refused: ${why}`.slice(0, LONGEST_WHY), run: null });
  await sql`SAVEPOINT due`.execute(tx);
  try {
    const answer = await start(tx, schedule, at, starting);
    await sql`RELEASE SAVEPOINT due`.execute(tx);
    return answer.kind === "refused" ? refused(answer.message) : { at, outcome: "started", run: answer.run.run };
  } catch (error) {
    if (!(error instanceof Fault) || isAway(error) || WAITS.has(error.code)) throw error;
    await sql`ROLLBACK TO SAVEPOINT due`.execute(tx);
    return refused(whyRefused(error, schedule.account));
  }
}

function start(tx: Tx, schedule: Row<"schedules">, at: number, { runs }: Starting) {
  const { tenant, account, workspace, task } = schedule;
  return runs.start(
    tx,
    { tenant, account, via: "schedule" },
    {
      workspace,
      task,
      inputs: schedule.inputs as { readonly [name: string]: Json },
      cause: { kind: "schedule", schedule: schedule.id, due: new Date(at) },
    },
  );
}

/** Why nothing was started, as whoever looks after the schedule reads it. */
function whyRefused({ code, message }: Fault, account: string): string {
  if (code === "account-gone") return `the account ${account} is disabled or gone`;
  if (code === "scope-missing") return `the account ${account} may not start runs any more`;
  return message;
}

/** Writes down what came of due times; what is there already stays, but for what is older than the newest `KEPT`. */
export async function record(
  tx: Tx,
  { tenant, id }: Pick<Row<"schedules">, "tenant" | "id">,
  outcomes: readonly Outcome[],
): Promise<void> {
  if (outcomes.length === 0) return;
  await tx
    .insertInto("schedule_starts")
    .values(outcomes.map(({ at, outcome, run }) => ({ tenant, schedule: id, due_at: new Date(at), outcome, run })))
    .onConflict((conflict) => conflict.columns(["tenant", "schedule", "due_at"]).doNothing())
    .execute();
  await sql`
    DELETE FROM schedule_starts WHERE tenant = ${tenant} AND schedule = ${id} AND due_at < (
      SELECT due_at FROM schedule_starts WHERE tenant = ${tenant} AND schedule = ${id}
      ORDER BY due_at DESC OFFSET ${KEPT - 1} LIMIT 1
    )
  `.execute(tx);
}
