import { expect, test } from "vitest";
import { parseExpiry } from "./parse-span.ts";

const NOW = Date.UTC(2026, 10, 22, 12);

test("an end lies ahead, by a length of time, a date, or not at all", () => {
  expect(parseExpiry("--expires", "90d", NOW)).toBe("2027-02-20T12:00:00.000Z");
  expect(parseExpiry("--expires", "2027-01-31", NOW)).toBe("2027-01-31T00:00:00.000Z");
  expect(parseExpiry("--expires", "never", NOW)).toBeNull();
  expect(() => parseExpiry("--expires", "2026-01-31", NOW)).toThrow(/in the future/);
});

test("what is no end is told of what lies ahead", () => {
  expect(() => parseExpiry("--expires", "90", NOW)).toThrow(/a length of time, a date or never, got "90"/);
});
