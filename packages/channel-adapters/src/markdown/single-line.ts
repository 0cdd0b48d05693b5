import { shorten } from "@sdetkit/core";

/** What others wrote, as text of one line: nothing in it begins a block of its own. At most so many characters. */
export function singleLine(text: string, most: number): string {
  return shorten(text.replace(/\s+/g, " "), most);
}
