import { hostname } from "node:os";
import { relative } from "node:path";
import {
  begin,
  Fault,
  isVersion1,
  type RunEvent,
  type RunPlan,
  type RunState,
  type WorkspaceBase,
  writableRoots,
} from "@sdetkit/core";
import { type Inert, makeInert } from "../files/make-inert.ts";
import { type Layout, outputFolder } from "../files/workspace-layout.ts";
import { currentUser } from "../platform/current-user.ts";
import { baseOf } from "../workspace/checkout.ts";
import { findRepository } from "../workspace/repository.ts";
import { changedPaths, envelopeOf, exitOf, recordOf, reportOf } from "./build-result.ts";
import { allowedEnvironment, createExecutionContext, type EngineContext, rulesOf } from "./engine-context.ts";
import { type CompletedRun, executeRun, policyDigest, type RunExecution } from "./execute-run.ts";
import { newRunId } from "./new-id.ts";
import { brokenWorld } from "./perform-action.ts";
import { mayKeepTemplate, plannedEvent, withSecrets } from "./plan-secrets.ts";
import { prepare } from "./prepare.ts";
import type { Catalogue, RunAnswer, RunOptions, RunRequest } from "./types.ts";

/** Runs a task to its end and records it; a task that is not understood is refused and nothing is run. */
export async function runTask(
  request: RunRequest,
  options: RunOptions,
  catalogue: Catalogue,
  openContext: () => Promise<EngineContext>,
): Promise<RunAnswer> {
  const prepared = prepare(request, catalogue);
  if (prepared.kind === "refused") return prepared;
  const context = await openContext();
  const capturedMs = Date.now();
  const run = newRunId(capturedMs);
  const planned = prepared.plan({
    text: context.redactor.text(request.task),
    workspace: await workspaceNow(context.layout),
    env: allowedEnvironment(context.config, context.options.env),
    budgets: context.config.policy.budgets,
  });
  const plan = withSecrets(planned, prepared.template, context.redactor);
  if (prepared.template && mayKeepTemplate(plan)) await context.history.blobs.put(prepared.template.source.text);
  const body = JSON.stringify(plannedEvent(plan, context.redactor));
  context.history.begin({ run, task: plan.text, capturedMs, body });
  return continueRun({ run, capturedMs, state: begin(plan) }, options, context);
}

/** A run that is registered and not over. */
export interface OpenRun {
  readonly run: string;
  readonly capturedMs: number;
  readonly state: RunState;
}

/** Executes a registered run from its current state to its record. A fault leaves it to be resumed. */
export async function continueRun(
  { run, capturedMs, state }: OpenRun,
  options: RunOptions,
  context: EngineContext,
): Promise<RunAnswer & { kind: "ran" }> {
  const { layout, config, history, redactor } = context;
  const onProgress = options.onProgress ?? (() => undefined);
  const began = performance.now();
  const execution = await createExecutionContext(
    {
      runId: run,
      workspace: layout.root,
      output: outputFolder(layout, run),
      writable: writableRoots(config.policy, state.plan.permissions),
      readable: [],
      changed: changedPaths(state),
      actionsOnly: isVersion1(state.plan.workspace),
      blobs: history.blobs,
      history: async () => history,
      signal: options.signal ?? new AbortController().signal,
    },
    rulesOf(context),
  );
  onProgress({ kind: "run-started", run, task: state.plan.text, steps: stepsOf(state.plan) });
  const commit = (event: RunEvent) => void history.append(run, JSON.stringify(event));
  const completed = await executeOrStop(state, {
    run,
    config,
    requester: context.requester,
    approver: options.approver,
    execution,
    commit,
    onProgress,
  });
  const { record, manifest } = recordOf(completed, policyDigest(config), redactor);
  if (manifest !== null) await history.blobs.put(manifest);
  const envelope = envelopeOf(completed, record, {
    run,
    capturedMs,
    durationMs: Math.round(performance.now() - began),
    version: context.options.version,
    channel: context.options.channel,
    actor: { user: currentUser(), host: hostname() },
  });
  // No step reads there any more, and people will.
  const output = outputFolder(layout, run);
  const inert = await makeInert(output);
  const { hash } = await history.finish({ record, envelope });
  const report = reportOf(completed, record, envelope, hash, placedIn(relative(layout.root, output), inert));
  onProgress({ kind: "run-ended", report });
  return { kind: "ran", report, exit: exitOf(report.status), inert };
}

/** Where a file of the output folder is now. What lies in something that was renamed, was renamed with it. */
function placedIn(folder: string, inert: readonly Inert[]): (path: string) => string {
  return (path) => {
    // Outer ones come first, and inner ones name where the outer ones are.
    const is = inert.reduce((at, each) => {
      if (at === each.was) return each.is;
      return at.startsWith(`${each.was}/`) ? `${each.is}${at.slice(each.was.length)}` : at;
    }, path);
    return `${folder}/${is}`;
  };
}

async function executeOrStop(state: RunState, options: RunExecution): Promise<CompletedRun> {
  try {
    return await executeRun(state, options);
  } catch (error) {
    throw error instanceof Fault ? brokenWorld(options.run, error) : error;
  }
}

/** What a run begins on, now. */
export async function workspaceNow({ root }: Layout): Promise<WorkspaceBase> {
  return baseOf(await findRepository(root));
}

function stepsOf(plan: RunPlan) {
  return plan.steps.map(({ id, name, action }) => ({ id, name, action }));
}
