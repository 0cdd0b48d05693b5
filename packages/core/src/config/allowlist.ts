import { ARGV_PLACEHOLDERS, argvPatternProblem } from "../action/argv-pattern.ts";
import { parseLogicalPath } from "../action/logical-path.ts";
import { excerpt } from "../text/excerpt.ts";
import { nearest } from "../text/nearest.ts";
import type { TreeReader } from "../yaml/tree-reader.ts";
import type { Tree } from "../yaml/yaml-tree.ts";

const MAX_ENTRIES = 500;
const MAX_WORDS = 200;

/** A list of workspace-relative roots that may be written to. */
export function readWriteRoots(tree: Tree, what: string, reader: TreeReader): readonly string[] | null {
  const items = reader.list(tree, what, MAX_ENTRIES);
  const roots = items?.map((item) => {
    const text = reader.text(item, `an entry of ${what}`, { max: 4096 });
    if (text === null) return null;
    const problem = writeRootProblem(text);
    if (problem === null) return text;
    reader.findings.error(
      "invalid-path",
      item.place,
      `expected a folder or file relative to the workspace in ${what}, got \`${excerpt(text)}\` (${problem})`,
      WRITE_ROOT_HINT,
    );
    return null;
  });
  return roots?.every((root) => root !== null) ? (roots as string[]) : null;
}

/** What to write as a root that may be written to. */
export const WRITE_ROOT_HINT = "write for example `docs/reports`; `.` is the whole workspace";

/** Why a text is no root that may be written to; null when it is one. */
export function writeRootProblem(text: string): string | null {
  if (text.trim() === "") return "it is blank";
  const path = parseLogicalPath(text);
  if (typeof path === "string") return PATH_WORDS[path] ?? path;
  return path.root === "workspace" ? null : "in the output folder, which needs no permission";
}

const PATH_WORDS: { readonly [problem: string]: string } = {
  absolute: "it is absolute",
  parent: "it has `..`",
  nul: "it has NUL",
  "too-long": "it is too long",
  backslash: "it has a backslash",
};

/** A list of argv patterns, each a list of words. */
export function readArgvPatterns(tree: Tree, what: string, reader: TreeReader): readonly (readonly string[])[] | null {
  const items = reader.list(tree, what, MAX_ENTRIES);
  const patterns = items?.map((item) => {
    if (item.kind === "scalar" && typeof item.value === "string" && !/\s*\$\{\{/.test(item.value)) {
      const words = item.value.trim().split(/\s+/);
      return reader.wrongType(
        item,
        `an entry of ${what}`,
        "a list of words",
        `write each word by itself: [${words.map((word) => excerpt(word)).join(", ")}]`,
      );
    }
    const words = reader.texts(item, `a command of ${what}`, MAX_WORDS, { max: 4096, empty: true });
    if (!words) return null;
    const problem = findArgvProblem(words);
    if (!problem) return words;
    const place = item.kind === "list" ? (item.items[problem.index] ?? item).place : item.place;
    reader.findings.error("invalid-argv-pattern", place, `in a command of ${what}: ${problem.message}`, problem.hint);
    return null;
  });
  return patterns?.every((pattern) => pattern !== null) ? (patterns as string[][]) : null;
}

/** What is wrong with a word of an argv pattern. */
export interface ArgvProblem {
  readonly index: number;
  readonly message: string;
  readonly hint: string;
}

/** What is wrong with an argv pattern, and with which of its words; null when it can be used. */
export function findArgvProblem(words: readonly string[]): ArgvProblem | null {
  for (const [index, word] of words.entries()) {
    if (word === "")
      return {
        index,
        message: "expected a word, got an empty text",
        hint: "remove it, or write what the word has to be",
      };
    const prefix = argvPatternProblem(words.slice(0, index + 1));
    const unknown = /^<.*>$/s.test(word) && !ARGV_PLACEHOLDERS.includes(word);
    if (prefix === null && !unknown) continue;
    const at = prefix !== null && words[index - 1] === "..." ? index - 1 : index;
    const near = nearest(word, ARGV_PLACEHOLDERS, 3);
    return {
      index: at,
      message: excerpt(prefix ?? `expected one of ${ARGV_PLACEHOLDERS.join(", ")}, got ${word}`, 200),
      hint:
        index === 0
          ? "name the program exactly: git, node, npm, …"
          : unknown && near
            ? `did you mean \`${near}\`?`
            : HINT,
    };
  }
  return words.length > 0
    ? null
    : { index: 0, message: "expected at least the name of a program, got nothing", hint: HINT };
}

const HINT = `write exact words, ${ARGV_PLACEHOLDERS.join(" ")}, and only as the last word \`...\``;
