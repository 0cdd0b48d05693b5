/** How a part of a text looks. Colours carry meaning: green done, red failed, yellow needs a look, cyan names to copy. */
export type Style = "bold" | "dim" | "green" | "red" | "yellow" | "cyan" | "underline";

/** A text with a style. */
export interface Styled {
  readonly style: Style;
  readonly text: Text;
}

/**
 * What commands print. Plain strings count as data: whatever is in them that could steer a terminal is made visible when
 * the text is rendered, so style can only come from `Styled`.
 */
export type Text = string | Styled | readonly Text[];

const styled =
  (style: Style) =>
  (...text: readonly Text[]): Styled => ({ style, text });

export const bold = styled("bold");
export const dim = styled("dim");
export const green = styled("green");
export const red = styled("red");
export const yellow = styled("yellow");
export const cyan = styled("cyan");

/** Puts a separator between texts. */
export function join(parts: readonly Text[], separator: Text): Text {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part]));
}

/** The characters of a text without any style. */
export function plain(text: Text): string {
  if (typeof text === "string") return text;
  if ("style" in text) return plain(text.text);
  return text.map(plain).join("");
}
