import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDueTimesReader } from "./due-times.ts";
import { dueByWallClock } from "./testing/wall-clock.ts";

const HOUR = 3_600_000;
const readDueTimes = createDueTimesReader();

function dueBetween(cron: string, zone: string, from: string | number, to: string | number): number[] {
  const times = readDueTimes(cron, zone);
  const until = new Date(to).getTime();
  const due: number[] = [];
  let at = times.next(new Date(from).getTime());
  for (; at !== null && at <= until; at = times.next(at)) due.push(at);
  return due;
}

const shown = (cron: string, zone: string, from: string, to: string) =>
  dueBetween(cron, zone, from, to).map((at) => new Date(at).toISOString().slice(0, 16));

describe("due times", () => {
  it("of a daily job come once in the night that skips them, at the first moment after the gap", () => {
    const days = shown("30 2 * * *", "Europe/Berlin", "2026-03-28T00:00Z", "2026-03-30T12:00Z");
    expect(days).toEqual(["2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30"]);
  });

  it("of a daily job come once in the night that has them twice, the first time", () => {
    const days = shown("30 2 * * *", "Europe/Berlin", "2026-10-24T00:00Z", "2026-10-26T12:00Z");
    expect(days).toEqual(["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"]);
  });

  it("of an hourly job come every hour, through both hours that are called two", () => {
    const spring = shown("0 * * * *", "Europe/Berlin", "2026-03-28T23:30Z", "2026-03-29T02:30Z");
    expect(spring).toEqual(["2026-03-29T00:00", "2026-03-29T01:00", "2026-03-29T02:00"]);
    const autumn = shown("0 * * * *", "Europe/Berlin", "2026-10-24T23:30Z", "2026-10-25T02:30Z");
    expect(autumn).toEqual(["2026-10-25T00:00", "2026-10-25T01:00", "2026-10-25T02:00"]);
  });

  it("of an interval within the hour that does not exist are left out that day", () => {
    const nights = shown("*/30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-30T12:00Z");
    expect(nights).toEqual(["2026-03-30T00:00", "2026-03-30T00:30"]);
  });

  it.each([
    ["America/Santiago", "2026-09-05T12:00Z", "2026-09-06T12:00Z", "2026-09-06T04:00"],
    ["America/Santiago", "2026-04-04T12:00Z", "2026-04-05T12:00Z", "2026-04-05T04:00"],
    ["Asia/Beirut", "2026-03-28T12:00Z", "2026-03-29T12:00Z", "2026-03-28T22:00"],
    ["Asia/Beirut", "2026-10-24T12:00Z", "2026-10-25T12:00Z", "2026-10-24T22:00"],
  ])("at midnight come once where the clock changes at midnight: %s, %s", (zone, from, to, at) => {
    expect(shown("0 0 * * *", zone, from, to)).toEqual([at]);
  });

  // Zones whose clocks leave out the end of a day, and one that left out a whole day.
  it.each([
    [
      "30 23 * * *",
      "America/Scoresbysund",
      "2025-03-28T12:00Z",
      "2025-03-31T12:00Z",
      ["2025-03-29T01:30", "2025-03-30T01:00", "2025-03-31T00:30"],
    ],
    [
      "30 23 * * 6",
      "America/Scoresbysund",
      "2025-03-23T12:00Z",
      "2025-04-06T12:00Z",
      ["2025-03-30T01:00", "2025-04-06T00:30"],
    ],
    [
      "30 23 29 3 *",
      "America/Scoresbysund",
      "2025-01-01T12:00Z",
      "2026-12-01T12:00Z",
      ["2025-03-30T01:00", "2026-03-30T00:30"],
    ],
    [
      "0 12 30 12 *",
      "Pacific/Apia",
      "2011-01-01T12:00Z",
      "2012-12-31T12:00Z",
      ["2011-12-30T10:00", "2012-12-29T22:00"],
    ],
    [
      "0 9,17 * * *",
      "Pacific/Apia",
      "2011-12-29T12:00Z",
      "2011-12-31T12:00Z",
      ["2011-12-29T19:00", "2011-12-30T03:00", "2011-12-30T10:00", "2011-12-30T19:00", "2011-12-31T03:00"],
    ],
    ["0 0 31 12 *", "Pacific/Apia", "2011-12-29T12:00Z", "2011-12-31T12:00Z", ["2011-12-30T10:00"]],
  ])("%s in %s come once at the end of a gap that ends with the day", (text, zone, from, to, due) => {
    expect(shown(text, zone, from, to)).toEqual(due);
    const latest = readDueTimes(text, zone).latest(due.length, Date.parse(to));
    expect(latest.map((at) => new Date(at).toISOString().slice(0, 16))).toEqual(due);
  });

  // Zone, and the middle of the days that are looked at: changes of an hour, of half an hour, of two, and none.
  const places = [
    ["Europe/Berlin", "2026-03-29T01:00Z"],
    ["Europe/Berlin", "2026-10-25T01:00Z"],
    ["America/New_York", "2026-11-01T06:00Z"],
    ["America/Santiago", "2026-04-05T03:00Z"],
    ["America/Santiago", "2026-09-06T04:00Z"],
    ["Asia/Beirut", "2026-03-28T22:00Z"],
    ["Asia/Beirut", "2026-10-24T21:00Z"],
    ["Australia/Lord_Howe", "2026-04-04T15:00Z"],
    ["Australia/Lord_Howe", "2026-10-03T15:30Z"],
    ["Antarctica/Troll", "2026-03-29T01:00Z"],
    ["Antarctica/Troll", "2026-10-25T01:00Z"],
    ["Africa/Cairo", "2026-10-29T21:00Z"],
    ["Asia/Kolkata", "2026-06-30T18:30Z"],
    ["UTC", "2028-02-29T00:00Z"],
  ] as const;

  const field = (low: number, high: number) => {
    const number = fc.integer({ min: low, max: high });
    return fc.oneof(
      fc.constant("*"),
      fc.integer({ min: 2, max: Math.ceil(high / 2) }).map((step) => `*/${step}`),
      number.map(String),
      fc.tuple(number, number).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
      fc.tuple(number, number).map(([a, b]) => `${a},${b}`),
    );
  };
  const cron = fc
    .tuple(
      field(0, 59),
      fc.oneof(field(0, 4), field(0, 23)),
      fc.oneof(fc.constant("*"), field(1, 31)),
      fc.oneof(fc.constant("*"), field(1, 12)),
      fc.oneof(fc.constant("*"), field(0, 6)),
    )
    .map((fields) => fields.join(" "));

  it("are those that a wall clock shows, for any fields in any zone, forwards and backwards", () => {
    const hours = fc.double({ min: 0.5, max: 40, noNaN: true });
    fc.assert(
      fc.property(cron, fc.constantFrom(...places), hours, hours, (text, [zone, middle], before, after) => {
        const from = Math.round(Date.parse(middle) - before * HOUR);
        const to = Math.round(Date.parse(middle) + after * HOUR);
        const wanted = dueByWallClock(text, zone, from, to);
        expect(dueBetween(text, zone, from, to)).toEqual(wanted);
        const latest = readDueTimes(text, zone).latest(20, to);
        expect(latest.filter((at) => at > from)).toEqual(wanted.slice(-20));
      }),
      { numRuns: 300 },
    );
  });

  it("never hold a moment after the one that was asked for, to the millisecond", () => {
    const { latest, next } = readDueTimes("* * * * * *", "UTC");
    expect(latest(2, 10_500)).toEqual([9_000, 10_000]);
    expect(latest(2, 10_000)).toEqual([9_000, 10_000]);
    expect(next(10_000)).toBe(11_000);
  });

  it.each([
    ["@hourly", "0 * * * *"],
    ["@daily", "0 0 * * *"],
    ["@Weekly", "0 0 * * sun"],
    ["@monthly", "0 0 1 * *"],
  ])("are those of %s as of %s", (name, fields) => {
    const [named, written] = [readDueTimes(name, "Europe/Berlin"), readDueTimes(fields, "Europe/Berlin")];
    const until = Date.UTC(2026, 10, 22);
    expect(named.latest(30, until)).toEqual(written.latest(30, until));
    expect(named.next(until)).toBe(written.next(until));
  });

  it.each([
    ["* * * *", "UTC", /five or six cron fields, got "\* \* \* \*": it has 4 fields/],
    ["61 * * * *", "UTC", /the minute 61 is not within 0 to 59/],
    ["0 0 1 13 *", "UTC", /the month 13 is not within 1 to 12/],
    ["0 0 32 * *", "UTC", /the day 32 is not within 1 to 31/],
    ["0 0 1,0 * *", "UTC", /the day 0 is not within 1 to 31/],
    ["0 0 * 0-3 *", "UTC", /the month 0 is not within 1 to 12/],
    ["0 0 * * 8", "UTC", /the weekday 8 is not within 0 to 7/],
    ["60 0 0 * * *", "UTC", /the second 60 is not within 0 to 59/],
    ["0 0 * * Fri-mon", "UTC", /the range Fri-mon of the weekday runs backwards/],
    ["0 0 * dec-feb *", "UTC", /the range dec-feb of the month runs backwards/],
    ["*/70 0 * * *", "UTC", /the step 70 of the minute is not within 1 to 59/],
    ["*/0 0 * * *", "UTC", /the step 0 of the minute/],
    ["? 2 * * *", "UTC", /no fixed meaning/],
    ["@dayly", "UTC", /the names for a whole expression are @hourly, @daily, @weekly, @monthly/],
    ["0 0 0 1 1 * 2030", "UTC", /it has 7 fields/],
    ["constructor 2 * * *", "UTC", /illegal/],
    ["0 2 * * *", "+02:00", /expected an IANA time zone, got "\+02:00"/],
    ["0 2 * * *", "", /expected an IANA time zone/],
  ])("are not read from %s in %s, and it is said why", (text, zone, message) => {
    expect(() => readDueTimes(text, zone)).toThrow(message);
  });

  it.each([
    ["Europe/Berln", "Europe/Berlin"],
    ["berlin", "Europe/Berlin"],
    ["America/New York", "America/New_York"],
    ["utc ", "UTC"],
  ])("are not in %s: %s was meant", (zone, meant) => {
    expect(() => readDueTimes("0 2 * * *", zone)).toThrow(
      expect.objectContaining({ code: "unknown-time-zone", remedy: `did you mean ${meant}?` }),
    );
  });
});
