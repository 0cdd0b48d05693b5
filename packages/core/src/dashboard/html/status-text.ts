import { statusLabel, statusTone } from "../../record/status-label.ts";
import { escapeHtml } from "../../text/escape-html.ts";

/** A status as a word in its tone. */
export function statusText(status: string): string {
  return `<span class="status ${statusTone(status)}">${escapeHtml(statusLabel(status))}</span>`;
}
