import { commentsOf } from "../comments/comments-of.ts";

const DIRECTIVE = /secretlint-(disable-next-line|disable-line|disable|enable)(?![\w-])([^\r\n]{0,1000})/g;
const ALL = "*";
/** Rules may be named as secretlint does, or as findings do. */
const PREFIX = "@secretlint/secretlint-rule-";

/** Whether a comment of the file silences a detector at an offset. Ask with offsets that never go back. */
export type Silenced = (detector: string, offset: number, line: number) => boolean;

/**
 * Reads the comments with which an author silences false hits: `secretlint-disable`, `-disable-line`, `-disable-next-line` and
 * `secretlint-enable`, each with a list of detectors or for all, and a reason behind `--`. Anywhere but in a comment, by the
 * language of the file, these words silence nothing. Takes time that grows with the text.
 */
export function silencedBy(path: string, text: string, lineOf: (offset: number) => number): Silenced {
  if (!text.includes("secretlint-")) return () => false;
  const lines = new Map<number, Set<string>>();
  const switches: { readonly at: number; readonly on: boolean; readonly names: readonly string[] }[] = [];
  for (const { index, what, rest } of directivesOf(path, text)) {
    const names = named(rest);
    if (what === "disable" || what === "enable") switches.push({ at: index, on: what === "enable", names });
    else {
      const line = lineOf(index) + (what === "disable-line" ? 0 : 1);
      const known = lines.get(line) ?? new Set();
      for (const name of names) known.add(name);
      lines.set(line, known);
    }
  }
  const disabled = new Set<string>();
  let next = 0;
  return (detector, offset, line) => {
    for (let change = switches[next]; change && change.at <= offset; change = switches[++next]) {
      if (change.on && change.names.includes(ALL)) disabled.clear();
      for (const name of change.names) change.on ? disabled.delete(name) : disabled.add(name);
    }
    const here = lines.get(line);
    return [ALL, detector].some((name) => disabled.has(name) || here?.has(name) === true);
  };
}

function* directivesOf(path: string, text: string): Generator<{ index: number; what: string; rest: string }> {
  for (const { from, to } of commentsOf(path, text)) {
    for (const { index, 1: what = "", 2: rest = "" } of text.slice(from, to).matchAll(DIRECTIVE)) {
      yield { index: from + index, what, rest };
    }
  }
}

function named(rest: string): string[] {
  const [list = ""] = rest.split("--", 1);
  const names = list
    .replace(/(?:\*\/|-->|#\}).*$/, "")
    .split(",")
    .map((name) => name.trim().replace(PREFIX, ""))
    .filter((name) => name !== "");
  return names.length > 0 ? names : [ALL];
}
