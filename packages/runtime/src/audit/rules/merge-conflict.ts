import type { RawFinding } from "../finding.ts";
import type { FileRule, TextFile } from "../rule.ts";

/** A conflict marker, or (group 1) the beginning of a code fence. */
const MARKER = /^(?:<{7}(?: [^\n]*)?$|\|{7}(?: [^\n]*)?$|={7}$|>{7}(?: [^\n]*)?$| {0,3}(`{3,}|~{3,}))/gm;

export const mergeConflict: FileRule = {
  kind: "file",
  id: "merge-conflict",
  title: "No merge conflict is left unresolved",
  category: "hygiene",
  severity: "error",
  profiles: ["default", "strict"],
  help: "A conflict that was committed breaks the file. It counts only with all three markers (<<<<<<<, =======, >>>>>>>) in this order at the start of their lines, so headings underlined with ======= are fine, and so are examples in a fenced block of a Markdown file.",
  *check(file): Generator<RawFinding> {
    if (!file.text.includes("<<<<<<<")) return;
    const markdown = /\.(md|mdx|markdown)$/i.test(file.path);
    let fence: string | null = null;
    let open: { offset: number; divided: boolean; example: boolean } | null = null;
    for (const { index, 0: marker, 1: fenceMark } of normalLines(file.text).matchAll(MARKER)) {
      if (fenceMark !== undefined) fence = markdown ? nextFence(fence, fenceMark) : null;
      else if (marker.startsWith("<")) open = { offset: index, divided: false, example: fence !== null };
      else if (marker.startsWith("=") && open) open.divided = true;
      else if (marker.startsWith(">")) {
        if (open?.divided && !open.example) yield finding(file, open.offset, index);
        open = null;
      }
    }
  },
};

/** Every CR becomes LF, so that `$` sees every line end and offsets stay what they were. */
function normalLines(text: string): string {
  return text.includes("\r") ? text.replace(/\r/g, "\n") : text;
}

function finding(file: TextFile, start: number, end: number): RawFinding {
  const from = file.place(start);
  return {
    path: file.path,
    ...from,
    context: file.text.slice(start, end),
    message: `Expected resolved text, found a merge conflict from line ${from.line} to line ${file.place(end).line}. Keep the right side and delete the markers.`,
  };
}

/** The fence that is open after a line with a fence mark; only one of the same kind, at least as long, closes it. */
function nextFence(open: string | null, mark: string): string | null {
  if (open === null) return mark;
  return mark[0] === open[0] && mark.length >= open.length ? null : open;
}
