import { Composer, type Document, isAlias, isMap, isScalar, isSeq, type ParsedNode, Parser } from "yaml";
import type { Place } from "../diagnostic/diagnostic.ts";
import type { Findings } from "../diagnostic/findings.ts";
import { LineIndex } from "../diagnostic/line-index.ts";
import { keepsNumber } from "../json/keeps-number.ts";
import { escapeControl } from "../text/escape.ts";
import { excerpt } from "../text/excerpt.ts";
import { findUnclosed } from "./find-unclosed.ts";
import { checkTokens, wordSyntax, YAML_LIMITS } from "./yaml-limits.ts";
import { describeScalar, type Tree, type TreeEntry, type TreeMap } from "./yaml-tree.ts";

/** A file that was read: its tree (null when it could not be read) and its lines. */
export interface YamlFile {
  readonly tree: Tree | null;
  readonly lines: LineIndex;
}

/** What the library says of a list, map or quote that is not closed. */
const UNCLOSED = /end with a [\]}]$|^Missing closing ["']quote$/;

const START: Place = { line: 1, column: 1, length: 1 };

/**
 * Reads a YAML 1.2 file into a tree, or says everything that is wrong with it. Limits are checked before anything
 * recursive runs. No directives, tags, anchors, aliases, second document, duplicate key, or key that is no text.
 */
export function readYaml(text: string, findings: Findings): YamlFile {
  if (text.length > YAML_LIMITS.characters) {
    findings.error(
      "file-too-large",
      START,
      `expected at most ${YAML_LIMITS.characters} characters, got ${text.length}`,
      "split the file, or move data into files of their own",
    );
    return { tree: null, lines: new LineIndex("") };
  }
  const lines = new LineIndex(text);
  if (!checkBytes(text, lines, findings)) return { tree: null, lines };
  checkCharacters(text, lines, findings);
  if (findings.hasErrors) return { tree: null, lines };
  const tokens = [...new Parser().parse(text)];
  checkTokens(tokens, lines, findings);
  if (findings.hasErrors) return { tree: null, lines };
  const documents = [
    ...new Composer({ uniqueKeys: false, prettyErrors: false, strict: true, version: "1.2", schema: "core" }).compose(
      tokens,
      true,
      text.length,
    ),
  ];
  const document = documents[0] as Document.Parsed | undefined;
  if (documents.length > 1) {
    const place = lines.place(documents[1]!.range?.[0] ?? 0, 3);
    findings.error(
      "multiple-documents",
      place,
      "expected one document, got a second one",
      "put it in a file of its own",
    );
  }
  const unclosed = findUnclosed(tokens);
  for (const { offset, open, close } of unclosed) {
    if (findings.isFull) break;
    const place = lines.place(offset, 1);
    const hint = `close the \`${open}\` opened at line ${place.line}`;
    findings.error(
      "yaml-syntax",
      place,
      `not valid YAML: expected a closing \`${close}\` for this \`${open}\`, got none`,
      hint,
    );
  }
  for (const problem of [...(document?.errors ?? []), ...(document?.warnings ?? [])]) {
    if (findings.isFull) break;
    // The library names the end of what was opened, where nothing is to be seen.
    if (unclosed.length > 0 && UNCLOSED.test(problem.message)) continue;
    const [from, to] = problem.pos;
    const { message, hint } = wordSyntax(problem.code, problem.message);
    findings.error("yaml-syntax", lines.place(from, to - from), message, hint);
  }
  if (findings.hasErrors || !document) return { tree: null, lines };
  const tree = new TreeBuilder(lines, findings).build(document.contents, 0);
  return { tree: findings.hasErrors ? null : tree, lines };
}

/** A byte that is no UTF-8, as `decodeUtf8` of the runtime keeps it; no other reading of bytes gives these. */
const RAW_BYTE = /[\udc80-\udcff]/u;

function checkBytes(text: string, lines: LineIndex, findings: Findings): boolean {
  const byte = RAW_BYTE.exec(text);
  if (byte === null) return true;
  const name = (byte[0].charCodeAt(0) - 0xdc00).toString(16).toUpperCase();
  findings.error(
    "invalid-unicode",
    lines.place(byte.index, 1),
    `expected text in UTF-8, got the byte 0x${name}`,
    "save the file in the encoding UTF-8",
  );
  return false;
}

const REFUSED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\r(?!\n)|(?<!^)\ufeff/g;

function checkCharacters(text: string, lines: LineIndex, findings: Findings): void {
  for (const match of text.matchAll(REFUSED)) {
    const name = escapeControl(match[0]);
    findings.error(
      "control-character",
      lines.place(match.index, 1),
      `expected visible text, got the character ${name}`,
      'remove it, or write it as an escape in double quotes, such as "\\u202E"',
    );
    if (findings.isFull) return;
  }
}

class TreeBuilder {
  private readonly lines: LineIndex;
  private readonly findings: Findings;

  constructor(lines: LineIndex, findings: Findings) {
    this.lines = lines;
    this.findings = findings;
  }

  /** `at` is where an absent value would appear. */
  build(node: ParsedNode | null, at: number): Tree {
    if (isMap(node)) return this.map(node);
    if (isSeq(node)) {
      const start = node.range[0];
      const items = node.items.map((item) => this.build(item as ParsedNode | null, start));
      return { kind: "list", place: this.lines.place(start, node.range[1] - start), items };
    }
    if (!isScalar(node) || isAlias(node)) {
      return { kind: "scalar", place: this.lines.place(at, 1), value: null, start: at, end: at };
    }
    const [start, end] = node.range;
    const place = this.lines.place(start, end - start);
    const value = this.scalar(node.value, place, this.lines.text.slice(start, end));
    if (typeof value !== "number" && typeof value !== "boolean") return { kind: "scalar", place, value, start, end };
    return { kind: "scalar", place, value, written: this.lines.text.slice(start, end), start, end };
  }

  private map(node: Extract<ParsedNode, { items: unknown[] }> & { range: [number, number, number] }): TreeMap {
    const seen = new Map<string, Place>();
    const entries: TreeEntry[] = [];
    for (const pair of node.items as { key: ParsedNode | null; value: ParsedNode | null }[]) {
      const keyStart = pair.key?.range?.[0] ?? node.range[0];
      const keyEnd = pair.key?.range?.[1] ?? keyStart + 1;
      const keyPlace = this.lines.place(keyStart, keyEnd - keyStart);
      const key = isScalar(pair.key) ? pair.key.value : undefined;
      if (typeof key !== "string") {
        const got = isScalar(pair.key) ? describeScalar(pair.key.value) : "a list or map";
        this.findings.error(
          "key-not-text",
          keyPlace,
          `expected a text as key, got ${got}`,
          "put quotes around the key",
        );
        continue;
      }
      if (key === "__proto__") {
        this.findings.error(
          "forbidden-name",
          keyPlace,
          "expected another name than `__proto__`",
          "choose another name",
        );
        continue;
      }
      this.scalar(key, keyPlace, key);
      const first = seen.get(key);
      if (first) {
        this.findings.error(
          "duplicate-key",
          keyPlace,
          `expected each key once, got \`${excerpt(key)}\` again`,
          `remove one of the two: the first is on line ${first.line}`,
        );
        continue;
      }
      seen.set(key, keyPlace);
      entries.push({ key, keyPlace, value: this.build(pair.value, keyEnd) });
    }
    const [start, end] = node.range;
    return { kind: "map", place: this.lines.place(start, end - start), entries };
  }

  private scalar(value: unknown, place: Place, written: string): null | boolean | number | string {
    if (typeof value === "number") {
      if (!keepsNumber(written, value)) {
        this.findings.error(
          "number-out-of-range",
          place,
          `expected a number that can be kept exactly, got ${excerpt(written)}`,
          `put quotes around it to keep it as text: "${excerpt(written)}"`,
        );
      }
      return value === 0 ? 0 : value;
    }
    if (typeof value === "string") {
      if (!value.isWellFormed()) {
        this.findings.error("invalid-unicode", place, "expected whole characters, got a lone surrogate", "remove it");
      }
      return value;
    }
    return typeof value === "boolean" ? value : null;
  }
}
