import { REDACTED } from "@sdetkit/core";

/** A span of text: `from` included, `to` excluded. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The same places, in order, those that overlap as one. */
function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && from < last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** The text with a mark in the place of each span. */
export function cutSpans(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  const kept: string[] = [];
  let from = 0;
  for (const span of mergeSpans(spans)) {
    kept.push(text.slice(from, span.from), REDACTED);
    from = span.to;
  }
  kept.push(text.slice(from));
  return kept.join("");
}
