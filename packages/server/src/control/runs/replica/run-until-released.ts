import { setTimeout as sleep } from "node:timers/promises";
import { Fault } from "@sdetkit/core";
import { isAway } from "../../../storage/database/database-fault.ts";
import { JournalMoved, NoLongerOwned, type Ownership } from "../journal/ownership.ts";
import { retryWhileUnavailable } from "../journal/retry-while-unavailable.ts";
import { executeClaimedRun, type ReplicaContext, type Stops } from "./execute-claimed-run.ts";
import { logRun } from "./log-run.ts";
import { type Stopping, stopRun } from "./park-run.ts";

/** Between two tries while the database is away. In milliseconds. */
const AWAY_MS = 500;

/**
 * Drives a run. Whatever comes of it, nothing is thrown: it is over, parked, stopped with a problem, or somebody else's. When not even
 * that could be written down, the queue still has it as claimed: the replica finds that, and queues it again.
 */
export async function runUntilReleased(owner: Ownership, stops: Stops, context: ReplicaContext): Promise<void> {
  const { log } = context;
  const about = { tenant: owner.tenant, run: owner.run };
  for (;;) {
    try {
      return await executeClaimedRun(owner, stops, context);
    } catch (error) {
      if (stops.abandon.aborted) return;
      if (error instanceof JournalMoved) continue;
      if (error instanceof NoLongerOwned) return log("warn", "run continued elsewhere", about);
      if (!isAway(error)) return await stop(owner, error, stops, context);
    }
    // What the journal has is where it goes on.
    await sleep(AWAY_MS, undefined, { signal: stops.abandon }).catch(() => undefined);
    if (stops.abandon.aborted) return;
  }
}

async function stop(
  owner: Ownership,
  error: unknown,
  { abandon }: Stops,
  { database, log, now }: ReplicaContext,
): Promise<void> {
  const about = { tenant: owner.tenant, run: owner.run };
  const stopping = stoppingOf(error);
  // At once, and whatever becomes of the run: a trace is worth more than a tidy log.
  if (!(error instanceof Fault)) log("error", "unexpected error in a run", { ...about, error: traceOf(error) });
  try {
    const { run, again } = await retryWhileUnavailable(() => stopRun(database, owner, stopping), abandon);
    logRun(log, run, { kind: "stopped", problem: stopping.problem, again }, now());
  } catch (failure) {
    if (abandon.aborted || failure instanceof NoLongerOwned) return;
    log("error", "stopped run could not be recorded, queued again", {
      ...about,
      problem: stopping.problem,
      error: traceOf(failure),
    });
  }
}

/** What keeps a run from going on, in words for people: a broken world says what it is, a bug does not. */
function stoppingOf(error: unknown): Stopping {
  if (isDiskFull(error))
    return {
      problem: "expected free space on the server's disk, it is full",
      passing: true,
    };
  if (!(error instanceof Fault)) return { problem: "an unexpected error: see the server's log", passing: false };
  const { message, remedy } = error;
  return { problem: `${message}${remedy === undefined ? "" : ` (${remedy})`}`, passing: false };
}

/** Wherever it was noticed: by an action, by what is kept, or while a workspace was laid out. */
function isDiskFull(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown };
    if (code === "disk-full" || code === "ENOSPC" || code === "EDQUOT") return true;
  }
  return false;
}

function traceOf(error: unknown): string {
  return (error as Error).stack ?? String(error);
}
