import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { followSignals } from "./follow-signals.ts";

test("it is aborted with the first of its sources, with that one's reason", () => {
  const [one, other] = [new AbortController(), new AbortController()];
  const { signal } = followSignals(one.signal, other.signal);
  expect(signal.aborted).toBe(false);
  other.abort(new Error("the other"));
  one.abort(new Error("too late"));
  expect(signal.reason).toEqual(new Error("the other"));
});

test("a source that is aborted already aborts it at once", () => {
  expect(followSignals(new AbortController().signal, AbortSignal.abort("before")).signal.reason).toBe("before");
});

test("a source keeps nothing of what has followed it", () => {
  const source = new AbortController();
  const follower = followSignals(source.signal);
  follower.signal.addEventListener("abort", () => undefined);
  expect(getEventListeners(source.signal, "abort")).toHaveLength(1);
  follower.release();
  follower.release();
  expect(getEventListeners(source.signal, "abort")).toHaveLength(0);
  source.abort();
  expect(follower.signal.aborted).toBe(false);
});
