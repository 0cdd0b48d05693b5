import { expect, it } from "vitest";
import { createDueTimesReader } from "./due-times.ts";
import { changesOfZone } from "./testing/changes-of-zone.ts";
import { dueByWallClock } from "./testing/wall-clock.ts";

const DAY = 86_400_000;
const readDueTimes = createDueTimesReader();
const FROM = Date.UTC(2000, 0);
const TO = Date.UTC(2030, 0);
/** Every change of every zone where the environment asks for it; else a change of each kind: same size, same time of day, same direction. */
const WHOLE = (process.env["SDETKIT_ALL_ZONES"] ?? "") !== "";
const ZONES = Intl.supportedValuesOf("timeZone");

/** Times that are named around a change: inside what it leaves out or repeats, at its edges, and elsewhere on those days. */
function cronsAround(wall: number, size: number): string[] {
  const named = [0, size / 2, size - 60_000].map((after) => new Date(wall + after));
  const each = named.flatMap((date) => {
    const time = `${date.getUTCMinutes()} ${date.getUTCHours()}`;
    return [
      `${time} * * *`,
      `${time} * * ${date.getUTCDay()}`,
      `${time} ${date.getUTCDate()} ${date.getUTCMonth() + 1} *`,
    ];
  });
  return [
    ...new Set([...each, "0 0 * * *", "59 23 * * *", "0,30 0-3,22-23 * * *", "*/30 0-3,22-23 * * *", "0 */2 * * *"]),
  ];
}

it(`is due as a wall clock shows in ${WHOLE ? "every zone at every change" : "a zone of each kind of change"} of 30 years`, {
  timeout: WHOLE ? 7_200_000 : 600_000,
}, () => {
  const kinds = new Set<string>();
  let looked = 0;
  for (const zone of ZONES) {
    for (const { at, before, after } of changesOfZone(zone, FROM, TO, WHOLE ? 7 * DAY : 28 * DAY)) {
      const wall = at + Math.min(before, after);
      const size = Math.abs(after - before);
      const kind = `${after - before} ${(wall % DAY) / 60_000}`;
      if (!WHOLE && kinds.has(kind)) continue;
      kinds.add(kind);
      looked++;
      for (const cron of cronsAround(wall, size)) {
        const [from, to] = [at - 1.5 * DAY, at + 1.5 * DAY];
        const wanted = dueByWallClock(cron, zone, from, to);
        const times = readDueTimes(cron, zone);
        const due: number[] = [];
        for (let next = times.next(from); next !== null && next <= to; next = times.next(next)) due.push(next);
        const latest = times.latest(wanted.length + 1, to).filter((each) => each > from);
        const where = `${cron} in ${zone} around ${new Date(at).toISOString()}`;
        expect([where, due, latest]).toEqual([where, wanted, wanted]);
      }
    }
  }
  expect(kinds.size).toBeGreaterThan(30);
  expect(looked).toBeGreaterThanOrEqual(kinds.size);
});
