import { green, type Text } from "../terminal/text.ts";

/** `✓ what was done` on a line of its own. */
export function doneLine(...what: readonly Text[]): Text {
  return [green("✓"), " ", what, "\n"];
}
