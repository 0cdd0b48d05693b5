import { Fault } from "@sdetkit/core";
import type { History } from "@sdetkit/runtime";

/** What stands for the newest run in place of its hash or id. */
export const LAST = "last";

/** The run that was named: `last` is the newest one that is over. */
export function namedRun(run: string, history: Pick<History, "list">): string {
  if (run !== LAST) return run;
  const [newest] = history.list({ limit: 1 });
  return newest?.run ?? thereIsNone("that is over");
}

/** The run that was named to be resumed: `last` is the newest one that was interrupted. */
export function namedCutOff(run: string, history: Pick<History, "unfinished">): string {
  if (run !== LAST) return run;
  const cut = history.unfinished().filter(({ alive }) => !alive);
  return cut.sort((a, b) => b.captured_ms - a.captured_ms)[0]?.run ?? thereIsNone("that was interrupted");
}

/** Throws Fault `unknown-run`: there is no run that `last` could be. */
export function thereIsNone(what: string): never {
  throw new Fault("unknown-run", `expected a run ${what}, found none`);
}
