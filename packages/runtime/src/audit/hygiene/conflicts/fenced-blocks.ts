/** A fenced code block of a Markdown text, in offsets: its lines without the two fences. */
export interface FencedBlock {
  readonly from: number;
  readonly to: number;
  /** What stands behind the opening fence, e.g. `sh`. */
  readonly info: string;
}

interface Fence {
  readonly mark: string;
  readonly info: string;
  /** The columns that the list item around it takes; 0 at the top. */
  readonly item: number;
  readonly from: number;
}

const LINE = /[^\r\n]*(?:\r\n|\r|\n|$)/g;
const OPENING = /^(?:(`{3,})([^`]*)|(~{3,})(.*))$/;
const ITEM = /^(?:[-+*]|\d{1,9}[.)])(?: {1,4}(?! )| (?= {4})|$)/;
/** Blocks of HTML in which a fence is none, and what ends them (CommonMark 0.31, section 4.6, kinds 1 and 2). */
const HTML: readonly (readonly [start: RegExp, end: RegExp])[] = [
  [/^<(?:pre|script|style|textarea)(?:[\s>]|$)/i, /<\/(?:pre|script|style|textarea)>/i],
  [/^<!--/, /-->/],
];
/** What begins a block of its own, so that it does not go on with the paragraph before it. */
const BLOCK = /^(?:#{1,6}(?: |$)|>|`{3}|~{3}|[-+*](?: |$)|\d{1,9}[.)](?: |$)|<)/;

/**
 * The fenced code blocks at the top of a Markdown text that have a beginning and an end, by CommonMark's rules: a fence inside a list
 * item ends with the item, only a fence of the same kind, as long and without more text closes, and backticks open nothing when
 * there are more of them in the line.
 */
export function fencedBlocks(text: string): FencedBlock[] {
  const blocks: FencedBlock[] = [];
  const items: number[] = [];
  let fence: Fence | null = null;
  let html: RegExp | null = null;
  let paragraph = false;
  for (const { index, 0: whole } of text.matchAll(LINE)) {
    if (whole === "") break;
    let { indent, rest } = indented(whole.replace(/[\r\n]+$/, ""));
    const blank = rest === "";
    if (fence !== null && !(fence.item > 0 && !blank && indent < fence.item)) {
      if (indent - fence.item <= 3 && closes(fence.mark, rest)) {
        if (fence.item === 0) blocks.push({ from: fence.from, to: index, info: fence.info });
        fence = null;
      }
      continue;
    }
    fence = null;
    if (html !== null) {
      if (html.test(rest)) html = null;
      continue;
    }
    const lazy: boolean = paragraph && !BLOCK.test(rest);
    paragraph = !blank;
    if (blank) continue;
    while (!lazy && indent < (items.at(-1) ?? 0)) items.pop();
    for (let item = ITEM.exec(rest); item && indent - (items.at(-1) ?? 0) <= 3; item = ITEM.exec(rest)) {
      indent += item[0].length + (item[0].endsWith(" ") ? 0 : 1);
      items.push(indent);
      rest = rest.slice(item[0].length);
    }
    const around = items.at(-1) ?? 0;
    if (indent - around > 3) continue;
    const opening = OPENING.exec(rest);
    if (opening) {
      const info = (opening[2] ?? opening[4] ?? "").trim();
      fence = { mark: opening[1] ?? opening[3] ?? "", info, item: around, from: index + whole.length };
    } else html = htmlEnd(rest);
  }
  return blocks;
}

/** Only of the same kind, at least as long, and nothing behind it. */
function closes(mark: string, rest: string): boolean {
  const found = /^(`{3,}|~{3,})[ \t]*$/.exec(rest)?.[1];
  return found !== undefined && found[0] === mark[0] && found.length >= mark.length;
}

function htmlEnd(rest: string): RegExp | null {
  const end = HTML.find(([start]) => start.test(rest))?.[1];
  return end === undefined || end.test(rest) ? null : end;
}

/** A tab goes on to the next column that four divides. */
function indented(line: string): { indent: number; rest: string } {
  let indent = 0;
  let at = 0;
  for (; line[at] === " " || line[at] === "\t"; at++) indent += line[at] === "\t" ? 4 - (indent % 4) : 1;
  return { indent, rest: line.slice(at).trimEnd() };
}
