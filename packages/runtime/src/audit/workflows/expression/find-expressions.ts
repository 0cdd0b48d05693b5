import { sourceOffset } from "../yaml/source-offset.ts";
import { scalarsIn, type YamlNode, type YamlScalar } from "../yaml/yaml-node.ts";
import type { Expression } from "./expression.ts";
import { parseExpression } from "./parse-expression.ts";

/** An expression in a scalar. */
export interface PlacedExpression {
  readonly scalar: YamlScalar;
  /** Its text, without the fences. */
  readonly text: string;
  /** Null when it could not be parsed. */
  readonly tree: Expression | null;
  readonly problem: { readonly message: string; readonly at: number } | null;
  /** Offsets of the whole with its fences in the scalar's text. */
  readonly start: number;
  readonly end: number;
  /** Whether it stands without `${{ }}`, as conditions may. */
  readonly bare: boolean;
  /** Where an offset of the expression's text stands in the file. */
  place(offset: number): number;
}

const OPEN = "${{";

const NONE: readonly PlacedExpression[] = [];
const known = new WeakMap<YamlScalar, readonly PlacedExpression[]>();

/** Every `${{ … }}` of a scalar, in order; parsed once. One that is never closed reaches to the end. */
export function findExpressions(source: string, scalar: YamlScalar): readonly PlacedExpression[] {
  if (!scalar.text.includes(OPEN)) return NONE;
  // Who only asks what is in a text, and not where, gives the text for the file.
  if (source === scalar.text) return parseExpressions(source, scalar);
  let found = known.get(scalar);
  if (!found) {
    found = parseExpressions(source, scalar);
    known.set(scalar, found);
  }
  return found;
}

/** Every `${{ … }}` of the scalars below a node, keys not included, in the order of the file. */
export function* expressionsIn(source: string, node: YamlNode | null): Generator<PlacedExpression> {
  for (const scalar of scalarsIn(node)) yield* findExpressions(source, scalar);
}

function parseExpressions(source: string, scalar: YamlScalar): readonly PlacedExpression[] {
  const found: PlacedExpression[] = [];
  for (let from = scalar.text.indexOf(OPEN); from >= 0; ) {
    const close = closing(scalar.text, from + OPEN.length);
    const end = close < 0 ? scalar.text.length : close + 2;
    const text = scalar.text.slice(from + OPEN.length, close < 0 ? undefined : close);
    const closed = placed(source, scalar, text, { start: from, end, content: from + OPEN.length, bare: false });
    found.push(
      close < 0
        ? { ...closed, tree: null, problem: { message: "expected `}}` after `${{`, found the end", at: text.length } }
        : closed,
    );
    from = scalar.text.indexOf(OPEN, end);
  }
  return found;
}

/** The expressions of a condition: GitHub reads one without fences as if it had them. */
export function findInCondition(source: string, scalar: YamlScalar): readonly PlacedExpression[] {
  const fenced = findExpressions(source, scalar);
  if (fenced.length > 0) return fenced;
  return [placed(source, scalar, scalar.text, { start: 0, end: scalar.text.length, content: 0, bare: true })];
}

function placed(
  source: string,
  scalar: YamlScalar,
  text: string,
  at: { readonly start: number; readonly end: number; readonly content: number; readonly bare: boolean },
): PlacedExpression {
  const parsed = parseExpression(text);
  return {
    scalar,
    text,
    tree: parsed.kind === "tree" ? parsed.tree : null,
    problem: parsed.kind === "problem" ? parsed : null,
    start: at.start,
    end: at.end,
    bare: at.bare,
    place: (offset) => sourceOffset(source, scalar, at.content + offset),
  };
}

/** Where `}}` closes, strings left out; -1 when nowhere. */
function closing(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "'") quoted = !quoted;
    else if (!quoted && text[at] === "}" && text[at + 1] === "}") return at;
  }
  // An apostrophe that is never closed: the fence counts, so that the rest of the text is still looked at.
  return quoted ? text.indexOf("}}", from) : -1;
}
