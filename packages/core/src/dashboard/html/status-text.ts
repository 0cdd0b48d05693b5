import { statusLabel, statusTone } from "../../record/run-record.ts";
import { escapeHtml } from "../../text/escape.ts";

/** A status as a word in its tone. */
export function statusText(status: string): string {
  return `<span class="status ${statusTone(status)}">${escapeHtml(statusLabel(status))}</span>`;
}
