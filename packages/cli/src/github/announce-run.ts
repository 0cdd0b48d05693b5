import { appendFile } from "node:fs/promises";
import { escapeMarkdown, formatDuration, type RunReport, runStanding, statusLabel, stepStanding } from "@sdetkit/core";
import { type Console, printError } from "../terminal/console.ts";
import { yellow } from "../terminal/text.ts";
import { annotateProblem } from "./annotate.ts";

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
    const message = `${nameOf(report)} succeeded, and its outputs say passed: false. What it found is in its artifacts.`;
    annotateProblem("warning", "sdetkit: not passed", message, console);
  }
  const summary = console.env["GITHUB_STEP_SUMMARY"];
  if (!summary) return;
  try {
    await appendFile(summary, runMarkdown(report));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    printError(console, [yellow("warning"), `: the job summary could not be written: ${why}\n`]);
  }
}

function nameOf({ template, task }: RunReport): string {
  return template ? `${template.id} ${template.version}` : task;
}

function endOf(report: RunReport): string {
  const standing = runStanding(report);
  return standing === "not-passed" ? "succeeded, not passed" : statusLabel(standing);
}

/** A run as Markdown. */
function runMarkdown(report: RunReport): string {
  const rows = report.steps.map(
    (step) =>
      `| ${escapeMarkdown(step.id)} | ${escapeMarkdown(step.action)} | ${statusLabel(stepStanding(step))} | ${formatDuration(step.duration_ms)} |`,
  );
  return [
    `### ${escapeMarkdown(nameOf(report))}: ${endOf(report)}`,
    "",
    "| step | action | status | time |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
    `Hash \`${report.hash}\`, run \`${report.run}\``,
    "",
    "",
  ].join("\n");
}
