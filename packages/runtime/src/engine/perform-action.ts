import { join } from "node:path";
import {
  type ActionResult,
  Fault,
  type GatePorts,
  type JsonObject,
  type LogicalPath,
  type Need,
  type Performed,
} from "@sdetkit/core";
import type { Action, ActionContext } from "../action/types.ts";
import { BROKEN_WORLD } from "../files/file-fault.ts";
import type { ConfinedFiles } from "../files/types.ts";
import type { BlobStore, RunHistory } from "../history/types.ts";
import { followSignals } from "../platform/follow-signals.ts";
import { createPace } from "../platform/pace.ts";
import { refuseVariables } from "../redact/clear-artifact.ts";
import type { Redactor } from "../redact/types.ts";
import type { CommandRunner } from "../sandbox/types.ts";
import { GitFailure } from "../workspace/git.ts";
import { nearestDotGit, unreadableRepository } from "../workspace/repository.ts";
import { createStepReads, type RunReads } from "../workspace/step-reads.ts";
import { watchCommands } from "../workspace/watch-commands.ts";

/** What all steps of one run share. */
export interface ExecutionContext {
  readonly runId: string;
  /** Folders and files that commands may write to. */
  readonly writable: readonly LogicalPath[];
  readonly files: ConfinedFiles;
  readonly commands: CommandRunner;
  /** The workspace's folder, and what the run knows of it. */
  readonly workspace: string;
  readonly reads: RunReads;
  /** A folder of the run's own, for what its commands see; it need not be there. */
  readonly scratch: string;
  /** Whom that is given to, see `ExecutionRules.identity`. */
  readonly identity?: { readonly uid: number; readonly gid: number } | undefined;
  readonly blobs: BlobStore;
  readonly history: () => Promise<RunHistory>;
  readonly redactor: Redactor;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
  /** Aborted when it is no longer for this process to do anything, also what comes after a cancel. Unless said: never. */
  readonly end?: AbortSignal;
  /** For a step that comes after a cancel: aborted when the time for cleaning up is over. */
  readonly cleanUp?: AbortSignal;
}

/** So long, in minutes, a cancelled run may continue with the steps that clean up, all of them together. */
export const CLEAN_UP_MINUTES = 5;

/** How a step ended whose time for cleaning up was over. */
export const CLEAN_UP_OVER = `cleaning up after the cancel took longer than ${CLEAN_UP_MINUTES} minutes`;

/** For a step that names no `timeout-minutes`. */
const DEFAULT_TIMEOUT_MINUTES = 60;

/** Executes an action with exactly what its run was granted. Called from the gate alone. */
export async function performAction(
  action: Action,
  { params, step, network }: Parameters<GatePorts["execute"]>[0],
  execution: ExecutionContext,
): Promise<Performed> {
  const minutes = step.step.timeoutMinutes ?? DEFAULT_TIMEOUT_MINUTES;
  const timeout = new AbortController();
  const timer = setTimeout(
    () => timeout.abort(new DOMException("it took too long", "TimeoutError")),
    Math.ceil(minutes * 60_000),
  ).unref();
  const { signal, release } = followSignals(
    execution.signal,
    timeout.signal,
    ...(execution.cleanUp ? [execution.cleanUp] : []),
  );
  const reads = createStepReads(execution.files, execution.reads);
  const pace = createPace(signal);
  const context: ActionContext = {
    ...execution,
    files: reads.files,
    commands: watchCommands(execution.commands, execution.reads, reads, {
      root: execution.workspace,
      blobs: execution.blobs,
      inputs: step.step.inputs ?? [],
      scratch: join(execution.scratch, `${step.step.id}-${step.attempt}`),
      owner: execution.identity,
      pace,
    }),
    source: async () => (await execution.reads.checkout()).filter,
    env: textOf(step.env),
    network,
    redact: step.step.redact === true,
    signal,
  };
  try {
    signal.throwIfAborted();
    refuseSecretNames(action.needs(params), execution.redactor);
    const result = await action.execute(params, context);
    const ended =
      result.status === "succeeded" ? result : { ...result, ...interruption(execution, timeout.signal, minutes) };
    return { ...ended, ...(await reads.result()) };
  } catch (error) {
    const interrupted = interruption(execution, timeout.signal, minutes);
    if (interrupted) return { ...NOTHING, ...interrupted, ...(await reads.result()) };
    // The repository is broken, not the step: the run continues once it was repaired.
    if (error instanceof GitFailure) throw unreadableRepository(nearestDotGit(execution.workspace) ?? ".git", error);
    if (!(error instanceof Fault) || BROKEN_WORLD.has(error.code)) throw error;
    return {
      ...NOTHING,
      ...(await reads.result()),
      status: "failed",
      failure: { code: error.code, message: error.message },
    };
  } finally {
    clearTimeout(timer);
    release();
  }
}

const NOTHING = { outputs: {}, artifacts: [], volatile: {} } as const;

function interruption(
  { signal: cancel, cleanUp }: ExecutionContext,
  timeout: AbortSignal,
  minutes: number,
): Pick<ActionResult, "status" | "failure"> | null {
  if (cancel.aborted) return { status: "cancelled", failure: { code: "cancelled", message: "the run was cancelled" } };
  if (cleanUp?.aborted) {
    return { status: "timed-out", failure: { code: "timed-out", message: CLEAN_UP_OVER } };
  }
  if (!timeout.aborted) return null;
  return { status: "timed-out", failure: { code: "timed-out", message: `it took longer than ${minutes} minutes` } };
}

/** What is written is redacted, and what it is called would say the secret all the same. */
function refuseSecretNames(needs: readonly Need[], redactor: Redactor): void {
  const written = needs.flatMap((need) => (need.kind === "write" ? [need.path.path] : []));
  refuseVariables(written, "the name of a file to write", redactor);
  if (redactor.credentials.json(written) === written) return;
  throw new Fault("secret-in-path", "expected a file name without secrets, found one; nothing was written");
}

function textOf(env: JsonObject): { [name: string]: string } {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)]));
}

/** A run cannot continue in this world; what is durable stays, and `agent resume` continues. */
export function brokenWorld(run: string, error: Fault): Fault {
  return new Fault(error.code, `${error.message}; run ${run} stopped, and nothing recorded was lost`, {
    remedy: `${error.remedy ? `${error.remedy}; then ` : ""}sdetkit agent resume ${run}`,
    cause: error,
  });
}
