import { expect, it } from "vitest";
import { fitLine } from "./fit-line.ts";

it("finds the slope of a line exactly", () => {
  const points = [10, 20, 25, 70].map((x) => ({ x, y: 3 * x - 40 }));
  expect(fitLine(points)).toEqual({ slope: 3, error: 0 });
});

it("finds slope and standard error of points beside a line", () => {
  // Sums of squares by hand: of x 10, of x times y 6, of what is left 2.4, on three degrees of freedom.
  const points = [2, 4, 5, 4, 5].map((y, i) => ({ x: i + 1, y }));
  const { slope, error } = fitLine(points);
  expect(slope).toBeCloseTo(0.6, 12);
  expect(error).toBeCloseTo(Math.sqrt(2.4 / 3 / 10), 12);
});
