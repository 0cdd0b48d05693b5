import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A worked example of CONTRIBUTING.md: what its blocks add to the repository. */
export interface WorkedExample {
  /** The heading it is under. */
  readonly title: string;
  readonly changes: readonly Change[];
}

/** A new file, or lines of one that is there: `before` occurs once in it. */
export type Change =
  | { readonly kind: "file"; readonly path: string; readonly text: string }
  | { readonly kind: "lines"; readonly path: string; readonly before: string; readonly after: string };

const BLOCK = /^```(\w+)\n(.*?)^```$/gms;
const PATH = /^(?:\/\/|#) (\S+\/\S+)\n/;
const HUNK = /^@@ (\S+) @@\n/m;

/** The examples of a page: each `###` section with blocks that name the file that they belong to. */
export function readWorkedExamples(page: string): WorkedExample[] {
  return page
    .split(/^### /m)
    .slice(1)
    .map((section) => ({
      title: section.slice(0, section.indexOf("\n")),
      changes: [...section.matchAll(BLOCK)].flatMap(([, language, text]) =>
        changesOf(language as string, text as string),
      ),
    }));
}

function changesOf(language: string, text: string): Change[] {
  if (language === "diff") {
    const [, ...parts] = text.split(HUNK);
    return parts.flatMap((path, at) => (at % 2 === 0 ? [hunkOf(path, parts[at + 1] as string)] : []));
  }
  const path = PATH.exec(text)?.[1];
  return path === undefined ? [] : [{ kind: "file", path, text: text.replace(PATH, "") }];
}

/** A hunk's lines begin with a space, `-` or `+`, as in a diff. An empty one stands for an empty line of the context. */
function hunkOf(path: string, hunk: string): Change {
  const lines = hunk.trimEnd().split("\n");
  const side = (other: string) =>
    lines
      .filter((line) => !line.startsWith(other))
      .map((line) => line.slice(1))
      .join("\n");
  return { kind: "lines", path, before: side("+"), after: side("-") };
}

/**
 * Makes a change below a folder.
 * @throws Error where a new file is there already, or a hunk's context is not exactly once in its file.
 */
export function applyChange(folder: string, change: Change): void {
  const path = join(folder, change.path);
  if (change.kind === "file") {
    if (existsSync(path)) throw new Error(`${change.path}: expected a new file, but it is there`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, change.text);
    return;
  }
  const [start, ...rest] = `\n${readFileSync(path, "utf8")}`.split(`\n${change.before}`);
  if (rest.length !== 1)
    throw new Error(`${change.path}: expected once, found ${rest.length} times:\n${change.before}`);
  writeFileSync(path, `${start}\n${change.after}${rest[0]}`.slice(1));
}

/** The files of an example that a person writes or changes, tests and what belongs to them apart. */
export function filesByHand({ changes }: WorkedExample): string[] {
  return [...new Set(changes.map(({ path }) => path))].filter(
    (path) => !/\.test\.ts$|\/testing\/|\/corpus\//.test(path),
  );
}
