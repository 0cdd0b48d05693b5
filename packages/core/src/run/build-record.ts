import type { Artifact } from "../action/spec.ts";
import type { Sha256 } from "../digest/sha256.ts";
import type {
  Envelope,
  RecordedArtifact,
  RunRecord,
  StepEnvelope,
  StepRecord,
  WorkspaceIdentity,
} from "../record/run-record.ts";
import { isVersion1 } from "../record/workspace-identity.ts";
import type { Step } from "../template/model.ts";
import type { Review } from "./review.ts";
import { type RunState, stateOf } from "./state.ts";
import { statusOf } from "./step-machine.ts";

/** The deterministic account of a finished run. `policy` is the digest of the policy it ran under. */
export function buildRecord(
  state: RunState,
  about: { policy: Sha256; workspace: WorkspaceIdentity; review: Review; provider: RunRecord["provider"] },
): RunRecord {
  const { plan } = state;
  const { reviewer, outputs } = about.review;
  const status = statusOf(state);
  return {
    schema: isVersion1(plan.workspace) ? "sdetkit.record/v1" : "sdetkit.record/v2",
    task: plan.task,
    inputs: plan.inputs,
    policy: about.policy,
    workspace: about.workspace,
    provider: about.provider,
    manager: { plan: plan.steps.map(({ id, action, needs }) => ({ step: id, action, needs })) },
    steps: plan.steps.map((step) => stepRecord(step, state)),
    reviewer,
    outputs,
    // What the reviewer rejects did not succeed, whatever the steps said.
    status: status === "succeeded" && reviewer.verdict === "rejected" ? "failed" : status,
  };
}

/** What the record keeps of a step that is over. */
export function stepRecord(step: Step, state: RunState): StepRecord {
  const { attempts, params, env, result } = finished(state, step.id);
  return {
    id: step.id,
    action: step.action,
    params,
    env,
    status: result.status,
    approval: result.approval,
    attempts,
    exitCode: result.exitCode ?? null,
    failure: result.failure ?? null,
    denials: result.denials,
    outputs: result.outputs,
    artifacts: result.artifacts.map(recorded).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
  };
}

function recorded({ volatile, ...artifact }: Artifact): RecordedArtifact {
  const { name, path } = artifact;
  return volatile ? { name, path, sha256: null, bytes: null } : artifact;
}

/**
 * The record as it may be kept although it holds values of the caller's variables: it says that it does, and of what, and the
 * run did not succeed. What `redact` leaves of digests of the record's own is as it was.
 */
export function withheldRecord(record: RunRecord, variables: readonly string[], redact: <T>(value: T) => T): RunRecord {
  const { schema, task, policy, workspace } = record;
  const detail = `found the value of ${variables.join(" and ")}`;
  const checks = [...record.reviewer.checks, { check: "no secret of the environment is kept", ok: false, detail }];
  return {
    ...redact(record),
    ...{ schema, task, policy, workspace },
    reviewer: { verdict: "rejected", checks: redact(checks) },
    status: record.status === "succeeded" ? "failed" : record.status,
  };
}

/** The envelope's account of each step, in workflow order. */
export function stepEnvelopes(state: RunState): readonly StepEnvelope[] {
  return state.plan.steps.map(({ id, action }) => {
    const { result } = finished(state, id);
    const volatileArtifacts = result.artifacts.filter((artifact) => artifact.volatile);
    const digests = Object.fromEntries(volatileArtifacts.map(({ name, sha256 }) => [name, sha256]));
    const redacted = Object.fromEntries(
      volatileArtifacts.flatMap(({ name, redacted: places }) => (places === undefined ? [] : [[name, places]])),
    );
    const more = {
      ...(volatileArtifacts.length > 0 ? { artifacts: digests } : {}),
      ...(Object.keys(redacted).length > 0 ? { redacted } : {}),
    };
    return {
      id,
      action,
      status: result.status,
      duration_ms: result.durationMs,
      worker: result.worker,
      approval: result.approvedBy,
      volatile: { ...result.volatile, ...more },
    };
  });
}

/** How many approvals were needed, given, and refused or never answered. */
export function approvalCounts(state: RunState): Envelope["approvals"] {
  const approvals = state.plan.steps
    .map(({ id }) => finished(state, id).result.approval)
    .filter(({ required }) => required);
  const given = approvals.filter((approval) => approval.given).length;
  return { asked: approvals.length, given, denied: approvals.length - given };
}

/** A step that is over. Throws when it is not: a record is built of finished runs only. */
export function finished(state: RunState, id: string) {
  const at = stateOf(state, id);
  if (at.kind !== "over") throw new Error(`step ${id} is not over`);
  return at;
}
