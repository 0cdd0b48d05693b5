import { describe, expect, it } from "vitest";
import { Claims } from "./claims.ts";

const owner = (run: string, epoch = 1) => ({ tenant: "t-one", run, replica: "replica-1", epoch });

describe("what a replica drives and what the queue says", () => {
  it("differ when a claimed run has not been driven for a while, and not before", () => {
    const claims = new Claims();
    expect(claims.compare([owner("a"), owner("b")], [owner("a")], 0).undriven).toEqual([]);
    expect(claims.compare([owner("a"), owner("b")], [owner("a")], 1_999).undriven).toEqual([]);
    expect(claims.compare([owner("a"), owner("b")], [owner("a")], 2_000).undriven).toEqual([owner("b")]);
  });

  it("do not differ when what was missing came meanwhile", () => {
    const claims = new Claims();
    claims.compare([owner("a")], [], 0);
    claims.compare([owner("a")], [owner("a")], 1_000);
    expect(claims.compare([owner("a")], [], 2_500).undriven).toEqual([]);
  });

  it("are not compared while the answer of a claim that may have brought the run is on its way", () => {
    const claims = new Claims();
    claims.compare([owner("a")], [], 1_000, 500);
    expect(claims.compare([owner("a")], [], 9_000, 500).undriven).toEqual([]);
    expect(claims.compare([owner("a")], [], 9_500, 9_400).undriven).toEqual([owner("a")]);
  });

  it("differ when a run is driven for a claim that is over, also when there is a new one", () => {
    const claims = new Claims();
    expect(claims.compare([owner("a", 2)], [owner("a", 1)], 0).unclaimed).toEqual([]);
    expect(claims.compare([owner("a", 2)], [owner("a", 1)], 2_000)).toEqual({
      undriven: [owner("a", 2)],
      unclaimed: [owner("a", 1)],
    });
  });
});
