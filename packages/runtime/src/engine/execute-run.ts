import { setTimeout as sleep } from "node:timers/promises";
import {
  type Artifact,
  type Attempted,
  artifactsOf,
  type Config,
  digestOf,
  execute,
  type Json,
  type Perform,
  PROVIDERS,
  parseLogicalPath,
  passGate,
  type Review,
  type RunEvent,
  type RunRecord,
  type RunState,
  type Sha256,
} from "@sdetkit/core";
import { actions } from "../action/registry.ts";
import { hashing } from "../platform/hashing.ts";
import { CLEAN_UP_MINUTES, type ExecutionContext, performAction } from "./perform-action.ts";
import type { Approver, Progress } from "./types.ts";

/** What one run is executed with; a replay brings another context and another approver, and keeps no journal. */
export interface RunExecution {
  readonly run: string;
  readonly config: Config;
  readonly requester: string;
  readonly approver: Approver;
  readonly execution: ExecutionContext;
  /** See `ExecutorPorts.mayBegin`. */
  readonly mayBegin?: () => boolean;
  readonly commit: (event: RunEvent) => void | Promise<void>;
  readonly onProgress: (progress: Progress) => void;
  /** What comes of an attempt without performing it: what is known of it, or `waiting`, as at the gate. Null: perform it. */
  readonly knownOutcome?: (effect: Perform) => Attempted | "waiting" | null;
}

/** A run that is over, and what the reviewer made of it. */
export interface CompletedRun {
  readonly state: RunState;
  readonly review: Review;
  /** Who filled the roles around the steps, as records keep it. */
  readonly provider: RunRecord["provider"];
}

/** Executes a run from its current state to its end, then reviews it. */
export async function executeRun(start: RunState, options: RunExecution): Promise<CompletedRun> {
  return reviewRun(await runUntilBlocked(start, options), options.config, options.execution);
}

/** Executes a run from its current state to its end, or to where all that is left waits for approvals: every action through the gate. */
export async function runUntilBlocked(start: RunState, options: RunExecution): Promise<RunState> {
  const { config, execution } = options;
  // The gate has redacted what its events hold.
  const commit = async (event: RunEvent) => options.commit(event);
  // Counted from when the first of them begins: what was in progress has ended by then.
  let cleanUp: AbortSignal | undefined;
  const afterCancel = (): ExecutionContext => {
    cleanUp ??= AbortSignal.timeout(CLEAN_UP_MINUTES * 60_000);
    // A second, harder stop is the end of the process; the run can then be resumed.
    return { ...execution, signal: execution.end ?? new AbortController().signal, cleanUp };
  };
  const { promise: cancelled, resolve } = Promise.withResolvers<void>();
  const cancel = () => resolve();
  if (execution.signal.aborted) cancel();
  else execution.signal.addEventListener("abort", cancel, { once: true });
  try {
    return await execute(start, {
      workers: config.workers,
      cancelled,
      ...(options.mayBegin ? { mayBegin: options.mayBegin } : {}),
      commit,
      wait: async (seconds, effect) => {
        if (options.knownOutcome?.(effect)) return;
        await sleep(seconds * 1000, undefined, { signal: execution.signal }).catch(() => undefined);
      },
      perform: (effect, worker, commitEvent) =>
        performStep(start, effect, worker, commitEvent, {
          ...options,
          execution: effect.afterCancel ? afterCancel() : execution,
        }),
    });
  } finally {
    // The signal may live longer than the run, and would keep all of it.
    execution.signal.removeEventListener("abort", cancel);
  }
}

/** What the reviewer makes of a run whose steps are over. */
export async function reviewRun(
  state: RunState,
  { provider: name }: Config,
  execution: ExecutionContext,
): Promise<CompletedRun> {
  const observed = await observe(artifactsOf(state), execution);
  const { review, transcript } = await PROVIDERS[name].review(state, ({ path }) => observed.get(path) ?? null);
  return { state, review, provider: { name, transcript } };
}

async function performStep(
  { plan }: RunState,
  effect: Perform,
  worker: string,
  commit: (event: RunEvent) => Promise<void>,
  { run, config, requester, approver, execution, onProgress, knownOutcome }: RunExecution,
): Promise<"ended" | "waiting"> {
  const known = knownOutcome?.(effect) ?? null;
  if (known === "waiting") return known;
  if (known !== null) {
    await commit({ kind: "outcome", step: effect.step.id, attempt: effect.attempt, result: known });
    return "ended";
  }
  const result = await passGate(run, plan, effect, {
    hashing,
    policy: config.policy,
    requester,
    worker,
    now: () => Math.round(performance.now()),
    action: (name) => actions.get(name),
    redact: (value) => execution.redactor.json(value),
    recorded: (value) => execution.redactor.shapes.json(value),
    variablesIn: (value) => execution.redactor.variablesIn(value),
    ask: (request) => approver.ask(request),
    commit,
    execute: async (call) => {
      const action = actions.get(call.spec.name);
      if (!action) throw new Error(`no action ${call.spec.name}`);
      const preview = execution.redactor.text(action.preview(call.params));
      onProgress({ kind: "step-started", step: effect.step.id, attempt: effect.attempt, preview });
      return performAction(action, call, execution);
    },
  });
  if (result === "waiting") return result;
  const message = result.failure?.message ?? result.denials[0]?.message ?? null;
  onProgress({
    kind: "step-ended",
    step: effect.step.id,
    status: result.status,
    durationMs: result.durationMs,
    message,
  });
  return "ended";
}

/** The digest of each artifact as it lies on disk now. */
async function observe(
  artifacts: readonly Artifact[],
  { files }: ExecutionContext,
): Promise<ReadonlyMap<string, Sha256>> {
  const observed = new Map<string, Sha256>();
  for (const { path } of artifacts) {
    const logical = parseLogicalPath(path);
    if (typeof logical === "string") continue;
    const data = await files.read(logical).catch(() => null);
    if (data) observed.set(path, hashing.hex(data));
  }
  return observed;
}

/** The digest of the policy that a run is under. */
export function policyDigest(config: Config): Sha256 {
  const { policy, provider } = config;
  return digestOf({ policy: policy as unknown as Json, provider }, hashing);
}
