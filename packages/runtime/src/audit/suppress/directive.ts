import { commentsOf } from "../comments/comments-of.ts";
import type { RawFinding } from "../finding.ts";
import type { Rule, TextFile } from "../rule.ts";
import { view } from "../view.ts";
import { zizmorRules } from "../workflows/data/zizmor-rules.ts";
import type { Directive } from "./types.ts";

const OWN =
  /(?<![`"'])sdetkit:ignore\s+(?<selectors>[a-z][\w-]*(?:\s*,\s*[a-z][\w-]*)*)(?:\s+until\s+(?<until>\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])))?\s+--\s*(?<reason>\S[^\r\n]*)/;
const GITLEAKS = /\b(?:gitleaks|betterleaks):allow\b(?<reason>[^\r\n]*)/;
const ZIZMOR = /\bzizmor:\s*ignore\[(?<rules>[\w, -]+)\](?<reason>[^\r\n]*)/;
/** Without one of these a text holds no directive. */
const ANY = /sdetkit:ignore|(?:gitleaks|betterleaks):allow|zizmor:/;
/** What closes a comment is no part of its reason. */
const CLOSING = /\s*(?:\*\/|-->|#\})\s*$/;

/** Whether a text that begins with `sdetkit:ignore` is a directive: it names rules and gives a reason, and its day is one. */
export function isDirective(text: string): boolean {
  return OWN.exec(text)?.index === 0;
}

/** The directives of a file, in order. They count in comments only, by the language of the file. */
export const directivesOf = view((file: TextFile): readonly Directive[] => {
  if (!ANY.test(file.text)) return [];
  return [...commentsOf(file.path, file.text)].flatMap(({ from, to }) => {
    const comment = file.text.slice(from, to);
    if (!ANY.test(comment)) return [];
    const found = readDirective(comment);
    if (found === null) return [];
    const { line } = file.place(from + found.at);
    const { at: _, ...directive } = found;
    return [{ ...directive, line, silences: silencedLine(file, { from, to }, line) }];
  });
});

type Read = Omit<Directive, "line" | "silences"> & { readonly at: number };

function readDirective(comment: string): Read | null {
  const own = OWN.exec(comment);
  if (own?.groups) {
    const { selectors = "", until = null, reason = "" } = own.groups;
    return read(own, "sdetkit:ignore", words(selectors), until, reason);
  }
  const gitleaks = GITLEAKS.exec(comment);
  if (gitleaks) return read(gitleaks, "gitleaks:allow", ["secrets"], null, gitleaks.groups?.["reason"] ?? "");
  const zizmor = ZIZMOR.exec(comment);
  if (!zizmor?.groups) return null;
  const rules = words(zizmor.groups["rules"] ?? "").flatMap((rule) => zizmorRules[rule] ?? []);
  return read(zizmor, "zizmor: ignore", rules, null, zizmor.groups["reason"] ?? "");
}

function read(
  { index, 0: found }: RegExpExecArray,
  by: Directive["by"],
  selectors: readonly string[],
  until: string | null,
  rest: string,
): Read {
  const reason = rest
    .replace(CLOSING, "")
    .replace(/^[\s:-]+/, "")
    .trim();
  const text = found.replace(CLOSING, "").replace(/\s+/g, " ").trim();
  return { by, selectors, until, reason: reason === "" ? null : reason, text, at: index };
}

function words(list: string): string[] {
  return list.split(/[\s,]+/).filter((word) => word !== "");
}

/** The comment's own line when something else stands in it, else the next line that is not empty. */
function silencedLine(file: TextFile, comment: { readonly from: number; readonly to: number }, line: number): number {
  const own = file.lineRange(line);
  const before = own === null ? "" : file.text.slice(own.from, Math.max(own.from, comment.from));
  const rest = own === null ? "" : file.text.slice(Math.min(comment.to, own.to), own.to);
  if (before.trim() !== "" || rest.trim() !== "") return line;
  let next = file.place(comment.to).line + 1;
  for (let range = file.lineRange(next); range && file.text.slice(range.from, range.to).trim() === ""; ) {
    next++;
    range = file.lineRange(next);
  }
  return next;
}

/** The directive that silences a finding of a rule: on its line, or on one of the lines that it spans. */
export function directiveFor(
  rule: Pick<Rule, "id" | "category">,
  { line, end }: Pick<RawFinding, "line" | "end">,
  directives: readonly Directive[],
): Directive | undefined {
  if (line === null) return undefined;
  const last = end?.line ?? line;
  return directives.find(
    (each) =>
      (each.selectors.includes(rule.id) || each.selectors.includes(rule.category)) &&
      ((each.silences >= line && each.silences <= last) || (each.line >= line && each.line <= last)),
  );
}
