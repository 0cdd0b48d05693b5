import { expect, test } from "vitest";
import { parseRange, parseWhen } from "./parse-when.ts";

const NOW = Date.UTC(2026, 10, 22, 12);

test.each([
  ["24h", Date.UTC(2026, 10, 21, 12)],
  ["7d", Date.UTC(2026, 10, 15, 12)],
  ["4w", Date.UTC(2026, 9, 25, 12)],
  ["30m", Date.UTC(2026, 10, 22, 11, 30)],
  ["2026-11-01", Date.UTC(2026, 10, 1)],
  ["2026-11-01T08:30:00Z", Date.UTC(2026, 10, 1, 8, 30)],
  ["2026-11-01T08:30+02:00", Date.UTC(2026, 10, 1, 6, 30)],
])("%s is an instant", (text, at) => {
  expect(parseWhen("--since", text, NOW)).toBe(at);
});

test.each([
  "",
  "7",
  "d",
  "7y",
  "-7d",
  "2026-02-30",
  "2026-13-01",
  "2026-11-01T25:00:00Z",
  "yesterday",
  "2026-11-01 08:00",
  "11/01/2026",
])("%j is refused with the forms that are understood", (text) => {
  expect(() => parseWhen("--since", text, NOW)).toThrow(/expected --since to be a date/);
});

test("a range is open where nothing was said", () => {
  expect(parseRange({}, NOW)).toEqual({});
  expect(parseRange({ until: "24h" }, NOW)).toEqual({ until: NOW - 86_400_000 });
});
