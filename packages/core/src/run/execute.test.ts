import { describe, expect, it } from "vitest";
import type { Attempted, RunEvent } from "./event.ts";
import { execute } from "./execute.ts";
import { begin, reduce, statusOf } from "./step-machine.ts";
import { planOf, resultOf, stepOf } from "./testing/plan-of.ts";

const never = new Promise<void>(() => undefined);

function run(
  steps: Parameters<typeof planOf>[0],
  more: {
    mayBegin?: () => boolean;
    workers?: number;
    cancelled?: Promise<void>;
    wait?: () => Promise<void>;
    act?: (id: string) => Promise<Partial<Attempted>>;
  },
) {
  const plan = planOf(steps);
  const events: RunEvent[] = [];
  let busy = 0;
  let most = 0;
  const done = execute(begin(plan), {
    workers: more.workers ?? 2,
    cancelled: more.cancelled ?? never,
    ...(more.mayBegin ? { mayBegin: more.mayBegin } : {}),
    wait: more.wait ?? (async () => undefined),
    commit: async (event) => void events.push(event),
    perform: async (effect, _worker, commit) => {
      busy += 1;
      most = Math.max(most, busy);
      const result = resultOf((await more.act?.(effect.step.id)) ?? {});
      busy -= 1;
      if (result.status === "skipped") return "waiting";
      await commit({ kind: "outcome", step: effect.step.id, attempt: effect.attempt, result });
      return "ended";
    },
  });
  return done.then((state) => ({ state, events, most: () => most, plan }));
}

describe("execute", () => {
  it("keeps no more steps in progress than there are workers", async () => {
    const steps = ["a", "b", "c", "d"].map((id) => stepOf(id));
    const { most, state } = await run(steps, {
      workers: 2,
      act: async () => new Promise((resolve) => setImmediate(resolve, {})),
    });
    expect(most()).toBe(2);
    expect(statusOf(state)).toBe("succeeded");
  });

  it("leaves a journal from which the machine comes to the same state", async () => {
    const steps = [stepOf("a", { retry: { max: 1, delaySeconds: 1 } }), stepOf("b", { needs: ["a"] }), stepOf("c")];
    let tries = 0;
    const act = async (id: string) => (id === "a" && tries++ === 0 ? { status: "failed" as const } : {});
    const { state, events, plan } = await run(steps, { act });
    expect(events.reduce(reduce, begin(plan))).toEqual(state);
    expect(tries).toBe(2);
  });

  it("goes as far as it can when a step waits for somebody, and leaves that one ready", async () => {
    const act = async (id: string) => ({ status: id === "a" ? ("skipped" as const) : ("succeeded" as const) });
    const { state } = await run(
      [stepOf("a"), stepOf("b", { needs: ["a"] }), stepOf("c"), stepOf("d", { needs: ["c"] })],
      {
        act,
      },
    );
    expect([...state.steps.values()].map(({ kind }) => kind)).toEqual(["ready", "pending", "over", "over"]);
  });

  it("begins nothing more when it may not, and lets what is in progress end", async () => {
    let begun = 0;
    const act = async () => {
      begun += 1;
      return {};
    };
    const steps = [stepOf("a"), stepOf("b", { needs: ["a"] }), stepOf("c", { needs: ["b"] })];
    const { state } = await run(steps, { mayBegin: () => begun < 1, act });
    expect([...state.steps.values()].map(({ kind }) => kind)).toEqual(["over", "ready", "pending"]);
    expect((await run([stepOf("a")], { mayBegin: () => begun < 2, act })).state.steps.get("a")?.kind).toBe("over");
  });

  it("on cancel waits for what is in progress and begins nothing more", async () => {
    const { promise: cancelled, resolve: cancel } = Promise.withResolvers<void>();
    const act = async () => {
      cancel();
      await new Promise((resolve) => setImmediate(resolve));
      return {};
    };
    const { state } = await run([stepOf("a"), stepOf("b", { needs: ["a"] })], { cancelled, act });
    expect(statusOf(state)).toBe("cancelled");
    expect(state.steps.get("b")).toMatchObject({ kind: "over", attempts: 0 });
  });

  it("does not try again what is cancelled, or may not be begun, while it waits to be", async () => {
    const { promise: cancelled, resolve: cancel } = Promise.withResolvers<void>();
    const steps = [stepOf("a", { retry: { max: 1, delaySeconds: 1 } }), stepOf("b")];
    let tries = 0;
    const act = async (id: string) => {
      if (id === "a") tries += 1;
      return { status: id === "a" ? ("failed" as const) : ("succeeded" as const) };
    };
    const ended = await run(steps, { act, cancelled, wait: async () => cancel() });
    expect(ended.state.steps.get("a")).toMatchObject({ kind: "over", attempts: 1, result: { status: "cancelled" } });
    let leaving = false;
    const leave = async () => {
      leaving = true;
    };
    const left = await run(steps, { act, mayBegin: () => !leaving, wait: leave });
    expect(left.state.steps.get("a")).toMatchObject({ kind: "ready", attempt: 2 });
    expect(tries).toBe(2);
    for (const { state, events, plan } of [ended, left]) expect(events.reduce(reduce, begin(plan))).toEqual(state);
  });

  it("does not end while a step that waits for an answer is still there", async () => {
    const { promise: cancelled, resolve: cancel } = Promise.withResolvers<void>();
    let answered = false;
    const act = async () => {
      cancel();
      await new Promise((resolve) => setTimeout(resolve, 20));
      answered = true;
      return { status: "cancelled" as const };
    };
    const { state } = await run([stepOf("a")], { cancelled, act });
    expect(answered).toBe(true);
    expect(statusOf(state)).toBe("cancelled");
  });

  it("throws a broken world only after the other steps have ended", async () => {
    const ended: string[] = [];
    const act = async (id: string) => {
      if (id === "a") throw new Error("the disk is gone");
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(id);
      return {};
    };
    await expect(run([stepOf("a"), stepOf("b"), stepOf("c")], { act })).rejects.toThrow("the disk is gone");
    expect(ended).toEqual(["b"]);
  });
});
