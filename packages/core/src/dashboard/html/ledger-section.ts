import { escapeHtml } from "../../text/escape.ts";
import { formatCountOf } from "../../text/format.ts";
import { shorten } from "../../text/shorten.ts";
import type { DashboardSummary } from "../dashboard-summary.ts";

/** The ledger's size and root in groups of eight, to be compared by eye with a checkpoint kept elsewhere. */
export function ledgerSection({ ledger }: DashboardSummary): string {
  const root = ledger.root === null ? "no root yet" : grouped(ledger.root);
  const signed = ledger.key === null ? "not signed" : `signed by ${shorten(ledger.key, 40)}`;
  return [
    '<dl class="plate">',
    `<dt>Ledger root over ${formatCountOf(ledger.size, "entry", "entries")}, ${escapeHtml(signed)}</dt>`,
    `<dd class="root">${escapeHtml(root).replaceAll("|", "\n")}</dd>`,
    "</dl>",
  ].join("\n");
}

function grouped(root: string): string {
  const groups = root.match(/.{1,8}/gs) ?? [];
  return `${groups.slice(0, 4).join(" ")}|${groups.slice(4).join(" ")}`;
}
