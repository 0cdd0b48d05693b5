import { statusLabel, statusTone } from "../../record/run-record.ts";
import { escapeHtml } from "../../text/escape.ts";
import { formatCountOf, formatInstant } from "../../text/format.ts";
import { shorten } from "../../text/shorten.ts";
import type { RunMention } from "../dashboard-summary.ts";

const SLOTS = 60;
const SLOT = 10;
const HEIGHTS = { succeeded: 14, other: 24, denied: 32, failed: 42 } as const;

/**
 * The latest runs as a strip of ticks, oldest on the left: the further a tick stands out, the worse the run went,
 * so that the strip reads without colour.
 */
export function recentRuns(recent: readonly RunMention[]): string {
  const offset = (SLOTS - recent.length) * SLOT;
  const slots = Array.from({ length: SLOTS - recent.length }, (_, index) => {
    return `<rect class="fill-track" x="${index * SLOT + 1}" y="40" width="8" height="3"/>`;
  });
  const ticks = recent.map((run, index) => {
    const tone = statusTone(run.status);
    const height = HEIGHTS[tone];
    const title = `${formatInstant(run.captured_at)} UTC, ${statusLabel(run.status)}: ${shorten(run.task, 80)}`;
    return `<rect class="fill-${tone}" x="${offset + index * SLOT + 1}" y="${43 - height}" width="8" height="${height}"><title>${escapeHtml(title)}</title></rect>`;
  });
  const bad = recent.filter((run) => run.status !== "succeeded").length;
  const said =
    bad === 0
      ? `All of the latest ${formatCountOf(recent.length, "run")} succeeded.`
      : `Of the latest ${formatCountOf(recent.length, "run")}, ${bad} did not succeed.`;
  return [
    `<svg class="tape" viewBox="0 0 ${SLOTS * SLOT} 44" preserveAspectRatio="none" role="img" aria-labelledby="tape-title tape-desc">`,
    `<title id="tape-title">Latest runs</title><desc id="tape-desc">${said} Each is named in the list of runs that did not succeed, or counted in the trend.</desc>`,
    [...slots, ...ticks].join("\n"),
    `<line class="base" x1="0" x2="${SLOTS * SLOT}" y1="43.5" y2="43.5"/></svg>`,
    `<figcaption>${said} Newest on the right; the taller the tick, the worse the result.</figcaption>`,
  ].join("\n");
}
