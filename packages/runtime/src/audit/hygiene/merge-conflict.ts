import type { RawFinding } from "../finding.ts";
import type { FileRule } from "../rule.ts";
import { exampleIn } from "./conflicts/example-in.ts";
import { findConflicts } from "./conflicts/find-conflicts.ts";

const MARKDOWN = /\.(?:md|mdx|markdown|mkd|mdown|rmd|qmd)$/i;

export const mergeConflict: FileRule = {
  kind: "file",
  id: "merge-conflict",
  title: "No merge conflict is left unresolved",
  category: "hygiene",
  severity: "error",
  profiles: ["default", "strict"],
  protects: "A conflict that was committed breaks the file.",
  fix: "Keep the right side and delete the three markers. Examples are fine: headings underlined with =======, and a fenced block of a Markdown file whose text speaks of conflicts.",
  examples: [
    {
      name: "both sides left in",
      found: { "limits.yaml": "<<<<<<< HEAD\nretries: 3\n=======\nretries: 5\n>>>>>>> feature\n" },
      repaired: { "limits.yaml": "retries: 5\n" },
    },
  ],
  *check(file): Generator<RawFinding> {
    const isExample = MARKDOWN.test(file.path) ? exampleIn(file.text) : () => false;
    for (const conflict of findConflicts(file.text, file.conflictMarkerSize)) {
      if (isExample(conflict)) continue;
      const place = file.span(conflict.from, conflict.to);
      yield {
        path: file.path,
        ...place,
        context: file.text.slice(conflict.from, conflict.to),
        message: `Expected resolved text, found a merge conflict from line ${place.line} to line ${place.end.line}. Keep the right side and delete the markers.`,
      };
    }
  },
};
