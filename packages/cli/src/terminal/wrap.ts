import { width } from "./width.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: the styles that `render` made are what is looked for.
const STYLE = /\x1b\[\d+m/g;

/**
 * Breaks the lines of a rendered text between words where they are wider than the terminal, which would break them inside of
 * words. What follows hangs below the beginning of the line's last column. Left as they are: words that do not fit anywhere,
 * so that hashes and paths can be copied whole, and lines with a gutter, which show code.
 */
export function wrap(rendered: string, columns: number): string {
  return rendered
    .split("\n")
    .map((line) => wrapLine(line, columns))
    .join("\n");
}

function wrapLine(line: string, columns: number): string {
  // No character is wider than two columns.
  if (line.length * 2 <= columns) return line;
  const bare = line.replace(STYLE, "");
  if (width(bare) <= columns || bare.includes("│")) return line;
  const indent = hangingIndent(bare, columns);
  let wrapped = "";
  let used = 0;
  for (const [, gap = "", word = ""] of line.matchAll(/( *)([^ ]*)/g)) {
    const taken = width(word.replace(STYLE, ""));
    const fits = used + gap.length + taken <= columns;
    if (fits || used <= indent || gap === "" || indent + taken > columns) {
      wrapped += gap + word;
      used += gap.length + taken;
    } else {
      wrapped += `\n${" ".repeat(indent)}${word}`;
      used = indent + taken;
    }
  }
  return wrapped;
}

/** Where the last column begins, as far as that is in the left half; columns are two blanks, a mark or an arrow apart. */
function hangingIndent(bare: string, columns: number): number {
  let indent = 0;
  for (const { 0: gap, index } of bare.matchAll(/^ +| {2,}|[→✓✗⊘!] |error: /g)) {
    const begin = width(bare.slice(0, index + gap.length));
    if (begin <= columns / 2) indent = begin;
  }
  return indent;
}
