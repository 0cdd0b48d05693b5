import type { ConfinedFiles } from "../files/types.ts";
import { createPace } from "../platform/pace.ts";
import { decodeText } from "./decode-text.ts";
import type { Finding } from "./finding.ts";
import { readFile } from "./read-file.ts";
import type { TextFile } from "./rule.ts";
import { findSecrets } from "./secrets/find-secrets.ts";
import { MASK } from "./secrets/mask-paths.ts";
import { textFile } from "./text-file.ts";

/** The line of a finding as people see it, and what in it the finding is about. */
export interface ShownLine {
  readonly text: string;
  /** Offsets in `text`: `from` included, `to` excluded. */
  readonly from: number;
  readonly to: number;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * Reads the lines that findings are about, each file once. Every secret in them is masked, whichever rule the finding is of. Null for a
 * finding without a line, and where the file is no longer what it was.
 */
export async function shownLines(
  files: ConfinedFiles,
  findings: readonly Finding[],
  signal: AbortSignal,
): Promise<readonly (ShownLine | null)[]> {
  const read = new Map<string, Promise<{ file: TextFile; secrets: readonly Range[] } | null>>();
  const shown: (ShownLine | null)[] = [];
  for (const finding of findings) {
    if (finding.line === null) shown.push(null);
    else {
      const known = read.get(finding.path) ?? readWithSecrets(files, finding.path, signal);
      read.set(finding.path, known);
      const found = await known;
      shown.push(found && lineOf(found.file, found.secrets, finding));
    }
  }
  return shown;
}

async function readWithSecrets(
  files: ConfinedFiles,
  path: string,
  signal: AbortSignal,
): Promise<{ file: TextFile; secrets: readonly Range[] } | null> {
  const answer = await readFile(files, path);
  const text = answer.kind === "read" ? decodeText(answer.data) : null;
  if (text === null) return null;
  const secrets: Range[] = [];
  for await (const { from, to } of findSecrets(text, path, createPace(signal))) secrets.push({ from, to });
  return { file: textFile({ path, bytes: text.length }, text), secrets: secrets.sort((a, b) => a.from - b.from) };
}

function lineOf(file: TextFile, secrets: readonly Range[], { line, column, end }: Finding): ShownLine | null {
  const range = file.lineRange(line as number);
  if (range === null) return null;
  const start = range.from + (column ?? 1) - 1;
  const stop =
    end === null ? start + wordAt(file.text, start) : end.line === line ? range.from + end.column - 1 : range.to;
  if (start > range.to || stop > range.to) return null;
  return masked(file.text, range, secrets, { from: start, to: Math.max(stop, start + 1) });
}

/** How long the word or the expression is that begins at an offset. */
function wordAt(text: string, offset: number): number {
  const word = /(?:\$\{\{[^\r\n]*?\}\}|\S)+/y;
  word.lastIndex = offset;
  return word.exec(text)?.[0].length ?? 1;
}

/** The line with a mask in the place of each secret, and where what is marked lies in it then. */
function masked(text: string, line: Range, secrets: readonly Range[], mark: Range): ShownLine {
  let shown = "";
  let at = line.from;
  let [from, to] = [-1, -1];
  const copy = (until: number): void => {
    const base = shown.length - at;
    if (from < 0 && mark.from >= at && mark.from < until) from = base + mark.from;
    if (mark.to > at && mark.to <= until) to = base + mark.to;
    shown += text.slice(at, until);
    at = until;
  };
  for (const secret of secrets) {
    if (secret.to <= at || secret.from >= line.to) continue;
    copy(Math.max(at, secret.from));
    const until = Math.min(secret.to, line.to);
    // The mask counts as a whole: neither where it is marked nor its width tells anything of the secret.
    if (from < 0 && mark.from < until) from = shown.length;
    shown += MASK;
    if (mark.to > at && mark.to <= until) to = shown.length;
    at = until;
  }
  copy(line.to);
  if (from < 0) from = shown.length;
  return { text: shown, from, to: to > from ? to : from + 1 };
}
