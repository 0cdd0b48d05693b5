import type { Place } from "./finding.ts";
import { MARKER_SIZE } from "./hygiene/conflicts/find-conflicts.ts";
import type { AuditedFile, TextFile } from "./rule.ts";

const LF = 10;
const CR = 13;

/** A decoded file whose line table is built only when a rule asks for a place. Lines end with LF, CRLF or a lone CR. */
export function textFile(file: AuditedFile, text: string, conflictMarkerSize = MARKER_SIZE): TextFile {
  let starts: number[] | null = null;
  const lineStarts = (): number[] => {
    if (starts) return starts;
    starts = [0];
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit === LF || (unit === CR && text.charCodeAt(at + 1) !== LF)) starts.push(at + 1);
    }
    return starts;
  };
  const lineIndex = (offset: number): number => {
    const all = lineStarts();
    let low = 0;
    let high = all.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((all[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const place = (offset: number): Place => {
    const index = lineIndex(offset);
    return { line: index + 1, column: offset - (lineStarts()[index] as number) + 1 };
  };
  return {
    ...file,
    text,
    conflictMarkerSize,
    place,
    span: (from, to) => ({ ...place(from), end: place(to) }),
    lineRange(line) {
      const from = lineStarts()[line - 1];
      if (from === undefined) return null;
      return { from, to: from + withoutBreak(text.slice(from, lineStarts()[line])).length };
    },
    lineAt(offset) {
      const index = lineIndex(offset);
      return withoutBreak(text.slice(lineStarts()[index], lineStarts()[index + 1]));
    },
  };
}

function withoutBreak(line: string): string {
  return line.replace(/[\r\n]+$/, "");
}
