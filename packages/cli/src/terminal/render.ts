import { harmless } from "./harmless.ts";
import type { Style, Text } from "./text.ts";

const CODES: { readonly [S in Style]: readonly [open: number, close: number] } = {
  bold: [1, 22],
  dim: [2, 22],
  underline: [4, 24],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/** Turns a text into what is written to a stream; the only place where escape sequences for style are made. */
export function render(text: Text, color: boolean): string {
  return color ? renderInside(text, []) : renderPlain(text);
}

function renderPlain(text: Text): string {
  if (typeof text === "string") return harmless(text);
  return "style" in text ? renderPlain(text.text) : text.map(renderPlain).join("");
}

function renderInside(text: Text, around: readonly Style[]): string {
  if (typeof text === "string") return harmless(text);
  if (!("style" in text)) return text.map((part) => renderInside(part, around)).join("");
  const [open, close] = CODES[text.style];
  // Bold and dim share one closing code, and colours another: what was on outside has to be turned on again.
  const again = around.filter((style) => CODES[style][1] === close).map((style) => `\x1b[${CODES[style][0]}m`);
  return `\x1b[${open}m${renderInside(text.text, [...around, text.style])}\x1b[${close}m${again.join("")}`;
}
