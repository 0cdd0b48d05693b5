import type { Place } from "./diagnostic.ts";

/** Turns offsets of a text into places. Lines end with LF or CR LF. */
export class LineIndex {
  readonly text: string;
  private readonly starts: readonly number[];

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.starts = starts;
  }

  /** How many lines there are; a text that ends with a line feed has an empty last one. */
  get count(): number {
    return this.starts.length;
  }

  /** The place at an offset. The length is cut at the end of the line and never below 1. */
  place(offset: number, length: number): Place {
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    const column = at - this.starts[low]! + 1;
    const room = this.line(low + 1).trimEnd().length - column + 1;
    return { line: low + 1, column, length: Math.max(1, Math.min(length, room)) };
  }

  /** A line (1-based) without its ending; empty when there is none. */
  line(number: number): string {
    const start = this.starts[number - 1];
    if (start === undefined) return "";
    const next = this.starts[number];
    const end = next === undefined ? this.text.length : next - 1;
    return this.text.slice(start, this.text[end - 1] === "\r" && next !== undefined ? end - 1 : end);
  }
}
