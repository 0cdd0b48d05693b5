import fc from "fast-check";
import { expect, it } from "vitest";
import { firstIdAt, newId } from "./new-id.ts";

const ms = fc.integer({ min: 0, max: 2 ** 47 });

it("makes ids that sort by time, none before the first that its time could give", () => {
  fc.assert(
    fc.property(ms, ms, (one, other) => {
      const [early, late] = [Math.min(one, other), Math.max(one, other)];
      expect(newId("t", early)).toMatch(/^t-[0-9A-HJKMNP-TV-Z]{26}$/);
      expect(newId("t", early) >= firstIdAt("t", early)).toBe(true);
      if (early < late) expect(newId("t", early) < firstIdAt("t", late)).toBe(true);
    }),
  );
});

it("never makes the same id twice", () => {
  const ids = Array.from({ length: 1_000 }, () => newId("tok", 1_700_000_000_000));
  expect(new Set(ids).size).toBe(ids.length);
});
