import type { RunEvent } from "@sdetkit/core";
import { actionSpecs } from "@sdetkit/runtime";
import { z } from "zod";
import type { RunStep } from "../../control/runs/types.ts";
import { approvalView } from "./approval.ts";
import { runReport, runView } from "./run.ts";
import { instant, list } from "./shapes.ts";

const numbered = { n: z.int().describe("Number in the run's journal: the event's id."), at: instant };
const step = z.string();
const attempt = z.int();

/** A run with everything that is known of it. */
export const runDetail = z
  .strictObject({
    ...runView.shape,
    report: runReport.nullable().describe("Null until it is over."),
    approvals: list(approvalView),
  })
  .meta({ id: "RunDetail" });

/** What a run's stream of events tells. The name of each event is its `kind`, its data this object. */
export const runMessage = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("planned"),
      ...numbered,
      task: z.string(),
      steps: list(z.strictObject({ id: step, name: z.string(), action: z.string() })),
    }),
    z.strictObject({
      kind: z.literal("step-started"),
      ...numbered,
      step,
      attempt,
      preview: z.string().describe("The operation in progress."),
    }),
    z.strictObject({
      kind: z.literal("step-ended"),
      ...numbered,
      step,
      attempt,
      status: z.string(),
      duration_ms: z.number(),
      message: z.string().nullable(),
      approved_by: z.string().nullable(),
    }),
    z.strictObject({ kind: z.literal("step-reopened"), ...numbered, step }),
    z.strictObject({ kind: z.literal("cancelled"), ...numbered }),
    z.strictObject({ kind: z.literal("state"), run: runView }).describe("The run's state changed; it has no number."),
    z
      .strictObject({ kind: z.literal("end"), run: runDetail })
      .describe("The run is over or stopped: no more events follow."),
  ])
  .meta({ id: "RunMessage" });

export type RunMessage = z.output<typeof runMessage>;

/** An event of the journal as the outside sees it. */
export function messageOf({ n, at, event }: RunStep): RunMessage {
  switch (event.kind) {
    case "planned": {
      const steps = event.plan.steps.map(({ id, name, action }) => ({ id, name, action }));
      return { kind: "planned", n, at, task: event.plan.text, steps };
    }
    case "intent":
      return { kind: "step-started", n, at, step: event.step, attempt: event.attempt, preview: previewOf(event) };
    case "outcome": {
      const { status, durationMs, failure, denials, approvedBy } = event.result;
      const message = failure?.message ?? denials[0]?.message ?? null;
      const approved_by = approvedBy?.by ?? null;
      const { step: id, attempt: number } = event;
      return {
        kind: "step-ended",
        n,
        at,
        step: id,
        attempt: number,
        status,
        duration_ms: durationMs,
        message,
        approved_by,
      };
    }
    case "reopened":
      return { kind: "step-reopened", n, at, step: event.step };
    case "cancelled":
      return { kind: "cancelled", n, at };
  }
}

/** The parameters were redacted before they were written: those that no longer fit their schema have no preview. */
function previewOf({ action, params }: Extract<RunEvent, { kind: "intent" }>): string {
  const spec = actionSpecs.get(action);
  const parsed = spec?.params.safeParse(params);
  return spec && parsed?.success ? spec.preview(parsed.data) : action;
}
