import { escapeHtml } from "../../text/escape-html.ts";
import { statusLabel, statusTone } from "../status-label.ts";

/** A status as a word in its tone. */
export function statusText(status: string): string {
  return `<span class="status ${statusTone(status)}">${escapeHtml(statusLabel(status))}</span>`;
}
