import { escapeMarkdown, formatDuration, type RunReport, runStanding, statusLabel, stepStanding } from "@sdetkit/core";
import type { Console } from "../terminal/console.ts";
import { annotateProblem } from "./annotate.ts";
import { addToJobSummary, endOfRun, markdownTable, nameOfRun } from "./job-summary.ts";

/**
 * In GitHub Actions: a table of the run on the job's summary page, and an annotation for each step that did not do well. What does not
 * keep the run from succeeding is a warning: a step that may fail, and outputs that say `passed: false`.
 */
export async function announceRun(report: RunReport, console: Console): Promise<void> {
  if (console.env["GITHUB_ACTIONS"] !== "true") return;
  const level = report.status === "succeeded" ? "warning" : "error";
  for (const { id, failure, denials } of report.steps) {
    const why = [failure?.message, ...denials.map(({ message }) => message)].filter((each) => each !== undefined);
    if (why.length > 0) annotateProblem(level, `sdetkit step ${id}`, why.join("; "), console);
  }
  if (runStanding(report) === "not-passed") {
    const message = `${nameOfRun(report)} succeeded, and its outputs say passed: false. What it found is in its artifacts.`;
    annotateProblem("warning", "sdetkit: not passed", message, console);
  }
  await addToJobSummary(runMarkdown(report), console);
}

/** A run as lines of Markdown. */
function runMarkdown(report: RunReport): string[] {
  const rows = report.steps.map((step) => [
    escapeMarkdown(step.id),
    escapeMarkdown(step.action),
    statusLabel(stepStanding(step)),
    formatDuration(step.duration_ms),
  ]);
  return [
    `### ${escapeMarkdown(nameOfRun(report))}: ${endOfRun(report)}`,
    "",
    ...markdownTable(["step", "action", "status", "time"], rows),
    "",
    `Hash \`${report.hash}\`, run \`${report.run}\``,
  ];
}
