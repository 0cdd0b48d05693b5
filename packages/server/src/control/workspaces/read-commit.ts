import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { decodeUtf8, GitFailure } from "@sdetkit/runtime";
import { isLink, requireLayable, type TreeEntry, treeNotUsable } from "./require-portable-tree.ts";
import { runGit } from "./run-git.ts";
import type { Snapshot } from "./types.ts";

const LOCAL_MS = 60_000;
const MOST_FILES = 200_000;
const MOST_TEMPLATES = 1_000;
const MOST_BYTES = 2 ** 18;
/** The parser refuses a text over 64 Ki characters: of a file that is far larger, no more than that is read. */
const TOO_LARGE = " ".repeat(2 ** 16 + 1);
const TEMPLATE = /^templates\/automations\/[^/]+\.ya?ml$/;

/** The templates that lie in a commit, read without a checkout. Links are not followed: one in a template's place is none. */
export async function readCommit(mirror: string, commit: string): Promise<Snapshot["templates"]> {
  const templates = (await entriesOf(mirror, commit))
    .filter(({ mode }) => mode.startsWith("100"))
    .map((entry) => ({ ...entry, file: entry.path.toString("utf8") }))
    .filter(({ file }) => TEMPLATE.test(file))
    .sort((a, b) => (a.file < b.file ? -1 : 1))
    .slice(0, MOST_TEMPLATES);
  const texts = await contentsOf(mirror, templates);
  return templates.map(({ file, object }) => ({ file, text: textOf(texts.get(object)) }));
}

function textOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? TOO_LARGE : decodeUtf8(bytes);
}

/**
 * Finds out, before any run does, whether a run can have a copy of a commit. `room`: bytes that its files may have together.
 * @throws GitFailure or Fault `tree-not-usable` that says which path, or what is too large.
 */
export async function requireUsable(mirror: string, commit: string, room: number): Promise<void> {
  const entries = await entriesOf(mirror, commit);
  if (entries.length > MOST_FILES)
    throw new GitFailure(null, `expected at most ${MOST_FILES} files in a commit, got ${entries.length}`);
  const bytes = entries.reduce((sum, entry) => sum + (entry.bytes ?? 0), 0);
  if (bytes > room) throw new GitFailure(null, `its files have ${bytes} bytes, the quota leaves ${room}`);
  requireLayable(entries);
  const links = entries.filter(isLink);
  const targets = await contentsOf(mirror, links);
  const torn = links.find(({ object }) => targets.get(object)?.includes(0));
  if (torn) throw treeNotUsable(torn.path, "it is a link with a NUL byte in it");
  await requireNamesOfGit(mirror, commit);
}

/** Git lays some names out nowhere, `.git` in any spelling among them: it says so as soon as it makes an index of the commit. */
async function requireNamesOfGit(mirror: string, commit: string): Promise<void> {
  const index = join(mirror, `sdetkit-index-${randomBytes(8).toString("hex")}`);
  try {
    await runGit(mirror, ["read-tree", commit], { timeoutMs: LOCAL_MS }, { GIT_INDEX_FILE: index });
  } catch (error) {
    const [, path] = /invalid path '(.*)'/s.exec(error instanceof GitFailure ? error.message : "") ?? [];
    if (path === undefined) throw error;
    throw treeNotUsable(Buffer.from(path), "git refuses this name");
  } finally {
    await rm(index, { force: true });
    await rm(`${index}.lock`, { force: true });
  }
}

async function entriesOf(mirror: string, commit: string): Promise<TreeEntry[]> {
  const listed = await runGit(mirror, ["ls-tree", "-r", "-z", "-l", "--full-tree", commit], { timeoutMs: LOCAL_MS });
  const entries: TreeEntry[] = [];
  for (let at = 0; at < listed.length; ) {
    const end = listed.indexOf(0, at);
    const tab = listed.indexOf(9, at);
    const [mode = "", type, object = "", bytes = ""] = listed.toString("latin1", at, tab).split(/ +/);
    const size = type === "commit" ? 0 : /^\d+$/.test(bytes) ? Number(bytes) : null;
    entries.push({ mode, object, bytes: size, path: listed.subarray(tab + 1, end) });
    at = end + 1;
  }
  return entries;
}

/** The contents of all blobs in one process. */
async function contentsOf(mirror: string, entries: readonly TreeEntry[]): Promise<ReadonlyMap<string, Buffer>> {
  const small = entries.filter(({ bytes }) => bytes !== null && bytes <= MOST_BYTES);
  const wanted = [...new Set(small.map(({ object }) => object))];
  const contents = new Map<string, Buffer>();
  if (wanted.length === 0) return contents;
  const maxOutput = small.reduce((sum, { bytes }) => sum + (bytes ?? 0) + 200, 0);
  const input = `${wanted.join("\n")}\n`;
  const out = await runGit(mirror, ["cat-file", "--batch"], { timeoutMs: LOCAL_MS, maxOutput, input });
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf(10, at);
    const [object = "", , bytes = ""] = out.toString("latin1", at, end).split(" ");
    const from = end + 1;
    contents.set(object, out.subarray(from, from + Number(bytes)));
    at = from + Number(bytes) + 1;
  }
  return contents;
}
