import type { Display } from "../progress/display.ts";
import { hasStopped } from "../views/has-stopped.ts";
import type { Remote } from "./connect.ts";
import { progressOf, type RunDetail } from "./run-message.ts";

/** How a run is accompanied. */
export interface FollowOptions {
  readonly display: Display;
  /** Aborting stops following; the run continues. */
  readonly signal: AbortSignal;
  /** Called with each approval that the run begins to wait for. Answers whether to continue waiting with it. */
  readonly waiting: (approval: RunDetail["approvals"][number]) => boolean;
}

/** Follows a run of a server until it is over or a problem has stopped it, until `waiting` says to leave it, or until the signal is aborted. */
export async function followRun(
  run: string,
  remote: Remote,
  { display, signal, waiting }: FollowOptions,
): Promise<RunDetail> {
  const asked = new Set<string>();
  const detail = () => remote.call("runs.get", { params: { run } });
  try {
    for await (const message of remote.follow(run, { signal })) {
      const progress = progressOf(message, run);
      if (progress) display.show(progress);
      if (message.kind === "end") return message.run;
      if (message.kind !== "state" || message.run.state !== "waiting") continue;
      const found = await detail();
      if (hasStopped(found)) return found;
      const open = found.approvals.filter(({ id, state }) => state === "pending" && !asked.has(id));
      let stays = true;
      for (const approval of open) {
        asked.add(approval.id);
        stays = (await display.pauseFor(async () => waiting(approval))) && stays;
      }
      if (!stays) return found;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    display.end();
  }
  return await detail();
}
