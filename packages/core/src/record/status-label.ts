/** A status as people read it: `timed-out` is `timed out`. */
export function statusLabel(status: string): string {
  return status.replace(/-/g, " ");
}

/** Which of the four tones a status is shown in. Unknown ones count as `other`. */
export function statusTone(status: string): "succeeded" | "failed" | "denied" | "other" {
  return status === "succeeded" || status === "failed" || status === "denied" ? status : "other";
}
