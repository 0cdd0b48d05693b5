import { codeSpan, singleLine } from "@sdetkit/channel-adapters";
import { CONFIG_FILE, formatDuration, type RunReport, runStanding, statusLabel } from "@sdetkit/core";
import type { RunView } from "../../control/runs/types.ts";

const HASH_SHOWN = 12;

/** How a run ended, in a few lines: status, steps, the first trouble, the record. */
export function runSummary(run: RunView, report: RunReport): string {
  const { template, task, workspace, cancelled_by } = run;
  const by = cancelled_by === null ? "" : ` by ${codeSpan(cancelled_by)}`;
  return [
    `**${statusLabel(report.status)}**${runStanding(report) === "not-passed" ? ", **not passed**" : ""}${by}: ${codeSpan(template ?? task)} in ${codeSpan(workspace)}, ${formatDuration(report.duration_ms)}`,
    stepsLine(report),
    ...troubleLines(report),
    `Run ${codeSpan(run.run)}, record ${codeSpan(report.hash.slice(0, HASH_SHOWN))}. More: ${codeSpan(`sdetkit agent history show ${run.run}`)}`,
  ].join("\n");
}

function stepsLine({ steps, artifacts }: RunReport): string {
  const counts = new Map<string, number>();
  for (const { status } of steps) counts.set(status, (counts.get(status) ?? 0) + 1);
  const parts = [...counts].map(([status, count]) => `${count} ${statusLabel(status)}`);
  const files =
    artifacts.length === 0 ? "" : `; ${artifacts.length} ${artifacts.length === 1 ? "artifact" : "artifacts"}`;
  return `${steps.length} ${steps.length === 1 ? "step" : "steps"}: ${parts.join(", ")}${files}`;
}

function troubleLines({ steps, reviewer }: RunReport): string[] {
  const step = steps.find(({ status }) => status !== "succeeded" && status !== "skipped");
  if (step) {
    const why = step.failure?.message ?? step.denials[0]?.message ?? statusLabel(step.status);
    const remedy = step.denials[0]?.remedy;
    return [
      `Step ${codeSpan(step.id)}: ${singleLine(why, 400)}`,
      ...(remedy ? [`What to do: ${singleLine(remedy.replaceAll(CONFIG_FILE, "the tenant's config"), 300)}`] : []),
    ];
  }
  const check = reviewer.verdict === "rejected" ? reviewer.checks.find(({ ok }) => !ok) : undefined;
  return check ? [`Review: ${singleLine(`${check.check}: ${check.detail}`, 400)}`] : [];
}
