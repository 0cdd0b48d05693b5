import { describe, expect, it } from "vitest";
import { formatCount, formatCountOf, formatDuration, formatInstant, formatShare } from "../text/format.ts";
import { shorten } from "../text/shorten.ts";

describe("figures", () => {
  it("groups thousands the same everywhere", () => {
    expect([0, 999, 1000, 1234567].map(formatCount)).toEqual(["0", "999", "1,000", "1,234,567"]);
    expect([formatCountOf(1, "run"), formatCountOf(2, "entry", "entries")]).toEqual(["1 run", "2 entries"]);
  });

  it("never rounds a failure away, nor a success", () => {
    expect([null, 0, 1, 0.9999999, 0.0000001, 0.926].map(formatShare)).toEqual([
      "–",
      "0 %",
      "100 %",
      "99.9 %",
      "0.1 %",
      "92.6 %",
    ]);
  });

  it("writes durations without 60 in a place where 59 is the most", () => {
    const values = [0, 999, 1000, 59_949, 60_000, 3_599_999, 3_600_000, 86_399_999, 86_400_000];
    expect(values.map(formatDuration)).toEqual([
      "0 ms",
      "999 ms",
      "1.0 s",
      "59.9 s",
      "1 min 00 s",
      "59 min 59 s",
      "1 h 00 min",
      "23 h 59 min",
      "1 d 00 h",
    ]);
  });

  it("writes instants to the second and passes other text on", () => {
    expect(formatInstant("2026-11-22T15:06:48.123Z")).toBe("2026-11-22 15:06:48");
    expect(formatInstant("soon")).toBe("soon");
  });

  it("counts what it cuts, in code points", () => {
    expect(shorten("🙂🙂🙂🙂", 2)).toBe("🙂🙂… (+2)");
    expect(shorten("🙂🙂", 2)).toBe("🙂🙂");
  });
});
