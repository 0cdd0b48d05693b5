import { arch, platform } from "node:os";
import {
  type Attempted,
  approvalCounts,
  artifactsOf,
  buildRecord,
  type Envelope,
  ExitCode as Exit,
  type ExitCode,
  finished,
  type Identified,
  identifyAsVersion1,
  identifyWorkspace,
  isSha256,
  isVersion1,
  type Json,
  type RunRecord,
  type RunReport,
  type RunState,
  type RunStatus,
  type Sha256,
  stateOf,
  stepEnvelopes,
  type WorkspaceIdentity,
  withheldRecord,
} from "@sdetkit/core";
import { hashing } from "../platform/hashing.ts";
import type { Redactor } from "../redact/types.ts";
import type { CompletedRun } from "./execute-run.ts";
import { mayKeepTemplate } from "./plan-secrets.ts";

/** What the record does not say: when, where, by whom. */
export interface Circumstances {
  readonly run: string;
  readonly capturedMs: number;
  readonly durationMs: number;
  readonly version: string;
  readonly channel: string;
  readonly actor: Envelope["actor"];
}

/** What is recorded of a run that is over. */
export interface RecordedRun {
  readonly record: RunRecord;
  /** What the digest in the workspace's identity stands for; null when there is none. Has to be kept as a blob. */
  readonly manifest: string | null;
}

/**
 * The record of a run that is over. What looks like a secret to everybody is cut from it. A secret that only this caller has
 * does not belong there: should one be left, the run did not succeed.
 */
export function recordOf({ state, review, provider }: CompletedRun, policy: Sha256, redactor: Redactor): RecordedRun {
  const { identity, manifest } = identified(state);
  const record = redactor.shapes.json(buildRecord(state, { policy, workspace: identity, review, provider }));
  const { inputs, manager, steps, reviewer, outputs } = record;
  const variables = redactor.variablesIn({ inputs, manager, steps, reviewer, outputs });
  if (variables.length === 0) return { record, manifest };
  return { record: withheldRecord(record, variables, (value) => redactor.json(value)), manifest };
}

function identified(state: RunState): Identified {
  const results = state.plan.steps.map(({ id }) => finished(state, id).result);
  const entries = results.flatMap(({ reads }) => reads);
  const { workspace } = state.plan;
  if (isVersion1(workspace)) return identifyAsVersion1(workspace, entries, hashing);
  const git = results.flatMap((result) => (result.git ? [result.git] : []));
  const bounded = results.every(({ volatile }) => volatile["sandbox"] !== "none");
  return identifyWorkspace(workspace, { entries, git, bounded }, hashing);
}

/** Paths of the workspace that the steps so far changed: by what they wrote, and by what their commands did. */
export function changedPaths(state: RunState): readonly string[] {
  return state.plan.steps.flatMap(({ id }) => {
    const at = stateOf(state, id);
    if (at.kind !== "over") return [];
    const { artifacts, changed = [] } = at.result;
    const written = artifacts.flatMap(({ path }) =>
      path.startsWith("workspace:/") ? [path.slice("workspace:/".length)] : [],
    );
    return [...changed, ...written];
  });
}

/** The envelope of a run that is over: everything that differs each time. */
export function envelopeOf({ state }: CompletedRun, record: RunRecord, about: Circumstances): Omit<Envelope, "record"> {
  const { task, text } = state.plan;
  return {
    schema: "sdetkit.envelope/v1",
    run: about.run,
    status: record.status,
    task: text,
    template: task.kind === "template" ? { id: task.id, version: task.version, digest: task.digest } : null,
    captured_at: new Date(about.capturedMs).toISOString(),
    duration_ms: about.durationMs,
    actor: about.actor,
    channel: about.channel,
    tool: {
      version: about.version,
      node: process.versions.node,
      platform: `${platform()}-${arch()}`,
      sandbox: sandboxOf(state),
    },
    approvals: approvalCounts(state),
    steps: stepEnvelopes(state),
    blobs: blobsOf(state, record.workspace),
  };
}

