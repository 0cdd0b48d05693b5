import type { CST } from "yaml";

/** What was opened in a file and never closed: where, with which character, and which one would close it. */
export interface Unclosed {
  readonly offset: number;
  readonly open: string;
  readonly close: string;
}

/**
 * The lists, maps and quotes that nothing closes, in their order. An open quote swallows what would close the brackets around it, and is
 * then all there is to say. The depth of the tokens has to be checked before.
 */
export function findUnclosed(tokens: readonly CST.Token[]): readonly Unclosed[] {
  const brackets: Unclosed[] = [];
  const quotes: Unclosed[] = [];
  const visit = (token: CST.Token | null | undefined): void => {
    switch (token?.type) {
      case "document":
        visit(token.value);
        return;
      case "double-quoted-scalar":
      case "single-quoted-scalar": {
        const quote = token.source.charAt(0);
        if (!isClosed(token.source)) quotes.push({ offset: token.offset, open: quote, close: quote });
        return;
      }
      case "flow-collection": {
        const { offset, source: open } = token.start;
        const close = open === "[" ? "]" : "}";
        if (token.end[0]?.source !== close) brackets.push({ offset, open, close });
        for (const { key, value } of token.items) [key, value].forEach(visit);
        return;
      }
      case "block-map":
      case "block-seq":
        for (const { key, value } of token.items) [key, value].forEach(visit);
        return;
      default:
    }
  };
  tokens.forEach(visit);
  return quotes.length > 0 ? quotes : brackets;
}

/** Whether a quoted scalar ends with the quote that it begins with: escaped ones close nothing. */
function isClosed(source: string): boolean {
  return /^(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^']|'')*')$/.test(source);
}
