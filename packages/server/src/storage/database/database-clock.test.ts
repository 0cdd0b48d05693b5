import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeSkew, openDatabaseClock, requireSameTime } from "./database-clock.ts";
import { openTestDatabase } from "./testing/open-test-database.ts";
import type { Database } from "./types.ts";

const HOUR = 3_600_000;
let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase());
});
afterAll(() => drop());

describe("the database's clock", () => {
  it("goes on whatever happens to this machine's own, and tells how far that is away", async () => {
    let shift = 25 * HOUR;
    const clock = await openDatabaseClock(database, () => Date.now() + shift);
    // The test's PostgreSQL runs on this machine.
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
    expect(Math.abs(clock.ahead() - 25 * HOUR)).toBeLessThan(1_000);
    shift = -25 * HOUR;
    expect(Math.abs(clock.ahead() + 25 * HOUR)).toBeLessThan(1_000);
    await clock.measure();
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
  });

  it.each([
    [25 * HOUR, "25.0 h ahead"],
    [-31_000, "31.0 s behind"],
    [-600_000, "10.0 min behind"],
  ])("is not worked with by a machine that is %i ms away", (ahead, words) => {
    expect(describeSkew(ahead)).toBe(words);
    expect(() => requireSameTime({ ahead: () => ahead }, 30)).toThrow(`within 30 s, it is ${words}`);
  });

  it("is worked with by a machine within the bound", () => {
    expect(() => requireSameTime({ ahead: () => -29_000 }, 30)).not.toThrow();
  });
});
