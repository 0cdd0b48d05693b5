import type { RawFinding } from "../finding.ts";
import type { FileRule, TextFile } from "../rule.ts";

const MARKER = /^(<{7}(?: [^\n\r]*)?|\|{7}(?: [^\n\r]*)?|={7}|>{7}(?: [^\n\r]*)?)$/gm;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

export const mergeConflict: FileRule = {
  kind: "file",
  id: "merge-conflict",
  title: "No merge conflict is left unresolved",
  category: "hygiene",
  severity: "error",
  profiles: ["default", "strict"],
  help: "A conflict that was committed breaks the file. It counts only with all three markers (<<<<<<<, =======, >>>>>>>) in this order at the start of their lines, so headings underlined with ======= are fine, and so are examples in a fenced block of a Markdown file.",
  check(file) {
    if (!file.text.includes("<<<<<<<")) return [];
    const findings: RawFinding[] = [];
    let open: { offset: number; divided: boolean } | null = null;
    for (const { index, 0: marker } of normalLines(file.text).matchAll(MARKER)) {
      if (marker.startsWith("<")) open = { offset: index, divided: false };
      else if (marker.startsWith("=") && open) open.divided = true;
      else if (marker.startsWith(">")) {
        if (open?.divided && !isExample(file, open.offset)) findings.push(finding(file, open.offset, index));
        open = null;
      }
    }
    return findings;
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

/** Whether an offset of a Markdown file lies in a fenced code block. */
function isExample(file: TextFile, offset: number): boolean {
  if (!/\.(md|mdx|markdown)$/i.test(file.path)) return false;
  let fence: string | null = null;
  for (const line of file.text.slice(0, offset).split(/\r\n|\n|\r/)) {
    const mark = FENCE.exec(line)?.[1];
    if (mark === undefined) continue;
    if (fence === null) fence = mark;
    else if (mark[0] === fence[0] && mark.length >= fence.length) fence = null;
  }
  return fence !== null;
}
