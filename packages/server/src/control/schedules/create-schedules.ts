import { randomBytes } from "node:crypto";
import { Fault } from "@sdetkit/core";
import { sql } from "kysely";
import type { Settings } from "../../settings/types.ts";
import { type Row, SCHEDULES_QUOTA } from "../../storage/database/schema.ts";
import type { Database, Tx } from "../../storage/database/types.ts";
import type { Ledger } from "../../storage/ledger/types.ts";
import type { Caller } from "../access/types.ts";
import type { Runs } from "../runs/types.ts";
import { checkSchedule, type NewSchedule } from "./check-schedule.ts";
import { createDueTimesReader, leastInterval, type ReadDueTimes } from "./due-times.ts";
import { scheduleView, startView } from "./schedule-view.ts";
import { record, startDue } from "./start-due.ts";
import type { Schedules, ScheduleView } from "./types.ts";

/** What schedules need of the other parts of the server. */
export interface SchedulesNeed {
  readonly database: Database;
  readonly runs: Pick<Runs, "start" | "plan">;
  readonly ledger: Pick<Ledger, "appendAuditEvent">;
  readonly settings: { readonly schedules: Settings["schedules"] };
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The same, and what reads when schedules are due. */
interface SchedulesDeps extends SchedulesNeed {
  readonly readDueTimes: ReadDueTimes;
}

/** Due schedules that are handled at once, and of one tenant before it is looked again who else is due. */
const AT_ONCE = 4;
const OF_ONE_TENANT = 4;
/** Due schedules that one look finds, and how long a tick looks again. */
const BATCH = 1_000;
const TICK_MS = 10_000;

/** Opens the schedules of all tenants. They keep nothing in memory: any number of replicas may tick at any time. */
export function createSchedules(need: SchedulesNeed): Schedules {
  const { database, ledger, now } = need;
  const deps: SchedulesDeps = { ...need, readDueTimes: createDueTimesReader() };
  return {
    create: (tx, by, schedule) => create(tx, by, schedule, deps),
    list: async (tx, tenant) => {
      const rows = await tx.selectFrom("schedules").selectAll().where("tenant", "=", tenant).orderBy("name").execute();
      return rows.map(scheduleView);
    },
    setPaused: (tx, by, id, paused) => setPaused(tx, by, id, paused, deps),
    remove: async (tx, by, id) => {
      const gone = await tx
        .deleteFrom("schedules")
        .where("tenant", "=", by.tenant)
        .where("id", "=", id)
        .returning("name")
        .executeTakeFirst();
      if (gone)
        await ledger.appendAuditEvent(tx, by, {
          act: "schedules.remove",
          target: `schedule ${gone.name}`,
          detail: { id },
        });
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
      const failed: unknown[] = [];
      const tried: string[] = [];
      const began = performance.now();
      // In rounds: however much of one tenant's is due, another's waits for a few of it and not for all.
      do {
        const at = now();
        const due = await dueNow(database, at, tried);
        if (due.length === 0) break;
        tried.push(...due.map(({ id }) => id));
        const work = async () => {
          for (let next = due.shift(); next; next = due.shift()) {
            const { tenant, id } = next;
            await database.tenant(tenant, (tx) => startDue(tx, id, at, deps)).catch((error) => failed.push(error));
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, work));
      } while (performance.now() - began < TICK_MS);
      // Whatever one schedule met, the others were started; what failed stays due.
      if (failed.length > 0) throw failed[0];
    },
  };
}

/**
 * Which schedules are due and were not tried: of each tenant a few, the longest waiting first, and of all tenants one after the
 * other. Those of a suspended tenant wait until it is active again.
 */
async function dueNow(
  database: Database,
  at: number,
  tried: readonly string[],
): Promise<{ tenant: string; id: string }[]> {
  const { rows } = await sql<{ tenant: string; id: string }>`
    SELECT tenant, id FROM (
      SELECT t.id AS tenant, s.id, s.next_at, row_number() OVER (PARTITION BY t.id ORDER BY s.next_at, s.id) AS turn
      FROM tenants t CROSS JOIN LATERAL (
        SELECT id, next_at FROM schedules
        WHERE tenant = t.id AND NOT paused AND next_at <= ${new Date(at)} AND id <> ALL (${tried}::text[])
        ORDER BY next_at, id LIMIT ${OF_ONE_TENANT}
      ) s WHERE t.state = 'active'
    ) AS due ORDER BY turn, next_at LIMIT ${BATCH}
  `.execute(database.routing);
  return rows;
}

async function create(tx: Tx, by: Caller, schedule: NewSchedule, need: SchedulesDeps): Promise<ScheduleView> {
  const { name, cron, time_zone, workspace, task, inputs, catch_up = "latest" } = schedule;
  const times = need.readDueTimes(cron, time_zone);
  const next = times.next(need.now());
  if (next === null)
    throw new Fault(
      "invalid-cron",
      `expected a cron expression with due times, got ${JSON.stringify(cron)}: it is never due`,
      {
        remedy: "check day and month: there is no 31st of February",
      },
    );
  refuseTooOften(cron, leastInterval(times, need.now()), need.settings.schedules.minIntervalSeconds);
  await checkSchedule(tx, by, schedule, need.runs);
  await refuseTooMany(tx, by.tenant);
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
  if (!row) throw new Fault("schedule-exists", `expected a new name, the schedule ${name} already exists`);
  const detail = { id: row.id, cron: row.cron, time_zone, workspace, task, catch_up, account: by.account };
  await need.ledger.appendAuditEvent(tx, by, { act: "schedules.create", target: `schedule ${name}`, detail });
  return scheduleView(row);
}

function refuseTooOften(cron: string, interval: number, leastSeconds: number): void {
  if (interval >= leastSeconds * 1000) return;
  const got = `${JSON.stringify(cron)} has ${interval / 1000} s`;
  throw new Fault("schedule-too-often", `expected at least ${leastSeconds} s between two due times, ${got}`);
}

async function refuseTooMany(tx: Tx, tenant: string): Promise<void> {
  const { quotas, count } = await tx
    .selectFrom("tenants")
    .select([
      "quotas",
      (eb) =>
        eb.selectFrom("schedules").where("tenant", "=", tenant).select(eb.fn.countAll<number>().as("n")).as("count"),
    ])
    .where("id", "=", tenant)
    .executeTakeFirstOrThrow();
  const most = quotas.schedules ?? SCHEDULES_QUOTA;
  if ((count ?? 0) < most) return;
  throw new Fault("too-many-schedules", `expected at most ${most} schedules, there are ${count}`);
}

/** Pauses, or goes on from now: what was due and not started yet when it was paused, or became due meanwhile, is skipped. */
async function setPaused(
  tx: Tx,
  by: Caller,
  id: string,
  paused: boolean,
  { ledger, now, readDueTimes }: SchedulesDeps,
): Promise<ScheduleView> {
  const row = await tx
    .selectFrom("schedules")
    .selectAll()
    .where("tenant", "=", by.tenant)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!row)
    throw new Fault(
      "unknown-schedule",
      `expected the id of a schedule, there is none for ${JSON.stringify(id.slice(0, 64))}`,
    );
  if (row.paused === paused) return scheduleView(row);
  const next_at = paused ? row.next_at : await afterPause(tx, row, now(), readDueTimes);
  await tx
    .updateTable("schedules")
    .set({ paused, next_at })
    .where("tenant", "=", by.tenant)
    .where("id", "=", id)
    .execute();
  const act = paused ? "schedules.pause" : "schedules.resume";
  await ledger.appendAuditEvent(tx, by, { act, target: `schedule ${row.name}`, detail: { id } });
  return scheduleView({ ...row, paused, next_at });
}

async function afterPause(
  tx: Tx,
  row: Row<"schedules">,
  now: number,
  readDueTimes: ReadDueTimes,
): Promise<Date | null> {
  const since = row.next_at?.getTime();
  if (since !== undefined && since <= now) {
    const outcome = `skipped: paused, as all up to ${new Date(now).toISOString()}`;
    await record(tx, row, [{ at: since, outcome, run: null }]);
  }
  const next = readDueTimes(row.cron, row.time_zone).next(now);
  return next === null ? null : new Date(next);
}
