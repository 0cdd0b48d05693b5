import type { RunEvent } from "./event.ts";
import type { Perform } from "./gate.ts";
import type { RunState } from "./state.ts";
import { dueEffects, reduce } from "./step-machine.ts";

/** Performs effects in this process. */
export interface ExecutorPorts {
  /** How many steps may be in progress at once. */
  readonly workers: number;
  /**
   * Performs one step through the gate, which commits through `commit`. Must not throw but for a broken world. `waiting`:
   * nothing was done, and nothing will be until somebody answers.
   */
  perform(effect: Perform, worker: string, commit: (event: RunEvent) => Promise<void>): Promise<"ended" | "waiting">;
  /** Resolves after the seconds that the attempt is delayed, or at once when the run is cancelled. */
  wait(seconds: number, effect: Perform): Promise<void>;
  /** Resolves when the run is cancelled; never otherwise. */
  readonly cancelled: Promise<void>;
  /** False when nothing more is to be begun here: what is in progress ends, and somebody else continues. Always true when absent. */
  mayBegin?(): boolean;
  /** Resolves when the event is durable. */
  commit(event: RunEvent): Promise<void>;
}

/** What wakes the loop: a step that ended, one whose delay is over, a world that broke, or a cancel. */
type Arrival =
  | { readonly kind: "ended" | "waiting"; readonly worker: string }
  | { readonly kind: "delayed"; readonly worker: string; readonly key: string }
  | { readonly kind: "broken"; readonly worker: string; readonly error: unknown }
  | { readonly kind: "cancelled" };

/**
 * Drives the machine until the run is over, until all that is left waits for somebody, or until it may not begin anything:
 * starts what is due on free workers, feeds back what happened. A fault of one step is thrown after the steps in progress
 * have ended, so that nothing is left running unseen.
 */
export async function execute(start: RunState, ports: ExecutorPorts): Promise<RunState> {
  let state = start;
  let broken: (Arrival & { kind: "broken" }) | null = null;
  let cancel: Promise<Arrival> | null = ports.cancelled.then(() => ({ kind: "cancelled" }));
  const free = Array.from({ length: Math.max(1, ports.workers) }, (_, index) => `worker-${index + 1}`).reverse();
  const busy = new Map<string, Promise<Arrival>>();
  const [started, delayed] = [new Set<string>(), new Set<string>()];
  let waiting = false;
  // The machine sees events in the order in which they became durable, as it will when the run is resumed.
  const commit = async (event: RunEvent) => {
    await ports.commit(event);
    state = reduce(state, event);
  };

  for (;;) {
    const mayBegin = ports.mayBegin?.() ?? true;
    for (const effect of broken ? [] : dueEffects(state)) {
      if (effect.kind === "finish") {
        if (busy.size === 0) return state;
        continue;
      }
      if (!mayBegin) continue;
      const key = `${effect.step.id}#${effect.attempt}`;
      const worker = started.has(key) ? undefined : free.pop();
      if (worker === undefined) continue;
      started.add(key);
      const delay = effect.delaySeconds > 0 && !delayed.has(key);
      busy.set(worker, delay ? waitFor(effect, key, worker, ports) : work(effect, worker, ports, commit));
    }
    if (busy.size === 0) {
      if (broken) throw broken.error;
      if (waiting || !mayBegin) return state;
      throw new Error("the run can go neither on nor to its end");
    }
    const arrival = await Promise.race(cancel ? [cancel, ...busy.values()] : busy.values());
    if (arrival.kind === "cancelled") {
      cancel = null;
      await commit({ kind: "cancelled" });
      continue;
    }
    busy.delete(arrival.worker);
    free.push(arrival.worker);
    if (arrival.kind === "broken") broken ??= arrival;
    if (arrival.kind === "waiting") waiting = true;
    if (arrival.kind === "delayed") {
      // Only now is it begun, if it still may: it can have been cancelled meanwhile.
      delayed.add(arrival.key);
      started.delete(arrival.key);
    }
  }
}

async function waitFor(effect: Perform, key: string, worker: string, ports: ExecutorPorts): Promise<Arrival> {
  await ports.wait(effect.delaySeconds, effect);
  return { kind: "delayed", worker, key };
}

async function work(
  effect: Perform,
  worker: string,
  ports: ExecutorPorts,
  commit: (event: RunEvent) => Promise<void>,
): Promise<Arrival> {
  try {
    return { kind: await ports.perform(effect, worker, commit), worker };
  } catch (error) {
    return { kind: "broken", worker, error };
  }
}