/** What commands were really confined by; `unused` when the run started none. */
function sandboxOf(state: RunState): string {
  const used = state.plan.steps.map(({ id }) => finished(state, id).result.volatile["sandbox"]);
  const known = new Set(used.filter((each) => typeof each === "string"));
  return known.size === 0 ? "unused" : [...known].sort().join("+");
}

/** Every digest that the store has to hold for this run: artifacts, printed text, the template's source. */
function blobsOf(state: RunState, workspace: WorkspaceIdentity): readonly Sha256[] {
  const { plan } = state;
  const digests = new Set<Sha256>(artifactsOf(state).map(({ sha256 }) => sha256));
  for (const { id } of plan.steps) {
    for (const value of Object.values(finished(state, id).result.volatile)) {
      if (typeof value === "string" && isSha256(value)) digests.add(value);
    }
  }
  if (plan.task.kind === "template" && mayKeepTemplate(plan)) digests.add(plan.task.digest);
  for (const digest of identityBlobs(workspace)) digests.add(digest);
  return [...digests].sort();
}

/** The digests in an identity that stand for texts which are kept. */
function identityBlobs(workspace: WorkspaceIdentity): readonly Sha256[] {
  if (isVersion1(workspace)) return [];
  const digests = workspace.kind === "folder" ? [workspace.read, workspace.git] : [workspace.dirty, workspace.git];
  return digests.filter((digest) => digest !== null);
}

/** What a run answers to whoever asked; `place`: where they find a file of its output folder. */
export function reportOf(
  completed: CompletedRun,
  record: RunRecord,
  envelope: Omit<Envelope, "record">,
  hash: Sha256,
  place: (path: string) => string,
): RunReport {
  const { state } = completed;
  const names = new Map(state.plan.steps.map((step) => [step.id, step.name]));
  const durations = new Map(envelope.steps.map((step) => [step.id, step.duration_ms]));
  return {
    run: envelope.run,
    hash,
    status: record.status,
    task: envelope.task,
    template: envelope.template,
    captured_at: envelope.captured_at,
    duration_ms: envelope.duration_ms,
    steps: record.steps.map(({ id, action, status, failure, denials, outputs }) => ({
      id,
      name: names.get(id) ?? id,
      action,
      status,
      duration_ms: durations.get(id) ?? 0,
      failure,
      denials,
      outputs,
      printed: printedBy(finished(state, id).result),
      ...hiddenFrom(finished(state, id).result),
    })),
    artifacts: artifactsOf(state).map((artifact) => ({
      ...artifact,
      path: artifact.path.startsWith("output:/")
        ? place(artifact.path.slice("output:/".length))
        : artifact.path.replace(/^workspace:\//, ""),
    })),
    outputs: record.outputs,
    reviewer: record.reviewer,
  };
}

function printedBy({ volatile }: Attempted): RunReport["steps"][number]["printed"] {
  const digest = (value: Json | undefined) => (typeof value === "string" && isSha256(value) ? value : null);
  return { stdout: digest(volatile["stdout"]), stderr: digest(volatile["stderr"]) };
}

function hiddenFrom({ volatile: { hidden } }: Attempted): Pick<RunReport["steps"][number], "hidden"> {
  const paths = Array.isArray(hidden) ? hidden.filter((path) => typeof path === "string") : [];
  return paths.length === 0 ? {} : { hidden: paths };
}

/** The exit code that a run's status stands for. */
export function exitOf(status: RunStatus): ExitCode {
  switch (status) {
    case "succeeded":
      return Exit.done;
    case "failed":
      return Exit.failed;
    case "denied":
      return Exit.denied;
    case "timed-out":
      return Exit.timedOut;
    case "cancelled":
      return Exit.interrupted;
  }
}
