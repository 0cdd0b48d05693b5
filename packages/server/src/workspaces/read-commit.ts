import { GitFailure } from "@sdetkit/runtime";
import type { Snapshot } from "./contract.ts";
import { runGit } from "./run-git.ts";

const LOCAL_MS = 60_000;
const MOST_FILES = 200_000;
const MOST_TEMPLATES = 1_000;
const MOST_BYTES = 2 ** 18;
/** The parser refuses a text over 64 Ki characters: of a file that is far larger, no more than that is read. */
const TOO_LARGE = " ".repeat(2 ** 16 + 1);
const TEMPLATE = /^templates\/automations\/[^/]+\.ya?ml$/;

interface Entry {
  readonly mode: string;
  readonly object: string;
  readonly bytes: number;
  readonly path: string;
}

/**
 * The templates that lie in a commit, read without a checkout. `room`: bytes that its files may have together, since each run
 * gets a copy. Links are not followed: one in a template's place is none.
 * @throws GitFailure that says what is too large.
 */
export async function readCommit(mirror: string, commit: string, room: number): Promise<Snapshot["templates"]> {
  const listed = await runGit(mirror, ["ls-tree", "-r", "-z", "-l", "--full-tree", commit], { timeoutMs: LOCAL_MS });
  const entries = listed
    .toString("utf8")
    .split("\0")
    .flatMap((line) => entryOf(line) ?? []);
  if (entries.length > MOST_FILES)
    throw new GitFailure(null, `expected at most ${MOST_FILES} files in a commit, got ${entries.length}`);
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (bytes > room) throw new GitFailure(null, `its files have ${bytes} bytes, the quota leaves ${room}`);
  const templates = entries
    .filter(({ mode, path }) => mode.startsWith("100") && TEMPLATE.test(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .slice(0, MOST_TEMPLATES);
  const texts = await contentsOf(mirror, templates);
  return templates.map(({ path, object }) => ({ file: path, text: texts.get(object) ?? TOO_LARGE }));
}

function entryOf(line: string): Entry | null {
  const tab = line.indexOf("\t");
  const [mode = "", , object = "", bytes = ""] = line.slice(0, tab).split(/ +/);
  return tab < 0 ? null : { mode, object, bytes: Number(bytes) || 0, path: line.slice(tab + 1) };
}

/** The contents of all blobs in one process. */
async function contentsOf(mirror: string, entries: readonly Entry[]): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(entries.filter(({ bytes }) => bytes <= MOST_BYTES).map(({ object }) => object))];
  const contents = new Map<string, string>();
  if (wanted.length === 0) return contents;
  const maxOutput = wanted.length * (MOST_BYTES + 200);
  const input = `${wanted.join("\n")}\n`;
  const out = await runGit(mirror, ["cat-file", "--batch"], { timeoutMs: LOCAL_MS, maxOutput, input });
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf(10, at);
    const [object = "", , bytes = ""] = out.toString("latin1", at, end).split(" ");
    const from = end + 1;
    contents.set(object, out.toString("utf8", from, from + Number(bytes)));
    at = from + Number(bytes) + 1;
  }
  return contents;
}
