import type { AuditEventEntry, Envelope, StepEnvelope } from "@sdetkit/core";

/** A value of an index column. */
export type Column = string | number | null;

const DAY_MS = 86_400_000;

/** The columns of `runs` behind `seq`, in their order. */
export const RUN_COLUMNS = [
  "run",
  "hash",
  "status",
  "task",
  "template",
  "template_version",
  "template_digest",
  "captured_ms",
  "day",
  "duration_ms",
  "asked",
  "given",
  "denied",
] as const;

/** The columns of `acts` behind `seq`, in their order. */
export const AUDIT_EVENT_COLUMNS = ["id", "at_ms", "actor", "act", "target"] as const;

/** What the index says about an act: derived from its leaf and nothing else. */
export function auditEventColumns({ id, at, actor, act, target }: AuditEventEntry): Column[] {
  return [id, Date.parse(at), actor, act, target];
}

/** What the index says about a run: derived from its envelope and nothing else. */
export function runColumns(envelope: Envelope): Column[] {
  const captured = Date.parse(envelope.captured_at);
  const { template, approvals } = envelope;
  return [
    envelope.run,
    envelope.record,
    envelope.status,
    envelope.task,
    template?.id ?? null,
    template?.version ?? null,
    template?.digest ?? null,
    captured,
    Math.floor(captured / DAY_MS),
    Math.round(envelope.duration_ms),
    approvals.asked,
    approvals.given,
    approvals.denied,
  ];
}

/** One row of `run_actions` for each action: name, how many steps, how many of them did not do well, milliseconds. */
export function actionRows(envelope: Envelope): [string, number, number, number][] {
  return grouped(envelope.steps, (step) => step.action).map(([action, steps]) => [
    action,
    steps.length,
    steps.filter(({ status }) => status !== "succeeded" && status !== "skipped").length,
    duration(steps),
  ]);
}

/** One row of `run_workers` for each worker that did something: name, how many steps, milliseconds. */
export function workerRows(envelope: Envelope): [string, number, number][] {
  const worked = envelope.steps.filter(({ worker }) => worker !== null);
  return grouped(worked, (step) => step.worker!).map(([worker, steps]) => [worker, steps.length, duration(steps)]);
}

function duration(steps: readonly StepEnvelope[]): number {
  return Math.round(steps.reduce((sum, step) => sum + step.duration_ms, 0));
}

function grouped(steps: readonly StepEnvelope[], by: (step: StepEnvelope) => string): [string, StepEnvelope[]][] {
  const groups: [string, StepEnvelope[]][] = [];
  for (const step of steps) {
    const name = by(step);
    const group = groups.find((each) => each[0] === name);
    if (group === undefined) groups.push([name, [step]]);
    else group[1].push(step);
  }
  return groups.sort(([a], [b]) => (a < b ? -1 : 1));
}
