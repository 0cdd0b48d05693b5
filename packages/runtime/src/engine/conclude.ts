import { arch, platform, userInfo } from "node:os";
import {
  type Attempted,
  approvalCounts,
  artifactsOf,
  buildRecord,
  type Envelope,
  ExitCode as Exit,
  type ExitCode,
  finished,
  isSha256,
  type Json,
  type ReadFile,
  type RunPlan,
  type RunRecord,
  type RunReport,
  type RunState,
  type RunStatus,
  type Sha256,
  stepEnvelopes,
  type WorkspaceIdentity,
  withheldRecord,
} from "@sdetkit/core";
import type { Redactor } from "../action/contract.ts";
import { folderIdentity } from "../workspace/identity.ts";
import type { Driven } from "./drive.ts";
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

/**
 * The record of a run that is over. What looks like a secret to everybody is cut from it. A secret that only this caller has
 * does not belong there: should one be left, the run did not succeed.
 */
export function recordOf({ state, review }: Driven, policy: Sha256, provider: string, redactor: Redactor): RunRecord {
  const workspace = identityOf(state.plan, readsOf(state));
  const record = redactor.shapes.json(buildRecord(state, { policy, workspace, review, provider }));
  const { inputs, manager, steps, reviewer, outputs } = record;
  const variables = redactor.variablesIn({ inputs, manager, steps, reviewer, outputs });
  return variables.length === 0 ? record : withheldRecord(record, variables, (value) => redactor.json(value));
}

/** A folder without a commit is identified by what was read of it, which is known only now. */
function identityOf(plan: RunPlan, reads: readonly ReadFile[]): WorkspaceIdentity {
  return plan.workspace.kind === "folder" ? folderIdentity(reads) : plan.workspace;
}

function readsOf(state: RunState) {
  return state.plan.steps.flatMap(({ id }) => finished(state, id).result.reads);
}

/** The envelope of a run that is over: everything that differs each time. */
export function envelopeOf({ state }: Driven, record: RunRecord, about: Circumstances): Omit<Envelope, "record"> {
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
    blobs: blobsOf(state),
  };
}

/** What commands were really confined by; `unused` when the run started none. */
function sandboxOf(state: RunState): string {
  const used = state.plan.steps.map(({ id }) => finished(state, id).result.volatile["sandbox"]);
  const known = new Set(used.filter((each) => typeof each === "string"));
  return known.size === 0 ? "unused" : [...known].sort().join("+");
}

/** Every digest that the store has to hold for this run: artifacts, printed text, the template's source. */
function blobsOf(state: RunState): readonly Sha256[] {
  const { plan } = state;
  const digests = new Set<Sha256>(artifactsOf(state).map(({ sha256 }) => sha256));
  for (const { id } of plan.steps) {
    for (const value of Object.values(finished(state, id).result.volatile)) {
      if (typeof value === "string" && isSha256(value)) digests.add(value);
    }
  }
  if (plan.task.kind === "template" && mayKeepTemplate(plan)) digests.add(plan.task.digest);
  return [...digests].sort();
}

/** The name of the person at this machine; a user id without a name gives its number. */
export function currentUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "unknown");
  }
}

/** What a run answers to whoever asked; `place`: where they find a file of its output folder. */
export function reportOf(
  driven: Driven,
  record: RunRecord,
  envelope: Omit<Envelope, "record">,
  hash: Sha256,
  place: (path: string) => string,
): RunReport {
  const { state } = driven;
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
