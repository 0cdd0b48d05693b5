import { escapeMarkdown, formatCountOf, formatDuration } from "@sdetkit/core";
import { addToJobSummary, endOfRun, markdownTable, nameOfRun } from "../github/job-summary.ts";
import type { Console } from "../terminal/console.ts";
import type { DemoResult, Scenario } from "./scenario.ts";

/** In GitHub Actions: what a demonstration ran and what held, on the job's summary page. */
export async function announceDemo({ name }: Scenario, result: DemoResult, console: Console): Promise<void> {
  const { ok, runs, refused, verification, replay } = result;
  const ran = [...runs, refused].map((report) => [
    escapeMarkdown(nameOfRun(report)),
    endOfRun(report),
    formatDuration(report.duration_ms),
    `\`${report.hash}\``,
  ]);
  const held = [
    ["gate", refused.status === "denied" ? "refused the dangerous action" : "**let the dangerous action pass**"],
    ["ledger", verification.ok ? `${formatCountOf(verification.runs, "run")}, nothing was changed` : "**was changed**"],
    ["replay", replay.ok ? "the same hash again" : "**differs**"],
  ];
  const lines = [
    `### ${escapeMarkdown(name)}: ${ok ? "succeeded" : "failed"}`,
    "",
    ...markdownTable(["run", "status", "time", "hash"], ran),
    "",
    ...markdownTable(["check", "result"], held),
  ];
  await addToJobSummary(lines, console);
}
