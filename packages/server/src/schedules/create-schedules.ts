import { randomBytes } from "node:crypto";
import { ExitCode, Fault } from "@sdetkit/core";
import type { Access, Caller } from "../access/contract.ts";
import type { Database, Tx } from "../database/contract.ts";
import type { Row } from "../database/schema.ts";
import type { Ledger } from "../ledger/contract.ts";
import type { Runs } from "../runs/contract.ts";
import { checkSchedule, type NewSchedule } from "./check-schedule.ts";
import type { Schedules, ScheduleView } from "./contract.ts";
import { readDueTimes } from "./due-times.ts";
import { scheduleView, startView } from "./schedule-view.ts";
import { record, startDue } from "./start-due.ts";

/** What schedules need of the other rooms. */
export interface SchedulesNeed {
  readonly database: Database;
  readonly runs: Pick<Runs, "start" | "plan">;
  readonly access: Pick<Access, "impersonate">;
  readonly ledger: Pick<Ledger, "appendAct">;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Schedules of one tenant at most. */
const MOST_SCHEDULES = 500;
/** Due schedules that one look handles, and how many of them at once. */
const BATCH = 1_000;
const AT_ONCE = 4;

/** Opens the schedules of all tenants. They keep nothing in memory: any number of replicas may tick at any time. */
export function createSchedules(need: SchedulesNeed): Schedules {
  const { database, ledger, now } = need;
  return {
    create: (tx, by, schedule) => create(tx, by, schedule, need),
    list: async (tx, tenant) => {
      const rows = await tx.selectFrom("schedules").selectAll().where("tenant", "=", tenant).orderBy("name").execute();
      return rows.map(scheduleView);
    },
    setPaused: (tx, by, id, paused) => setPaused(tx, by, id, paused, need),
    remove: async (tx, by, id) => {
      const gone = await tx
        .deleteFrom("schedules")
        .where("tenant", "=", by.tenant)
        .where("id", "=", id)
        .returning("name")
        .executeTakeFirst();
      if (gone)
        await ledger.appendAct(tx, by, { act: "schedules.remove", target: `schedule ${gone.name}`, detail: { id } });
      return gone !== undefined;
    },
    starts: async (tx, tenant, id, limit) => {
      const rows = await tx
        .selectFrom("schedule_starts")
        .selectAll()
        .where("tenant", "=", tenant)
        .where("schedule", "=", id)
        .orderBy("due_at", "desc")
        .limit(limit)
        .execute();
      return rows.map(startView);
    },
    tick: async () => {
      const at = now();
      const due = await dueNow(database, at);
      const failed: unknown[] = [];
      const work = async () => {
        for (let next = due.shift(); next; next = due.shift()) {
          const { tenant, id } = next;
          await database.tenant(tenant, (tx) => startDue(tx, id, at, need)).catch((error) => failed.push(error));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      // Whatever one schedule met, the others were started; what failed stays due.
      if (failed.length > 0) throw failed[0];
    },
  };
}

/** Which schedules are due, the longest waiting first. Those of a suspended tenant wait until it is active again. */
async function dueNow(database: Database, at: number): Promise<{ tenant: string; id: string }[]> {
  return database.routing
    .selectFrom("schedules")
    .innerJoin("tenants", "tenants.id", "schedules.tenant")
    .select(["schedules.tenant", "schedules.id"])
    .where("tenants.state", "=", "active")
    .where("schedules.paused", "=", false)
    .where("schedules.next_at", "<=", new Date(at))
    .orderBy("schedules.next_at")
    .limit(BATCH)
    .execute();
}

async function create(tx: Tx, by: Caller, schedule: NewSchedule, need: SchedulesNeed): Promise<ScheduleView> {
  const { name, cron, time_zone, workspace, task, inputs, catch_up = "latest" } = schedule;
  const next = readDueTimes(cron, time_zone).next(need.now());
  if (next === null)
    throw refusal("invalid-cron", `expected a time that comes, got ${JSON.stringify(cron)}: it is never due`, {
      remedy: "check day and month: there is no 31st of February",
    });
  await checkSchedule(tx, by, schedule, need.runs);
  const { count } = await tx
    .selectFrom("schedules")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("tenant", "=", by.tenant)
    .executeTakeFirstOrThrow();
  if (count >= MOST_SCHEDULES)
    throw refusal("too-many-schedules", `expected at most ${MOST_SCHEDULES} schedules, there are ${count}`, {
      remedy: "remove one that is not needed any more",
    });
  const row = await tx
    .insertInto("schedules")
    .values({
      tenant: by.tenant,
      id: `sch-${randomBytes(10).toString("hex")}`,
      name,
      cron: cron.trim(),
      time_zone,
      workspace,
      task,
      inputs: JSON.stringify(inputs),
      catch_up,
      account: by.account,
      next_at: new Date(next),
    })
    .onConflict((conflict) => conflict.columns(["tenant", "name"]).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!row)
    throw refusal("schedule-exists", `expected a new name, there is a schedule ${name}`, {
      remedy: "choose another name, or remove that one first",
    });
  const detail = { id: row.id, cron: row.cron, time_zone, workspace, task, catch_up, account: by.account };
  await need.ledger.appendAct(tx, by, { act: "schedules.create", target: `schedule ${name}`, detail });
  return scheduleView(row);
}

/** Pauses, or goes on from now: what was due and not started yet when it was paused, or became due meanwhile, is skipped. */
async function setPaused(
  tx: Tx,
  by: Caller,
  id: string,
  paused: boolean,
  { ledger, now }: SchedulesNeed,
): Promise<ScheduleView> {
  const row = await tx
    .selectFrom("schedules")
    .selectAll()
    .where("tenant", "=", by.tenant)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!row)
    throw refusal(
      "unknown-schedule",
      `expected the id of a schedule, there is none for ${JSON.stringify(id.slice(0, 64))}`,
      {
        remedy: "list the schedules to see their ids",
      },
    );
  if (row.paused === paused) return scheduleView(row);
  const next_at = paused ? row.next_at : await afterPause(tx, row, now());
  await tx
    .updateTable("schedules")
    .set({ paused, next_at })
    .where("tenant", "=", by.tenant)
    .where("id", "=", id)
    .execute();
  const act = paused ? "schedules.pause" : "schedules.resume";
  await ledger.appendAct(tx, by, { act, target: `schedule ${row.name}`, detail: { id } });
  return scheduleView({ ...row, paused, next_at });
}

async function afterPause(tx: Tx, row: Row<"schedules">, now: number): Promise<Date | null> {
  const since = row.next_at?.getTime();
  if (since !== undefined && since <= now) {
    const outcome = `skipped: paused, as all up to ${new Date(now).toISOString()}`;
    await record(tx, row, [{ at: since, outcome, run: null }]);
  }
  const next = readDueTimes(row.cron, row.time_zone).next(now);
  return next === null ? null : new Date(next);
}

function refusal(code: string, message: string, { remedy }: { remedy: string }): Fault {
  return new Fault(code, message, { exit: ExitCode.usage, remedy });
}
