import { setTimeout as sleep } from "node:timers/promises";
import type { AppOptions } from "../../http/app-options.ts";

/** Something that has to be well for this replica to work: `ok`, or in a few words what is wrong. */
export interface HealthCheck {
  readonly name: string;
  /** Whether what a run comes to is kept there: while it is not well, no run is begun. */
  readonly keeps: boolean;
  look(): Promise<string> | string;
}

/** How this replica is. */
export interface Health {
  /** Whether what a run comes to could be kept, when it was last looked. */
  storable(): boolean;
  /** Looks, unless somebody did a moment ago, and tells of what changed. */
  look(): ReturnType<AppOptions["ready"]>;
}

/** A look serves for so long, and a check that says nothing for so long is late. Milliseconds. */
const FRESH_MS = 1_000;
const PATIENCE_MS = 2_000;

/** Checks all of these; `told` hears when one is no longer well, and when it is again. */
export function createHealth(
  checks: readonly HealthCheck[],
  told: (check: string, answer: string, before: string) => void,
): Health {
  const answers = new Map(checks.map(({ name }) => [name, "ok"]));
  const pending = new Set<string>();
  let last: { readonly at: number; readonly over: Promise<void> } | undefined;

  async function ask({ name, look }: HealthCheck): Promise<string> {
    // One that hangs is not asked again and again.
    if (pending.has(name)) return "late";
    pending.add(name);
    const answer = Promise.resolve()
      .then(look)
      .catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
      .finally(() => pending.delete(name));
    return await Promise.race([answer, sleep(PATIENCE_MS, "late", { ref: false })]);
  }

  async function lookAtAll(): Promise<void> {
    await Promise.all(
      checks.map(async (check) => {
        const [answer, before] = [await ask(check), answers.get(check.name) as string];
        answers.set(check.name, answer);
        if (answer !== before) told(check.name, answer, before);
      }),
    );
  }

  return {
    storable: () => checks.every(({ name, keeps }) => !keeps || answers.get(name) === "ok"),
    look: async () => {
      const now = performance.now();
      if (last === undefined || now - last.at > FRESH_MS) last = { at: now, over: lookAtAll() };
      await last.over;
      return { ready: [...answers.values()].every((each) => each === "ok"), checks: Object.fromEntries(answers) };
    },
  };
}
