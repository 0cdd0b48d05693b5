import type { Findings } from "../diagnostic/findings.ts";
import type { LineIndex } from "../diagnostic/line-index.ts";
import { excerpt } from "../text/excerpt.ts";
import type { Tree, TreeScalar } from "../yaml/yaml-tree.ts";
import { checkReferences, type Visible } from "./check-references.ts";
import { compileExpression, Offsets } from "./expression/compile.ts";
import { holdsExpression, scanExpressions } from "./expression/scan.ts";

/** Checks every `${{ }}` of a value: syntax, functions, references. */
export function checkExpressions(tree: Tree, visible: Visible, lines: LineIndex, findings: Findings): void {
  switch (tree.kind) {
    case "list":
      for (const item of tree.items) checkExpressions(item, visible, lines, findings);
      return;
    case "map":
      for (const { key, keyPlace, value } of tree.entries) {
        if (holdsExpression(key)) {
          findings.error(
            "expression-not-allowed",
            keyPlace,
            "expected a constant key, got an expression",
            "put the expression into a value",
          );
        }
        checkExpressions(value, visible, lines, findings);
      }
      return;
    case "scalar":
      if (typeof tree.value === "string" && holdsExpression(tree.value))
        checkText(tree, tree.value, visible, lines, findings);
  }
}

/** Checks an `if`: either one whole `${{ }}` or a bare expression. */
export function checkCondition(tree: TreeScalar, visible: Visible, lines: LineIndex, findings: Findings): void {
  const text = String(tree.value);
  if (!holdsExpression(text)) {
    checkOne(tree, text, 0, true, visible, lines, findings);
    return;
  }
  const scan = scanExpressions(text);
  if (scan.kind === "unclosed") {
    reportUnclosed(tree, text, scan.start, lines, findings);
    return;
  }
  const written = scan.parts.filter((part) => part.kind === "expression" || part.text.trim() !== "");
  const [only] = written;
  if (written.length === 1 && only?.kind === "expression") {
    checkOne(tree, only.text, only.start, true, visible, lines, findings);
    return;
  }
  findings.error(
    "expression-syntax",
    tree.place,
    "expected one expression as `if`, got an expression with text around it",
    "put the whole condition into one `${{ }}`, or leave the braces out: `if: inputs.deep && failure()`",
  );
}

function checkText(tree: TreeScalar, text: string, visible: Visible, lines: LineIndex, findings: Findings): void {
  const scan = scanExpressions(text);
  if (scan.kind === "unclosed") {
    reportUnclosed(tree, text, scan.start, lines, findings);
    return;
  }
  for (const part of scan.parts) {
    if (findings.isFull) return;
    if (part.kind === "expression") checkOne(tree, part.text, part.start, false, visible, lines, findings);
  }
}

function reportUnclosed(tree: TreeScalar, text: string, start: number, lines: LineIndex, findings: Findings): void {
  findings.error(
    "expression-syntax",
    placeInside(tree, text, start, 3, lines),
    "expected `}}` after `${{`, got the end of the text",
    "close the expression; for a literal `${{` write `${{ '${{' }}`",
  );
}

function checkOne(
  tree: TreeScalar,
  expression: string,
  start: number,
  status: boolean,
  visible: Visible,
  lines: LineIndex,
  findings: Findings,
): void {
  const text = String(tree.value);
  const compiled = compileExpression(expression, { status });
  if (compiled.kind === "problem") {
    const place = placeInside(tree, text, start + compiled.offset, compiled.length, lines);
    const subject = expression.trim() === "" ? "" : `in \`${excerpt(expression.trim())}\`: `;
    findings.error(compiled.code, place, subject + compiled.message, compiled.hint);
    return;
  }
  const offsets = new Offsets(expression);
  for (const { code, token, message, hint } of checkReferences(compiled.expr, visible)) {
    const place = placeInside(tree, text, start + offsets.of(token), token.lexeme.length, lines);
    findings.error(code, place, `in \`${excerpt(expression.trim())}\`: ${message}`, hint);
  }
}

/** Where a part of a scalar's value is in the source; the scalar's own place when quoting or folding hides it. */
function placeInside(tree: TreeScalar, value: string, offset: number, length: number, lines: LineIndex) {
  const raw = lines.text.slice(tree.start, tree.end);
  for (const skip of [0, 1]) {
    if (raw.startsWith(value, skip)) return lines.place(tree.start + skip + offset, length);
  }
  const part = value.slice(offset, offset + length);
  if (part.trim() === "") return tree.place;
  let at = raw.indexOf(part);
  for (let earlier = value.indexOf(part); at !== -1 && earlier !== -1 && earlier < offset; ) {
    earlier = value.indexOf(part, earlier + 1);
    at = raw.indexOf(part, at + 1);
  }
  return at === -1 ? tree.place : lines.place(tree.start + at, length);
}
