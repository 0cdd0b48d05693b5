import { codeSpan } from "@sdetkit/channel-adapters";
import { type DashboardSummary, formatDuration, formatShare, statusLabel } from "@sdetkit/core";
import type { Intent } from "../types.ts";

const SHOWN = 3;

/** `dashboard`: the figures of all runs, in a few lines. */
export const dashboard: Intent = {
  name: "dashboard",
  usage: "",
  about: "shows the results of past runs",
  scope: "history:read",
  answer: async (_, call) => {
    const content = await call.ask("dashboard.get", { query: { format: "json" } });
    const summary = (typeof content === "string" ? JSON.parse(content) : content) as DashboardSummary;
    return { text: summaryText(summary) };
  },
};

function summaryText({ totals, durations, approvals, failures, templates }: DashboardSummary): string {
  if (totals.runs === 0) return "No run has finished yet.";
  const { runs, succeeded, failed, denied, timed_out, cancelled } = totals;
  const parts = Object.entries({ succeeded, failed, denied, "timed out": timed_out, cancelled });
  const counts = parts.filter(([, count]) => count > 0).map(([label, count]) => `${count} ${label}`);
  return [
    `**${runs} ${runs === 1 ? "run" : "runs"}**, ${formatShare(totals.success_rate)} succeeded (${counts.join(", ")})`,
    ...(durations && totals.runs > 1
      ? [`Half of them took under ${formatDuration(durations.p50_ms)}, 95 % under ${formatDuration(durations.p95_ms)}`]
      : []),
    `Approvals: ${approvals.asked} requested, ${approvals.given} given, ${approvals.denied} denied`,
    ...templates.shown
      .slice(0, SHOWN)
      .map(
        ({ template, runs: count, success_rate }) =>
          `- ${codeSpan(template)}: ${count}, ${formatShare(success_rate)} succeeded`,
      ),
    ...failures.shown
      .slice(0, 1)
      .map(({ run, task, status }) => `- latest problem: ${codeSpan(task)} ${statusLabel(status)}, ${codeSpan(run)}`),
  ].join("\n");
}
