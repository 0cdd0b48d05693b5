import { appendFile } from "node:fs/promises";
import { type RunReport, runStanding, statusLabel } from "@sdetkit/core";
import { type Console, printError } from "../terminal/console.ts";
import { yellow } from "../terminal/text.ts";

/** Adds Markdown to the job's summary page in GitHub Actions; elsewhere nothing. A page that cannot be written to is a warning. */
export async function addToJobSummary(lines: readonly string[], console: Console): Promise<void> {
  const summary = console.env["GITHUB_STEP_SUMMARY"];
  if (console.env["GITHUB_ACTIONS"] !== "true" || !summary) return;
  try {
    await appendFile(summary, [...lines, "", ""].join("\n"));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    printError(console, [yellow("warning"), `: the job summary could not be written: ${why}\n`]);
  }
}

/** What a run is called: its template with the version, else the task. */
export function nameOfRun({ template, task }: RunReport): string {
  return template ? `${template.id} ${template.version}` : task;
}

/** How a run ended, in words. */
export function endOfRun(report: RunReport): string {
  const standing = runStanding(report);
  return standing === "not-passed" ? "succeeded, not passed" : statusLabel(standing);
}

/** A Markdown table. Cells are Markdown already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [row(head), row(head.map(() => "---")), ...rows.map(row)];
}
