import { formatCountOf } from "../../text/format.ts";
import type { DashboardSummary } from "../dashboard-summary.ts";

/** What a dashboard says when no run falls into its range: why, and what to do next. */
export function emptyPage(summary: DashboardSummary): string {
  if (summary.ledger.size > 0) {
    return welcome(
      "No run in this range",
      `The ledger holds ${formatCountOf(summary.ledger.size, "entry", "entries")}, none of them a run in the requested range.`,
      [["Widen the range, or leave it out to see everything", "sdetkit agent dashboard build --format html"]],
    );
  }
  return welcome(
    "There are no runs here yet",
    "After the first run, this page shows the number of runs, their results and durations, their approvals, and which templates changed.",
    [
      ["See what can be run", "sdetkit agent templates list"],
      ["Run one; its record gets a hash and a place in the ledger", "sdetkit agent run template:repo-health-audit"],
      ["Build this page again", "sdetkit agent dashboard build --format html"],
    ],
  );
}

function welcome(title: string, lead: string, steps: readonly (readonly [why: string, command: string])[]): string {
  const items = steps.map(([why, command]) => `<li><div>${why}:<br><code>${command}</code></div></li>`);
  return `<section class="welcome" aria-labelledby="welcome-heading"><h2 id="welcome-heading">${title}</h2><p class="muted">${lead}</p><ol class="steps">${items.join("")}</ol></section>`;
}
