import { type Block, readMarkdown } from "./small-markdown.ts";

/** What goes out as a whole: a line, or one line of a fence. Lines of one fence share its `fence`. */
type Unit =
  | Extract<Block, { kind: "line" }>
  | { readonly kind: "fenced"; readonly fence: number; readonly line: string };

/**
 * Cuts a text into pieces, none of them longer than `limit` once it is rendered, in UTF-16 units. Cuts between lines where it
 * can, then between words, and never within a character; fences and bold are closed in one piece and opened in the next.
 * Pieces that would show nothing are left out.
 */
export function splitMarkdown(text: string, limit: number, render: (blocks: readonly Block[]) => string): Block[][] {
  const pieces: Block[][] = [];
  const push = (piece: readonly Unit[]) => {
    if (piece.some(shows)) pieces.push(toBlocks(piece));
  };
  // Rendering is never shorter than the text, so a text that is too long need not be rendered to know it.
  const fits = (piece: readonly Unit[]) => lengthOf(piece) <= limit && render(toBlocks(piece)).length <= limit;
  const units = toUnits(readMarkdown(text), limit);
  for (let from = 0; from < units.length; ) {
    const most = Math.min(units.length - from, limit + 1);
    const count = mostThat(0, most, (some) => fits(units.slice(from, from + some)));
    if (count > 0) {
      push(units.slice(from, from + count));
      from += count;
    } else {
      const unit = units[from]!;
      const at = cutAt(unit, limit, (part) => fits([part]));
      push([take(unit, 0, at)]);
      units[from] = take(unit, at);
    }
  }
  return pieces;
}

/** The largest number up to `most` that passes. What passes does so for every smaller number, and `least` for sure. */
function mostThat(least: number, most: number, passes: (number: number) => boolean): number {
  let [low, high] = [least, most + 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (passes(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** No line is set in so far that its first word does not fit. */
function toUnits(blocks: readonly Block[], limit: number): Unit[] {
  return blocks.flatMap((block, fence): Unit[] =>
    block.kind === "line"
      ? [{ ...block, indent: block.indent.slice(0, limit >> 1) }]
      : block.lines.map((line) => ({ kind: "fenced", fence, line })),
  );
}

function toBlocks(units: readonly Unit[]): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  units.forEach((unit, at) => {
    if (unit.kind === "line") {
      blocks.push(unit);
      return;
    }
    const before = units[at - 1];
    if (before?.kind !== "fenced" || before.fence !== unit.fence) {
      lines = [];
      blocks.push({ kind: "fence", lines });
    }
    lines.push(unit.line);
  });
  return blocks;
}

/** Of the text alone, with the ends of the lines between. */
const lengthOf = (piece: readonly Unit[]) => piece.reduce((sum, unit) => sum + textOf(unit).length, piece.length - 1);
const textOf = (unit: Unit) => (unit.kind === "line" ? unit.spans.map(({ text }) => text).join("") : unit.line);
const shows = (unit: Unit) => /\S/.test(textOf(unit)) || (unit.kind === "line" && unit.spans.some(({ code }) => code));

/** The most that fits, at the end of a word when there is one in its second half. */
function cutAt(unit: Unit, limit: number, fits: (part: Unit) => boolean): number {
  const most = mostThat(1, Math.min(textOf(unit).length - 1, limit), (length) => fits(take(unit, 0, length)));
  const text = textOf(unit).slice(0, most + 1);
  const space = text.search(/\s\S*$/);
  const at = space >= most / 2 ? Math.min(space + 1, most) : most;
  // Not between the halves of a character outside the basic plane.
  return /[\ud800-\udbff]$/.test(text.slice(0, at)) ? Math.max(at - 1, 0) || 2 : at;
}

/** The part of a line from one offset of its text to another. Only its beginning has the bullet. */
function take(unit: Unit, from: number, to = Number.POSITIVE_INFINITY): Unit {
  if (unit.kind === "fenced") return { ...unit, line: unit.line.slice(from, to) };
  let at = 0;
  const spans = unit.spans.flatMap((span) => {
    const text = span.text.slice(Math.max(from - at, 0), Math.max(to - at, 0));
    at += span.text.length;
    return text === "" ? [] : [{ ...span, text }];
  });
  return { ...unit, indent: from === 0 ? unit.indent : "", bullet: unit.bullet && from === 0, spans };
}
