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
  let piece: Unit[] = [];
  const size = (units: readonly Unit[]) => render(toBlocks(units)).length;
  const flush = () => {
    if (piece.some(shows)) pieces.push(toBlocks(piece));
    piece = [];
  };
  for (const unit of toUnits(readMarkdown(text))) {
    // Rendering is never shorter than the text, so a text that is too long need not be rendered to know it.
    if (length(unit) <= limit && size([...piece, unit]) <= limit) {
      piece.push(unit);
      continue;
    }
    flush();
    let rest = unit;
    while (length(rest) > limit || size([rest]) > limit) {
      const at = cutAt(rest, limit, size);
      piece = [take(rest, 0, at)];
      flush();
      rest = take(rest, at);
    }
    piece = [rest];
  }
  flush();
  return pieces;
}

function toUnits(blocks: readonly Block[]): Unit[] {
  return blocks.flatMap((block, fence): Unit[] =>
    block.kind === "line" ? [block] : block.lines.map((line) => ({ kind: "fenced", fence, line })),
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

const textOf = (unit: Unit) => (unit.kind === "line" ? unit.spans.map(({ text }) => text).join("") : unit.line);
const length = (unit: Unit) => textOf(unit).length;
const shows = (unit: Unit) => /\S/.test(textOf(unit)) || (unit.kind === "line" && unit.spans.some(({ code }) => code));

/** The most that fits, at the end of a word when there is one in its second half. */
function cutAt(unit: Unit, limit: number, size: (units: readonly Unit[]) => number): number {
  let fits = 1;
  let not = Math.min(length(unit), limit + 1);
  while (not - fits > 1) {
    const middle = (fits + not) >> 1;
    if (size([take(unit, 0, middle)]) <= limit) fits = middle;
    else not = middle;
  }
  const text = textOf(unit).slice(0, fits + 1);
  const space = text.search(/\s\S*$/);
  const at = space >= fits / 2 ? Math.min(space + 1, fits) : fits;
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
