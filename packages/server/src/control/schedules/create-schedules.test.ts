import { Fault } from "@sdetkit/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../storage/database/types.ts";
import { createSchedules } from "./create-schedules.ts";
import { fakeRuns } from "./testing/fake-runs.ts";
import { callerAs, fakeRooms, TENANT } from "./testing/fixtures.ts";
import type { CatchUp, Schedules, ScheduleView } from "./types.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.parse("2026-06-01T00:10:00Z");

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase([TENANT]));
});
afterAll(() => drop());

let now = START;
let rooms = fakeRooms();
let runs = fakeRuns(rooms);
let schedules: Schedules;
const open = (over: Partial<Parameters<typeof createSchedules>[0]> = {}) =>
  createSchedules({
    ...{ database, runs, ledger: rooms.ledger, now: () => now },
    settings: { schedules: { minIntervalSeconds: 1 } },
    ...over,
  });
beforeEach(async () => {
  now = START;
  rooms = fakeRooms();
  runs = fakeRuns(rooms);
  schedules = open();
  await database.tenant(TENANT, async (tx) => {
    await tx.deleteFrom("schedules").execute();
    await tx.deleteFrom("runs").execute();
  });
});

const by = callerAs("template-owner");
const hourly = {
  name: "hourly",
  cron: "0 * * * *",
  time_zone: "UTC",
  workspace: "shop",
  task: "template:audit",
  inputs: {},
};
const add = (change: Partial<typeof hourly> & { catch_up?: CatchUp } = {}) =>
  database.tenant(TENANT, (tx) => schedules.create(tx, by, { ...hourly, ...change }));
const startsOf = ({ id }: ScheduleView) => database.tenant(TENANT, (tx) => schedules.starts(tx, TENANT, id, 500));
const said = async (schedule: ScheduleView) =>
  (await startsOf(schedule)).map(({ due_at, outcome }) => `${due_at.slice(11, 16)} ${outcome.split(":")[0]}`).reverse();
const pause = (id: string, paused: boolean) => database.tenant(TENANT, (tx) => schedules.setPaused(tx, by, id, paused));
const causes = async () =>
  (await database.tenant(TENANT, (tx) => tx.selectFrom("runs").select("cause").orderBy("cause").execute())).map(
    ({ cause }) => cause,
  );

