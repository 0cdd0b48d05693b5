/** A piece of a text: as it is, or the inside of a `${{ }}`. Offsets are code units of the whole text. */
export type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "expression"; readonly text: string; readonly start: number; readonly end: number };

/** The parts of a text, or where an expression begins that is never closed. */
export type Scan =
  | { readonly kind: "parts"; readonly parts: readonly Part[] }
  | { readonly kind: "unclosed"; readonly start: number };

/** Whether a text holds the beginning of an expression. */
export function holdsExpression(text: string): boolean {
  return text.includes("${{");
}

/**
 * Splits a text at its `${{ … }}`. As in GitHub Actions a `}}` inside single quotes does not end the expression, so
 * `${{ '${{' }}` writes a literal `${{`. `start` and `end` of an expression enclose the text between the braces.
 */
export function scanExpressions(text: string): Scan {
  const parts: Part[] = [];
  let at = 0;
  for (let open = text.indexOf("${{"); open !== -1; open = text.indexOf("${{", at)) {
    if (open > at) parts.push({ kind: "text", text: text.slice(at, open) });
    const end = closing(text, open + 3);
    if (end === -1) return { kind: "unclosed", start: open };
    parts.push({ kind: "expression", text: text.slice(open + 3, end), start: open + 3, end });
    at = end + 2;
  }
  if (at < text.length) parts.push({ kind: "text", text: text.slice(at) });
  return { kind: "parts", parts };
}

function closing(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "'") quoted = !quoted;
    else if (!quoted && text[at] === "}" && text[at + 1] === "}") return at;
  }
  return -1;
}
