import { escapeHtml } from "../../text/escape.ts";
import { formatDuration, formatInstant } from "../../text/format.ts";
import { shorten } from "../../text/shorten.ts";
import type { DashboardSummary } from "../dashboard-summary.ts";
import { tableSection } from "./list-section.ts";
import { statusText } from "./status-text.ts";

/** The runs that did not succeed, latest first, each with the hash that finds its record. */
export function failuresSection({ failures }: DashboardSummary): string {
  return tableSection(failures, {
    id: "failures",
    title: "Runs that did not succeed",
    empty: "Every run in this range succeeded.",
    caption: "Latest first; times in UTC. The hash names the run's record.",
    columns: [
      { head: "Began", kind: "nowrap", sorted: "descending" },
      { head: "Status", kind: "nowrap" },
      { head: "Task", kind: "text" },
      { head: "Duration", kind: "number" },
      { head: "Run", kind: "nowrap" },
      { head: "Hash", kind: "text" },
    ],
    cells: (run) => [
      { html: formatInstant(run.captured_at), sort: run.captured_at },
      { html: statusText(run.status), sort: run.status },
      { html: code(run.task) },
      { html: formatDuration(run.duration_ms), sort: run.duration_ms },
      { html: code(run.run) },
      { html: `<code class="digest">${escapeHtml(run.hash)}</code>` },
    ],
  });
}

/** Templates whose source is another one than in the run before: what changed, and since when. */
export function driftSection({ drift }: DashboardSummary): string {
  return tableSection(drift, {
    id: "drift",
    title: "Template drift",
    empty: "Every template kept its digest in this range.",
    caption: "Latest first; times in UTC of the first run with the new source.",
    columns: [
      { head: "First run", kind: "nowrap", sorted: "descending" },
      { head: "Template", kind: "text" },
      { head: "Version", kind: "nowrap" },
      { head: "Digest", kind: "nowrap" },
      { head: "What changed", kind: "text" },
    ],
    cells: (change) => [
      { html: formatInstant(change.captured_at), sort: change.captured_at },
      { html: code(change.template) },
      { html: fromTo(change.from.version, change.to.version) },
      { html: fromTo(change.from.digest.slice(0, 12), change.to.digest.slice(0, 12)) },
      {
        html: `<ul class="changes">${change.changes.map((text) => `<li>${escapeHtml(text)}</li>`).join("")}</ul>`,
      },
    ],
  });
}

function code(text: string): string {
  return `<code>${escapeHtml(shorten(text, 200))}</code>`;
}

function fromTo(from: string, to: string): string {
  const [before, after] = [escapeHtml(shorten(from, 40)), escapeHtml(shorten(to, 40))];
  return from === to
    ? `<code>${after}</code>`
    : `<code>${before}</code><span class="arrow" aria-label="to"> → </span><code>${after}</code>`;
}
