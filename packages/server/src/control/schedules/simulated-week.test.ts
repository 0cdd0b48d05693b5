import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../storage/database/types.ts";
import { MOST_CAUGHT_UP } from "./choose-due.ts";
import { createSchedules } from "./create-schedules.ts";
import { fakeRuns } from "./testing/fake-runs.ts";
import { callerAs, fakeRooms, TENANT } from "./testing/fixtures.ts";
import { dueByWallClock } from "./testing/wall-clock.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Seven seconds alone; with every core taken several times over, more than a test is usually given. */
const A_WEEK_TAKES_MS = 300_000;

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase([TENANT]));
});
afterAll(() => drop());

/** The same numbers for the same seed, so that a week that failed can be lived again. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const CRONS = [
  ["30 2 * * *", "Europe/Berlin"],
  ["0 * * * *", "Europe/Berlin"],
  ["*/7 * * * *", "UTC"],
  ["0 0 * * *", "Asia/Beirut"],
  ["0 0 * * *", "America/Santiago"],
  ["15,45 1-3 * * *", "Europe/Berlin"],
  ["0 9 * * 1-5", "America/New_York"],
  ["*/20 2 * * *", "Europe/Berlin"],
] as const;
const POLICIES = ["all", "latest", "none"] as const;

/**
 * What is expected of one schedule, from the words of the policy alone: a due time that is at most a minute late is started;
 * of missed ones `all` starts every one of the newest hundred, `latest` the newest when nothing is due after it, `none` none.
 */
class Expected {
  readonly started: number[] = [];
  paused = false;
  private handled: number;
  private readonly due: readonly number[];
  private readonly policy: (typeof POLICIES)[number];
  constructor(due: readonly number[], policy: (typeof POLICIES)[number], from: number) {
    this.due = due;
    this.policy = policy;
    this.handled = from;
  }
  /** A look at a time; one that breaks off leaves everything to the next, unless there was nothing to start. */
  look(now: number, breaks: boolean): void {
    if (this.paused) return;
    const waiting = this.due.filter((at) => at > this.handled && at <= now);
    const newest = waiting.slice(-MOST_CAUGHT_UP);
    const begun = newest.filter(
      (at) => now - at <= MINUTE || this.policy === "all" || (this.policy === "latest" && at === newest.at(-1)),
    );
    if (breaks && begun.length > 0) return;
    this.handled = now;
    this.started.push(...begun);
  }
  resume(now: number): void {
    this.paused = false;
    this.handled = now;
  }
}

it.each([
  ["the clock goes back", "2026-10-21T22:03:00Z", 1],
  ["the clock goes forward", "2026-03-25T22:03:00Z", 3],
  ["the clock of the south goes forward", "2026-09-02T22:03:00Z", 4],
])(
  "a week in which %s (%s, seed %i): each due time is started once, none missed but by the policy",
  async (_, start, seed) => {
    const random = chance(seed);
    const begin = Date.parse(start);
    const end = begin + 7 * DAY;
    let now = begin;
    let broken = false;
    const rooms = fakeRooms();
    const runs = fakeRuns(rooms, () => {
      if (broken) throw new Error("killed");
      return undefined;
    });
    const replica = () =>
      createSchedules({
        ...{ database, runs, ledger: rooms.ledger, now: () => now },
        settings: { schedules: { minIntervalSeconds: 1 } },
      });
    let replicas = [replica(), replica()];
    const by = callerAs("template-owner");
    const watched: { id: string; expected: Expected }[] = [];
    for (const [index, [cron, time_zone]] of CRONS.entries()) {
      for (const catch_up of POLICIES) {
        const name = `s${seed}-${index}-${catch_up}`;
        const { id } = await database.tenant(TENANT, (tx) =>
          replicas[0]!.create(tx, by, {
            name,
            cron,
            time_zone,
            workspace: "w",
            task: "template:a",
            inputs: {},
            catch_up,
          }),
        );
        watched.push({
          id,
          expected: new Expected(dueByWallClock(cron, time_zone, begin, end + DAY), catch_up, begin),
        });
      }
    }
    let downs = 0;
    let pauses = 0;
    while (now < end) {
      const luck = random();
      // Mostly a look every some minutes; now and then all replicas are down for hours, and start anew.
      if (luck < 0.04) {
        downs += 1;
        now += Math.floor(random() * 9 * 60) * MINUTE + 1_000;
        replicas = [replica(), replica()];
      } else now += Math.floor(luck * 20 * 60) * 1_000;
      if (random() < 0.1) {
        const { id, expected } = watched[Math.floor(random() * watched.length)]!;
        const paused = !expected.paused;
        pauses += 1;
        await database.tenant(TENANT, (tx) => replicas[1]!.setPaused(tx, by, id, paused));
        if (paused) expected.paused = true;
        else expected.resume(now);
      }
      broken = random() < 0.05;
      const looks = await Promise.allSettled([...replicas, replicas[0]!].map((each) => each.tick()));
      if (!broken) expect(looks.filter(({ status }) => status === "rejected")).toEqual([]);
      for (const { expected } of watched) expected.look(now, broken);
    }
    expect([downs > 3, pauses > 10]).toEqual([true, true]);
    broken = false;
    await Promise.all(replicas.map((each) => each.tick()));
    for (const { expected } of watched) expected.look(now, false);
    for (const { id, expected } of watched) {
      const rows = await database.tenant(TENANT, (tx) =>
        tx.selectFrom("runs").select("cause").where("cause", "like", `schedule:${id}:%`).execute(),
      );
      const started = rows.map(({ cause }) => Date.parse(cause!.slice(`schedule:${id}:`.length)));
      expect(started.sort((a, b) => a - b)).toEqual(expected.started);
    }
  },
  A_WEEK_TAKES_MS,
);
