import { commentsOf } from "../comments/comments-of.ts";
import type { RawFinding } from "../finding.ts";
import type { FileRule } from "../rule.ts";
import { isDirective } from "../suppress/directive.ts";

/** In quotes a comment speaks of the form. */
const BEGIN = /(?<![`"'])sdetkit:ignore(?![\w-])/g;
export const suppressionComment: FileRule = {
  kind: "file",
  id: "suppression-comment",
  title: "A comment that silences a finding names the rule and gives a reason",
  category: "hygiene",
  severity: "warning",
  profiles: ["default", "strict"],
  protects: "A comment that is not read as its author meant it silences nothing, and nobody notices.",
  fix: "Write `sdetkit:ignore RULE -- why`, with the day up to which it counts where it has an end: `sdetkit:ignore RULE until 2027-01-31 -- why`.",
  examples: [
    {
      name: "no reason",
      found: { "src/config.ts": "const key = read(); // sdetkit:ignore secret\n" },
      repaired: { "src/config.ts": "const key = read(); // sdetkit:ignore secret -- a key of the sandbox\n" },
    },
    {
      name: "a day that there is not",
      found: { "limits.yaml": "retries: 3 # sdetkit:ignore secret until 2027-13-01 -- until the move\n" },
      repaired: { "limits.yaml": "retries: 3 # sdetkit:ignore secret until 2027-12-01 -- until the move\n" },
    },
  ],
  keywords: ["sdetkit:ignore"],
  *check(file): Generator<RawFinding> {
    for (const { from, to } of commentsOf(file.path, file.text)) {
      for (const { index } of file.text.slice(from, to).matchAll(BEGIN)) {
        const at = from + index;
        if (isDirective(file.text.slice(at, to))) continue;
        yield {
          path: file.path,
          ...file.span(at, at + "sdetkit:ignore".length),
          context: file.lineAt(at),
          message:
            "Expected `sdetkit:ignore RULE until YYYY-MM-DD -- why` (the day may be left out), found a comment that silences nothing.",
        };
      }
    }
  },
};
