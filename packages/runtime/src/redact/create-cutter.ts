import { cutSpans, type Span } from "./spans.ts";
import type { Cutter } from "./types.ts";

/** How a kind of secret is found in text, and in bytes that are read as one character a byte. */
export interface Finding {
  readonly inText: (text: string) => readonly Span[];
  readonly inBytes: (latin1: string) => readonly Span[];
}

/** Takes out what is found. It works on whole values, so nothing can hide across the border of two chunks. */
export function createCutter({ inText, inBytes }: Finding): Cutter {
  const cutText = (text: string) => cutSpans(text, inText(text));

  function cutJson(value: unknown): unknown {
    if (typeof value === "string") return cutText(value);
    if (Array.isArray(value)) return value.map(cutJson);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [cutText(name), cutJson(member)]));
  }

  return {
    text: cutText,
    bytes(data) {
      const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("latin1");
      const spans = inBytes(text);
      return spans.length === 0 ? data : Buffer.from(cutSpans(text, spans), "latin1");
    },
    // One search through all texts is much less than a search through each, and mostly nothing is found.
    json: <T>(value: T) => (inText(textsOf(value).join("\0")).length === 0 ? value : (cutJson(value) as T)),
  };
}

/** All that is written in a value, names included. Nothing that a secret could be made of has a NUL in it. */
export function textsOf(value: unknown, into: string[] = []): string[] {
  if (typeof value === "string") into.push(value);
  else if (Array.isArray(value)) for (const member of value) textsOf(member, into);
  else if (typeof value === "object" && value !== null)
    for (const [name, member] of Object.entries(value)) {
      into.push(name);
      textsOf(member, into);
    }
  return into;
}
