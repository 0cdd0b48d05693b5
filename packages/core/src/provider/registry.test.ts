import { expect, test } from "vitest";
import { review } from "../run/review.ts";
import type { RunState } from "../run/state.ts";
import { begin, reduce } from "../run/step-machine.ts";
import { planOf, resultOf, stepOf } from "../run/testing/plan-of.ts";
import { PROVIDERS } from "./registry.ts";

/** A run of one step that ended so. */
function ended(status: "succeeded" | "failed"): RunState {
  return reduce(begin(planOf([stepOf("a")])), { kind: "outcome", step: "a", attempt: 1, result: resultOf({ status }) });
}

test.each(Object.entries(PROVIDERS))("%s rejects what the rules reject", async (_, provider) => {
  const failed = await provider.review(ended("failed"), () => null);
  expect(failed.review.reviewer.verdict).toBe("rejected");
});

test("none judges by the rules alone, and leaves no transcript", async () => {
  const state = ended("succeeded");
  const rules = review(state, () => null);
  expect(rules.reviewer.verdict).toBe("accepted");
  expect(await PROVIDERS.none.review(state, () => null)).toEqual({ review: rules, transcript: null });
});
