import type { z } from "zod";
import type { ActionSpec } from "../action/spec.ts";
import type { Policy } from "../config/config.ts";
import type { Hashing, Sha256 } from "../digest/sha256.ts";
import { digestOf } from "../json/canonical-json.ts";
import type { JsonObject } from "../json/json.ts";
import type { ApprovalAnswer, ApprovalRequest } from "../policy/approval.ts";
import { decide } from "../policy/decide.ts";
import type { Decision, Denial } from "../policy/decision.ts";
import { needsOf } from "../policy/needs-of.ts";
import { parseParams } from "../template/parse-params.ts";
import { type Attempted, nothingDone, type Performed, type RunEvent } from "./event.ts";
import type { RunPlan } from "./plan.ts";
import { type SecretPorts, secretToStore, withoutSecrets } from "./secrets-in-run.ts";
import { keptOf } from "./state.ts";
import type { Effect } from "./step-machine.ts";

/** One attempt at one step, as the machine asks for it. */
export type Perform = Effect & { kind: "perform" };

/**
 * What the choke point needs from outside. The local executor answers in-process; another executor may make each of
 * these a durable step.
 */
export interface GatePorts extends SecretPorts {
  readonly hashing: Hashing;
  readonly policy: Policy;
  /** Who asked for the run. */
  readonly requester: string;
  /** Who performs, for the envelope. */
  readonly worker: string;
  /** Milliseconds of a monotonic clock, for the envelope. */
  now(): number;
  action(name: string): ActionSpec | undefined;
  ask(request: ApprovalRequest): Promise<ApprovalAnswer>;
  /** Resolves when the event is durable. */
  commit(event: RunEvent): Promise<void>;
  /** Touches the world. Called only from here, only after the policy, the approval, and a durable intent. */
  execute(call: { spec: ActionSpec; params: unknown; step: Perform; network: boolean }): Promise<Performed>;
}

/**
 * The one choke point: every action of every way in passes here, in this order: check the parameters, ask the policy,
 * refuse what would store a secret,
 * obtain the approval, make the intent durable, execute, make the outcome durable. Answers its outcome; `waiting`
 * when the approval is still to come: then nothing happened, and it passes here again when somebody has answered.
 */
export async function passGate(
  run: string,
  plan: RunPlan,
  perform: Perform,
  ports: GatePorts,
): Promise<Attempted | "waiting"> {
  const began = ports.now();
  const attempted = await attempt(run, plan, perform, ports);
  if (attempted === "waiting") return attempted;
  const kept = withoutSecrets(attempted, ports);
  const result: Attempted = { ...kept, durationMs: ports.now() - began, worker: ports.worker };
  await ports.commit({ kind: "outcome", step: perform.step.id, attempt: perform.attempt, result });
  return result;
}

async function attempt(run: string, plan: RunPlan, perform: Perform, ports: GatePorts): Promise<Attempted | "waiting"> {
  const { step } = perform;
  const spec = ports.action(step.action);
  if (!spec)
    return nothingDone("failed", { failure: { code: "unknown-action", message: `there is no action ${step.action}` } });
  const parsed = parseParams(spec, perform.params);
  if (!parsed.success) {
    return nothingDone("failed", { failure: { code: "invalid-parameters", message: describeIssues(parsed.error) } });
  }
  const needs = needsOf(spec, parsed.data, plan.permissions);
  const decision = decide({ policy: ports.policy, permissions: plan.permissions, needs });
  if (decision.kind === "deny") return nothingDone("denied", { denials: decision.reasons });

  const secret = secretToStore(plan, perform, spec, ports);
  if (secret) return nothingDone("failed", { failure: secret });

  const { params: toKeep, env } = keptOf(perform);
  const params = ports.recorded(toKeep);
  const digest = approvalDigest(plan, { ...perform, env }, params, ports.hashing);
  const required = decision.kind === "approval" || step.approval !== undefined;
  const approval = { required, given: required, digest: required ? digest : null };
  let approvedBy: Attempted["approvedBy"] = null;
  if (required) {
    const shown = parseParams(spec, toKeep);
    const preview = spec.preview(shown.success ? shown.data : parsed.data);
    const request = approvalRequest(run, { ...perform, env }, decision, digest, preview, ports);
    const answer = await obtainApproval(request, ports);
    if (answer.kind === "waiting") return "waiting";
    if (answer.kind === "refused") {
      const { message, remedy } = answer;
      const denials: Denial[] = [{ rule: "approval", need: null, message, remedy }];
      return nothingDone("denied", { approval: { ...approval, given: false }, denials });
    }
    approvedBy = { by: answer.by, via: answer.via };
  }

  await ports.commit({ kind: "intent", step: step.id, attempt: perform.attempt, action: step.action, params, digest });
  const network = needs.some((need) => need.kind === "network");
  const result = await ports.execute({ spec, params: parsed.data, step: perform, network });
  return { ...result, denials: [], approval, approvedBy, durationMs: 0, worker: null };
}

