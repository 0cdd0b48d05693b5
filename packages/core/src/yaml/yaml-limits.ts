import type { CST } from "yaml";
import type { Place } from "../diagnostic/diagnostic.ts";
import type { Findings } from "../diagnostic/findings.ts";
import type { LineIndex } from "../diagnostic/line-index.ts";
import { excerpt } from "../text/excerpt.ts";

/** Most UTF-16 code units of a file, and how deep lists and maps may lie in each other. */
export const YAML_LIMITS = { characters: 64 * 1024, depth: 32 } as const;

const QUOTE_EXPRESSION = 'inside [ ] and { } an expression needs quotes around it: "${{ … }}"';

type Token = CST.Token | CST.SourceToken;

/** Walks the concrete syntax without recursion: depth, directives, tags, anchors, aliases and what could not be read at all. */
export function checkTokens(tokens: readonly Token[], lines: LineIndex, findings: Findings): void {
  const pending: { token: Token; depth: number }[] = [];
  for (let index = tokens.length - 1; index >= 0; index--) pending.push({ token: tokens[index]!, depth: 0 });
  let tooDeep = false;
  let aliases = 0;
  let unreadable = 0;
  while (pending.length > 0 && !findings.isFull) {
    const { token, depth } = pending.pop()!;
    const place = (): Place => lines.place(token.offset, "source" in token ? token.source.length : 1);
    switch (token.type) {
      case "directive":
        findings.error("yaml-directive", place(), "expected no line that starts with `%`", "remove the line");
        continue;
      case "tag":
        findings.error(
          "yaml-tag",
          place(),
          `expected no tag, got \`${token.source}\``,
          "remove the tag, or put quotes around the text",
        );
        continue;
      case "anchor":
      case "alias":
        // A bomb consists of little else: the first few say enough.
        if (++aliases > 3) continue;
        findings.error(
          "yaml-alias",
          place(),
          `expected no ${token.type}, got \`${token.source}\``,
          "write the value itself here; a text that begins with & or * needs quotes",
        );
        continue;
      case "error": {
        const at = place();
        // The rest of the line only follows from what is first in it.
        if (at.line === unreadable) continue;
        unreadable = at.line;
        const { message, hint } = wordSyntax("UNEXPECTED_TOKEN", token.message);
        const expression = lines.line(at.line).slice(0, at.column).includes("${{");
        findings.error("yaml-syntax", at, message, expression ? QUOTE_EXPRESSION : hint);
        continue;
      }
      case "document":
        for (const part of token.start) pending.push({ token: part, depth });
        if (token.value) pending.push({ token: token.value, depth });
        continue;
      case "block-map":
      case "block-seq":
      case "flow-collection":
        if (depth >= YAML_LIMITS.depth) {
          if (!tooDeep) {
            findings.error(
              "too-deep",
              lines.place(token.offset, 1),
              `expected at most ${YAML_LIMITS.depth} lists and maps in each other, got more`,
              "flatten the structure",
            );
          }
          tooDeep = true;
          continue;
        }
        for (const item of token.items) {
          for (const part of item.start) pending.push({ token: part, depth });
          for (const part of item.sep ?? []) pending.push({ token: part, depth });
          if (item.key) pending.push({ token: item.key, depth: depth + 1 });
          if (item.value) pending.push({ token: item.value, depth: depth + 1 });
        }
        continue;
      case "block-scalar":
        for (const part of token.props) pending.push({ token: part, depth });
        continue;
      default:
    }
  }
}

/** Room for every message of the library; only what one quotes of the file can be longer, and is cut. */
const LONGEST_SYNTAX = 120;

/** An error of the YAML library in the words of this product, with a remedy. */
export function wordSyntax(code: string, original: string): { message: string; hint: string } {
  const told = excerpt(original.replace(/\.$/, ""), LONGEST_SYNTAX);
  const message = `not valid YAML: ${told.replace(/^./, (first) => first.toLowerCase())}`;
  switch (code) {
    case "BAD_INDENT":
      return { message, hint: "align the entry with its neighbours, using spaces" };
    case "TAB_AS_INDENT":
      return { message: "not valid YAML: a tab indents this line", hint: "indent with spaces" };
    case "MISSING_CHAR":
      return { message, hint: "close the quote or bracket, or put quotes around the text" };
    case "MULTILINE_IMPLICIT_KEY":
    case "BLOCK_AS_IMPLICIT_KEY":
      return { message, hint: "check the indentation; a text that holds `: ` needs quotes around it" };
    default:
      return {
        message,
        hint: "check indentation, colons and quotes here; put quotes around a text with special characters",
      };
  }
}
