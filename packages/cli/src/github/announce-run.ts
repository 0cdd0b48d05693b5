import { appendFile } from "node:fs/promises";
import { escapeMarkdown, formatDuration, type RunReport } from "@sdetkit/core";
import { type Console, printError } from "../terminal/console.ts";
import { yellow } from "../terminal/text.ts";
import { annotateProblem } from "./annotate.ts";

/** In GitHub Actions: a table of the run on the job's summary page, and an annotation for each step that did not do well. */
export async function announceRun(report: RunReport, console: Console): Promise<void> {
  if (console.env["GITHUB_ACTIONS"] !== "true") return;
  for (const { id, failure, denials } of report.steps) {
    const why = [failure?.message, ...denials.map(({ message }) => message)].filter((each) => each !== undefined);
    if (why.length > 0) annotateProblem(`sdetkit step ${id}`, why.join("; "), console);
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

/** A run as Markdown. */
function runMarkdown(report: RunReport): string {
  const title = report.template ? `${report.template.id} ${report.template.version}` : report.task;
  const rows = report.steps.map(
    ({ id, action, status, duration_ms }) =>
      `| ${escapeMarkdown(id)} | ${escapeMarkdown(action)} | ${status} | ${formatDuration(duration_ms)} |`,
  );
  return [
    `### ${escapeMarkdown(title)}: ${report.status}`,
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