/** SHA-256 over everything a yes is good for: the task's digest, the step, its action, resolved parameters and environment. */
export function approvalDigest(plan: RunPlan, perform: Perform, params: JsonObject, hashing: Hashing): Sha256 {
  const { step, env } = perform;
  return digestOf({ task: plan.task.digest, step: step.id, action: step.action, params, env }, hashing);
}

function approvalRequest(
  run: string,
  { step, env }: Perform,
  decision: Decision,
  digest: Sha256,
  preview: string,
  ports: GatePorts,
): ApprovalRequest {
  const asked = step.approval;
  return {
    run,
    step: step.id,
    action: step.action,
    digest,
    preview: ports.redact([preview, ...environmentLines(env)].join("\n")),
    why: ports.redact(decision.kind === "approval" ? decision.why : ["the template asks for an approval"]),
    reason: asked?.reason ?? "",
    approvers: asked && asked.approvers.length > 0 ? asked.approvers : ports.policy.approvals.approvers,
    count: asked?.count ?? 1,
    expiresHours: asked?.expiresHours ?? 24,
  };
}

/** A yes is good for the environment too, so it is shown: it can change what a command does. */
function environmentLines(env: JsonObject): string[] {
  return Object.entries(env).map(([name, value]) => `  with ${name}=${JSON.stringify(String(value))}`);
}

/** The outcome of an approval that was needed: a yes and whose, or why there is none and what would help. */
type Approved =
  | { readonly kind: "given"; readonly by: string; readonly via: string }
  | { readonly kind: "waiting" }
  | { readonly kind: "refused"; readonly message: string; readonly remedy: string };

/** Nobody named means deny, without asking; and an answer counts only from somebody who may give it. */
async function obtainApproval(request: ApprovalRequest, ports: GatePorts): Promise<Approved> {
  if (request.approvers.length === 0) {
    return refuse("nobody is named who could approve", "name somebody in policy.approvals.approvers");
  }
  const answer = await ports.ask(request);
  if (answer.kind === "waiting") return answer;
  if (answer.kind === "recorded") return { ...answer, kind: "refused" };
  if (answer.kind === "unasked") return refuse(answer.why, "run it at a terminal and answer yes, or pass --approve");
  // Names stay out of these words: they enter the record, which is the same whoever was asked.
  if (answer.kind === "denied") return refuse("the answer was no", "ask again when it may be done");
  if (answer.via === "recorded") return answer;
  const givers = [...new Set([answer.by, ...(answer.with ?? [])])];
  if (givers.length < request.count) {
    return refuse(`it takes ${request.count} approvers, and only ${givers.length} answered`, "run it on a server");
  }
  if (givers.includes(ports.requester) && !ports.policy.approvals.self) {
    return refuse(
      "whoever asks for a run cannot approve it here (policy.approvals.self is false)",
      "let somebody else run it",
    );
  }
  const named = request.approvers.includes("*") || givers.every((giver) => request.approvers.includes(giver));
  return named
    ? { kind: "given", by: givers.join(", "), via: answer.via }
    : refuse("who answered is not among the named approvers", `ask one of: ${request.approvers.join(", ")}`);
}

function refuse(why: string, remedy: string): Approved {
  return { kind: "refused", message: `the approval was not given: ${why}`, remedy };
}

function describeIssues(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join(".") || "parameters"}: ${issue.message}`).join("; ");
}
