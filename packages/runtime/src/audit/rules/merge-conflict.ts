import { exampleIn } from "../conflicts/example-in.ts";
import { findConflicts } from "../conflicts/find-conflicts.ts";
import type { RawFinding } from "../finding.ts";
import type { FileRule } from "../rule.ts";

const MARKDOWN = /\.(?:md|mdx|markdown|mkd|mdown|rmd|qmd)$/i;

export const mergeConflict: FileRule = {
  kind: "file",
  id: "merge-conflict",
  title: "No merge conflict is left unresolved",
  category: "hygiene",
  severity: "error",
  profiles: ["default", "strict"],
  help: "A conflict that was committed breaks the file. It counts only with all three markers (<<<<<<<, =======, >>>>>>>) in this order at the start of their lines, in the size that conflict-marker-size gives the file, so headings underlined with ======= are fine. So are examples: a fenced block of a Markdown file in a text that speaks of conflicts.",
  *check(file): Generator<RawFinding> {
    const isExample = MARKDOWN.test(file.path) ? exampleIn(file.text) : () => false;
    for (const conflict of findConflicts(file.text, file.conflictMarkerSize)) {
      if (isExample(conflict)) continue;
      const from = file.place(conflict.from);
      const to = file.place(conflict.to);
      yield {
        path: file.path,
        ...from,
        context: file.text.slice(conflict.from, conflict.to),
        message: `Expected resolved text, found a merge conflict from line ${from.line} to line ${to.line}. Keep the right side and delete the markers.`,
      };
    }
  },
};
