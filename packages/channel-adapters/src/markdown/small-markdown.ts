import { escapeControl } from "@sdetkit/core";

/** Words of one look: what a vendor has a way to show. */
export interface Span {
  readonly text: string;
  readonly bold: boolean;
  readonly code: boolean;
}

/** A line of text, or a fenced block with its lines. */
export type Block =
  | { readonly kind: "line"; readonly indent: string; readonly bullet: boolean; readonly spans: readonly Span[] }
  | { readonly kind: "fence"; readonly lines: readonly string[] };

/** The line that opens a fenced block. */
const FENCE = /^ {0,3}(`{3,})[^`]*$/;

/**
 * Reads the small Markdown of replies: `**bold**`, code spans and fences after CommonMark 0.31.2 (a longer run of backticks
 * holds a shorter one, sections 4.5 and 6.1), lists with `-` or `*`. Everything else is text, also HTML and links. Hidden characters
 * become visible: what somebody approves is what is there.
 */
export function readMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  let fence: { readonly end: RegExp; readonly lines: string[] } | null = null;
  for (const line of visible(text).split("\n")) {
    if (fence !== null) {
      if (fence.end.test(line)) fence = null;
      else fence.lines.push(line);
      continue;
    }
    const open = FENCE.exec(line)?.[1];
    if (open === undefined) blocks.push(readLine(line));
    else {
      fence = { end: new RegExp(`^ {0,3}\`{${open.length},}\\s*$`), lines: [] };
      blocks.push({ kind: "fence", lines: fence.lines });
    }
  }
  return blocks;
}

/** The Markdown that reads as these blocks. */
export function writeMarkdown(blocks: readonly Block[]): string {
  return blocks
    .map((block) =>
      block.kind === "fence"
        ? fence(block.lines)
        : `${block.indent}${block.bullet ? "- " : ""}${asText(writeSpans(block.spans))}`,
    )
    .join("\n");
}

/** A code span that nothing in the text can end: for names that others chose. One line. */
export function codeSpan(text: string): string {
  const line = cleanText(text).replace(/\s+/g, " ");
  return line === "" ? "` `" : codeWith(line, 1);
}

function codeWith(line: string, least: number): string {
  const ticks = longerThan(line, least);
  const pad = /^`|`$|^ .*\S.* $/.test(line) ? " " : "";
  return `${ticks}${pad}${line}${pad}${ticks}`;
}

/** A fenced block that nothing in the text can end: for what a program printed. */
export function fenced(text: string): string {
  return fence(text.split("\n"));
}

/** Text that a vendor, a database and a screen take: no control characters but line breaks and tabs, no lone surrogates. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(/(?![\n\t])\p{Cc}/gu, "\ufffd");
}

function visible(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(/[^\n\t]+/g, escapeControl);
}

function fence(lines: readonly string[]): string {
  const ticks = longerThan(lines.join("\n"), 3);
  return [ticks, ...lines, ticks].join("\n");
}

function longerThan(text: string, least: number): string {
  const runs = text.match(/`+/g) ?? [];
  return "`".repeat(Math.max(least, ...runs.map((run) => run.length + 1)));
}

/** What only looks like the beginning of a list or a block, and is text: bold, on and off, stands before it. */
function asText(line: string): string {
  return FENCE.test(line) || /^(\s|[-*] )/.test(line) ? `****${line}` : line;
}

/** Backticks that are text must neither open one of the code spans nor melt into its own: bold, on and off, keeps them apart. */
function writeSpans(spans: readonly Span[]): string {
  const loose = spans.filter(({ code }) => !code).map(({ text }) => text);
  const least = longerThan(loose.join(" "), 1).length;
  return spans.reduce((written, { text, bold, code }) => {
    const inner = code ? codeWith(text, least) : text;
    const next = bold ? `**${inner}**` : inner;
    return written.endsWith("`") && next.startsWith("`") ? `${written}****${next}` : written + next;
  }, "");
}

function readLine(line: string): Block {
  const [, indent = "", bullet, rest = ""] = /^(\s*)([-*] )?(.*)$/s.exec(line) ?? [];
  return { kind: "line", indent, bullet: bullet !== undefined, spans: readBold(readCode(rest)) };
}

/** Cuts out code spans: a run of backticks ends at the next run that is as long; without one it is text. */
function readCode(line: string): Span[] {
  const spans: Span[] = [];
  const runs = [...line.matchAll(/`+/g)];
  let from = 0;
  for (let at = 0; at < runs.length; at++) {
    const open = runs[at]!;
    const close = runs.findIndex((run, later) => later > at && run[0].length === open[0].length);
    if (close === -1) continue;
    const inner = line.slice(open.index + open[0].length, runs[close]!.index);
    if (open.index > from) spans.push({ text: line.slice(from, open.index), bold: false, code: false });
    spans.push({ text: /^ .*\S.* $/.test(inner) ? inner.slice(1, -1) : inner, bold: false, code: true });
    from = runs[close]!.index + open[0].length;
    at = close;
  }
  if (from < line.length) spans.push({ text: line.slice(from), bold: false, code: false });
  return spans;
}

/** Pairs of `**` outside code switch bold on and off; one that is left over is text. */
function readBold(spans: readonly Span[]): Span[] {
  let left = spans.reduce((sum, span) => sum + (span.code ? 0 : span.text.split("**").length - 1), 0);
  left -= left % 2;
  const read: Span[] = [];
  // Words of one look are one span, also where something without content stood between them.
  const add = (span: Span) => {
    const last = read.at(-1);
    const melts = last?.text.endsWith("`") && span.text.startsWith("`");
    if (!last || last.code || span.code || last.bold !== span.bold || melts) read.push(span);
    else read[read.length - 1] = { ...last, text: last.text + span.text };
  };
  let bold = false;
  for (const span of spans) {
    const words = span.code ? [span.text] : span.text.split("**");
    let text = words[0] ?? "";
    for (const word of words.slice(1)) {
      if (left === 0) {
        text += `**${word}`;
        continue;
      }
      left -= 1;
      if (text !== "") add({ text, bold, code: false });
      bold = !bold;
      text = word;
    }
    if (text !== "") add({ text, bold, code: span.code });
  }
  return read;
}