describe("schedules", () => {
  it("start a run when it is due, as the account, named by the due time", async () => {
    const schedule = await add();
    expect(schedule.next_at).toBe("2026-06-01T01:00:00.000Z");
    await schedules.tick();
    expect(await causes()).toEqual([]);
    now = Date.parse("2026-06-01T01:00:00Z");
    await schedules.tick();
    expect(await causes()).toEqual([`schedule:${schedule.id}:2026-06-01T01:00:00.000Z`]);
    const row = await database.tenant(TENANT, (tx) => tx.selectFrom("runs").selectAll().executeTakeFirstOrThrow());
    expect([row.requester, row.channel, row.request]).toEqual(["ann", "schedule", schedule.id]);
    const [listed] = await database.tenant(TENANT, (tx) => schedules.list(tx, TENANT));
    expect(listed?.next_at).toBe("2026-06-01T02:00:00.000Z");
    expect(await startsOf(schedule)).toEqual([{ due_at: "2026-06-01T01:00:00.000Z", outcome: "started", run: row.id }]);
  });

  it("start each due time once, however many look at the same time", async () => {
    const schedule = await add();
    now = START + HOUR;
    const replicas = Array.from({ length: 6 }, () => open());
    await Promise.all(replicas.map((replica) => replica.tick()));
    expect(await said(schedule)).toEqual(["01:00 started"]);
    expect(runs.started).toBe(1);
  });

  it.each([
    ["all", ["01:00 started", "02:00 started", "03:00 started"]],
    ["latest", ["01:00 skipped", "02:00 skipped", "03:00 started"]],
    ["none", ["01:00 skipped", "02:00 skipped", "03:00 skipped"]],
  ] as const)("catch up with %s of what was missed", async (catch_up, outcomes) => {
    const schedule = await add({ catch_up });
    now = Date.parse("2026-06-01T03:30:00Z");
    await schedules.tick();
    expect(await said(schedule)).toEqual(outcomes);
    await schedules.tick();
    expect(await said(schedule)).toEqual(outcomes);
  });

  it.each(["all", "latest", "none"] as const)("start what is not a minute late, under %s as well", async (catch_up) => {
    const schedule = await add({ catch_up });
    now = Date.parse("2026-06-01T02:00:59Z");
    await schedules.tick();
    expect(await said(schedule)).toEqual([`01:00 ${catch_up === "all" ? "started" : "skipped"}`, "02:00 started"]);
  });

  it("catch up with a hundred at most, and say that there were more", async () => {
    const schedule = await add({ cron: "* * * * *", catch_up: "all" });
    now = START + 24 * HOUR;
    await schedules.tick();
    const starts = await startsOf(schedule);
    expect(starts).toHaveLength(101);
    expect(runs.started).toBe(100);
    expect(starts.at(-1)).toMatchObject({ due_at: "2026-06-01T00:11:00.000Z", run: null });
    expect(starts.at(-1)?.outcome).toMatch(/^skipped: missed, as all before 2026-06-01T22:31:00\.000Z/);
  });

  it("skip what became due in a pause, and go on from now", async () => {
    const schedule = await add({ catch_up: "all" });
    expect(await pause(schedule.id, true)).toMatchObject({ paused: true, next_at: null });
    now = Date.parse("2026-06-01T03:30:00Z");
    await schedules.tick();
    expect(await pause(schedule.id, false)).toMatchObject({ paused: false, next_at: "2026-06-01T04:00:00.000Z" });
    await schedules.tick();
    expect(await causes()).toEqual([]);
    expect((await startsOf(schedule))[0]?.outcome).toBe("skipped: paused, as all up to 2026-06-01T03:30:00.000Z");
    await pause(schedule.id, false);
    expect(rooms.acts.map(({ act }) => act)).toEqual(["schedules.create", "schedules.pause", "schedules.resume"]);
  });

  it("write down why a start was refused, undo what it had begun, and go on", async () => {
    const schedule = await add({ catch_up: "all" });
    const answers = [
      () => {
        throw new Fault("quota-exceeded", "expected room for a run, 10 of 10 are used");
      },
      () =>
        ({ kind: "refused", code: "unknown-template", message: "no audit", suggestions: [], diagnostics: [] }) as const,
      () => undefined,
    ];
    schedules = open({ runs: fakeRuns(rooms, () => answers.shift()?.()) });
    now = Date.parse("2026-06-01T03:00:00Z");
    await schedules.tick();
    expect((await startsOf(schedule)).map(({ outcome }) => outcome).reverse()).toEqual([
      "refused: expected room for a run, 10 of 10 are used",
      "refused: no audit",
      "started",
    ]);
    expect(await causes()).not.toContain(`schedule:${schedule.id}:2026-06-01T01:00:00.000Z`);
  });

  it.each([
    [null, "refused: the account ann is disabled or gone"],
    ["viewer", "refused: the account ann may not start runs any more"],
  ] as const)("start nothing for an account that is %s now", async (role, outcome) => {
    const schedule = await add();
    rooms.roles.set("ann", role);
    now = START + HOUR;
    await schedules.tick();
    expect(await startsOf(schedule)).toMatchObject([{ outcome, run: null }]);
    expect(await causes()).toEqual([]);
  });

  it("keep a due time due when starting broke, and start the others", async () => {
    const broken = await add({ name: "broken", workspace: "broken" });
    const sound = await add({ name: "sound" });
    now = START + HOUR;
    let bug = true;
    schedules = open({
      runs: fakeRuns(rooms, ({ workspace }) => {
        if (bug && workspace === "broken") throw new TypeError("a bug");
        return undefined;
      }),
    });
    await expect(schedules.tick()).rejects.toThrow("a bug");
    expect([await said(broken), await said(sound)]).toEqual([[], ["01:00 started"]]);
    bug = false;
    await schedules.tick();
    expect(await said(broken)).toEqual(["01:00 started"]);
  });

  it("of a suspended tenant wait, and are caught up when it is active again", async () => {
    const schedule = await add();
    const setState = (state: "active" | "suspended") =>
      database.control((tx) => tx.updateTable("tenants").set({ state }).where("id", "=", TENANT).execute());
    await setState("suspended");
    now = Date.parse("2026-06-01T02:30:00Z");
    await schedules.tick();
    expect(await said(schedule)).toEqual([]);
    await setState("active");
    await schedules.tick();
    expect(await said(schedule)).toEqual(["01:00 skipped", "02:00 started"]);
  });

  it("start nothing twice when a replica's clock is behind", async () => {
    const schedule = await add();
    now = Date.parse("2026-06-01T01:00:01Z");
    await schedules.tick();
    await pause(schedule.id, true);
    now = Date.parse("2026-06-01T00:59:59Z");
    await pause(schedule.id, false);
    now = Date.parse("2026-06-01T01:00:02Z");
    await schedules.tick();
    expect(await said(schedule)).toEqual(["01:00 started"]);
    expect(runs.started).toBe(1);
  });

  it.each([
    ["a cron that is none", { cron: "0 25 * * *" }, "invalid-cron"],
    ["a time that never comes", { cron: "0 0 31 2 *" }, "invalid-cron"],
    ["a zone that is none", { time_zone: "Mars/Base" }, "unknown-time-zone"],
    ["a name that is none", { name: "../x" }, "invalid-name"],
    ["a task that cannot be planned", { task: "template:absent" }, "task-refused"],
    ["a credential", { inputs: { key: `ghp_${"a1B2".repeat(9)}` } }, "secret-in-inputs"],
    ["more than is kept", { inputs: { text: "x".repeat(70_000) } }, "inputs-too-large"],
  ])("are not made with %s", async (_what, change, code) => {
    await expect(add(change as Partial<typeof hourly>)).rejects.toMatchObject({ code });
    expect(await database.tenant(TENANT, (tx) => schedules.list(tx, TENANT))).toEqual([]);
  });

  it("are not made by a caller who may not start runs", async () => {
    const narrow = { ...by, scopes: new Set(["schedules:write"] as const) };
    const made = database.tenant(TENANT, (tx) => schedules.create(tx, narrow, hourly));
    await expect(made).rejects.toMatchObject({ code: "scope-missing" });
  });

  it("have one name each, and are gone when they are removed", async () => {
    const schedule = await add();
    await expect(add()).rejects.toMatchObject({ code: "schedule-exists" });
    const remove = () => database.tenant(TENANT, (tx) => schedules.remove(tx, by, schedule.id));
    expect([await remove(), await remove()]).toEqual([true, false]);
    await expect(pause(schedule.id, true)).rejects.toMatchObject({ code: "unknown-schedule" });
  });
});
