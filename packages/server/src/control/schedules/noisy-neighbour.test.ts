import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forgetOld } from "../../app/serve/retention.ts";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../storage/database/types.ts";
import type { StartRequest } from "../runs/types.ts";
import { createSchedules } from "./create-schedules.ts";
import { fakeRuns } from "./testing/fake-runs.ts";
import { callerAs, fakeRooms } from "./testing/fixtures.ts";

const [NOISY, QUIET] = ["t-noisy", "t-quiet"] as const;
const MINUTE = 60_000;
const START = Date.parse("2026-06-01T00:00:00Z");

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase([NOISY, QUIET]));
});
afterAll(() => drop());

let now: number;
let started: string[];
const settings = { schedules: { minIntervalSeconds: 60 } };
const open = (before: (request: StartRequest) => undefined = () => undefined) => {
  const rooms = fakeRooms();
  const runs = fakeRuns(rooms, (request) => {
    started.push(request.workspace);
    return before(request);
  });
  return createSchedules({ database, runs, ledger: rooms.ledger, now: () => now, settings });
};
beforeEach(async () => {
  now = START;
  started = [];
  for (const tenant of [NOISY, QUIET])
    await database.tenant(tenant, async (tx) => {
      await tx.deleteFrom("schedules").execute();
      await tx.deleteFrom("runs").execute();
      await tx.updateTable("tenants").set({ quotas: "{}" }).where("id", "=", tenant).execute();
    });
});

/** Rows of schedules as an earlier version let everybody make them. */
async function insert(tenant: string, count: number, cron = "* * * * * *"): Promise<void> {
  const of = { tenant, cron, time_zone: "UTC", workspace: tenant, task: "template:audit", inputs: "{}" };
  await database.tenant(tenant, (tx) =>
    tx
      .insertInto("schedules")
      .values(
        Array.from({ length: count }, (_, n) => ({
          ...{ ...of, id: `sch-${tenant}-${n}`, name: `s-${n}`, catch_up: "latest" as const, account: "ann" },
          next_at: new Date(START),
        })),
      )
      .execute(),
  );
}

const create = (tenant: string, name: string, cron: string) =>
  database.tenant(tenant, (tx) =>
    open().create(
      tx,
      { ...callerAs("template-owner"), tenant },
      { name, cron, time_zone: "UTC", workspace: "shop", task: "template:audit", inputs: {} },
    ),
  );
const rowsOf = (tenant: string) =>
  database.tenant(tenant, (tx) => tx.selectFrom("schedule_starts").selectAll().orderBy("due_at").execute());

describe("a tenant with 500 schedules that are due every second", () => {
  it("keeps another one's waiting for a few starts, not for all", async () => {
    await insert(NOISY, 500);
    await insert(QUIET, 3);
    const schedules = open();
    // A tick ends after a while, and the next one goes on.
    for (let tick = 0; started.length < 503 && tick < 20; tick += 1) await schedules.tick();
    expect(started).toHaveLength(503);
    // Each round has a few of each tenant, one after the other: the first quiet one is among the first two.
    expect(started.indexOf(QUIET)).toBeLessThan(4);
    expect(started.lastIndexOf(QUIET)).toBeLessThan(10);
  });

  it("keeps what becomes due while it is worked off waiting for one round", async () => {
    await insert(NOISY, 100);
    await insert(QUIET, 1, "1 * * * * *");
    await database.tenant(QUIET, (tx) =>
      tx
        .updateTable("schedules")
        .set({ next_at: new Date(START + 1_000) })
        .execute(),
    );
    await open(() => {
      now = START + 1_000;
    }).tick();
    expect(started.indexOf(QUIET)).toBeLessThan(12);
  });

  it("has one start a minute of each, however often they are due", async () => {
    await insert(NOISY, 1);
    const schedules = open();
    for (; now <= START + 3 * MINUTE; now += 1_000) await schedules.tick();
    expect((await rowsOf(NOISY)).map(({ due_at }) => due_at.toISOString().slice(11, 19))).toEqual([
      "00:00:00",
      "00:01:00",
      "00:02:00",
      "00:03:00",
    ]);
  });
});

describe("a new schedule", () => {
  it.each([
    ["* * * * * *", "1 s"],
    ["*/30 * * * * *", "30 s"],
    ["0,59 0 3 * * *", "59 s"],
  ])("that is due as often as %s is refused with how often it is", async (cron, interval) => {
    await expect(create(QUIET, "often", cron)).rejects.toMatchObject({
      code: "schedule-too-often",
      message: expect.stringContaining(
        `expected at least 60 s between two due times, ${JSON.stringify(cron)} has ${interval}`,
      ),
    });
  });

  it.each(["* * * * *", "30 * * * * *", "0 0 29 2 *"])("that is due as often as %s is taken", async (cron) => {
    expect(await create(QUIET, "seldom", cron)).toMatchObject({ cron });
  });

  it("beyond the tenant's quota is refused", async () => {
    await database.tenant(QUIET, (tx) => tx.updateTable("tenants").set({ quotas: '{"schedules":2}' }).execute());
    await create(QUIET, "one", "0 3 * * *");
    await create(QUIET, "two", "0 3 * * *");
    await expect(create(QUIET, "three", "0 3 * * *")).rejects.toMatchObject({
      code: "too-many-schedules",
      message: "expected at most 2 schedules, there are 2",
    });
  });

  it("of a tenant that is older than the quota counts against the default", async () => {
    await insert(QUIET, 100, "0 3 * * *");
    await expect(create(QUIET, "more", "0 3 * * *")).rejects.toMatchObject({ code: "too-many-schedules" });
  });
});

describe("what came of due times", () => {
  it("is remembered of the newest thousand of a schedule", async () => {
    await insert(NOISY, 1, "* * * * *");
    const id = `sch-${NOISY}-0`;
    const old = Array.from({ length: 1_500 }, (_, n) => ({
      ...{ tenant: NOISY, schedule: id, due_at: new Date(START - (n + 1) * MINUTE), outcome: "started", run: null },
    }));
    await database.tenant(NOISY, (tx) => tx.insertInto("schedule_starts").values(old).execute());
    await open().tick();
    const rows = await rowsOf(NOISY);
    expect(rows).toHaveLength(1_000);
    expect(rows.at(-1)?.due_at).toEqual(new Date(START));
  });

  it("is forgotten after the days that events are kept", async () => {
    await insert(NOISY, 1, "* * * * *");
    const days = (n: number) => new Date(Date.now() - n * 24 * 60 * MINUTE);
    const row = { tenant: NOISY, schedule: `sch-${NOISY}-0`, outcome: "started", run: null };
    await database.tenant(NOISY, (tx) =>
      tx
        .insertInto("schedule_starts")
        .values([
          { ...row, due_at: days(31) },
          { ...row, due_at: days(29) },
        ])
        .execute(),
    );
    await forgetOld(database, { eventsDays: 30, idempotencyHours: 24 });
    expect(await rowsOf(NOISY)).toHaveLength(1);
  });
});
