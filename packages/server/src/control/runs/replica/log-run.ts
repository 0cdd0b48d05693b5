import type { ReplicaLog, WatchedRun } from "../types.ts";

/** What becomes of a run while a replica drives it. */
export type RunTurn =
  | { readonly kind: "began" }
  /** It was begun before: after an approval or a problem, or after another replica. */
  | { readonly kind: "continued" }
  | { readonly kind: "waits" }
  /** `again`: it is tried again by itself. */
  | { readonly kind: "stopped"; readonly problem: string; readonly again: boolean }
  | { readonly kind: "ended"; readonly status: string; readonly hash: string };

/**
 * Writes the one line of a turn: which run of whom, which template, where it stands, how long since it began, and what asked for
 * it. Never what was asked: of an action only its name.
 * @param now milliseconds since the epoch, by the database's clock.
 */
export function logRun(log: ReplicaLog, run: WatchedRun, turn: RunTurn, now: number): void {
  const began = run.started_at === null ? now : Date.parse(run.started_at);
  const [level, what, status, more] = wordsOf(turn);
  log(level, what, {
    run: run.run,
    tenant: run.tenant,
    ...(run.template === null ? { task: actionOf(run.task) } : { template: run.template }),
    workspace: run.workspace,
    status,
    ms: Math.max(0, Math.round(now - began)),
    request: run.request,
    via: run.channel,
    ...more,
  });
}

function wordsOf(turn: RunTurn): readonly [Parameters<ReplicaLog>[0], what: string, status: string, more?: object] {
  switch (turn.kind) {
    case "began":
      return ["info", "run started", "running"];
    case "continued":
      return ["info", "run continued", "running"];
    case "waits":
      return ["info", "run waiting for an approval", "waiting"];
    case "stopped": {
      const { problem, again } = turn;
      if (again) return ["warn", "run interrupted, will be retried", "queued", { problem }];
      return ["error", "run stopped", "stopped", { problem }];
    }
    case "ended":
      return ["info", "run ended", turn.status, { hash: turn.hash }];
  }
}

/** Parameters are content. */
function actionOf(task: string): string {
  return /^\s*action\s+([\w.-]{1,100})/.exec(task)?.[1] ?? "other";
}
