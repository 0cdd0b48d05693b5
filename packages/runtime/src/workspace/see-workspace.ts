import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { ReadEntry } from "@sdetkit/core";
import type { Pace } from "../platform/pace.ts";
import type { Checkout } from "./checkout.ts";
import { escapedKey } from "./commit-tree.ts";
import { type DeclaredInput, expandInputs } from "./declared-inputs.ts";
import { readInputTree } from "./input-tree.ts";
import { entryOf } from "./source-content.ts";
import { isIgnored } from "./source-filter.ts";
import { filesAt, type SourceFile, type SourceFolder, stampOf, walkSource } from "./walk-source.ts";

/** A declared input, as a command may see it. */
export interface SeenInput extends DeclaredInput {
  /** Of a folder that holds more than may be seen, what is copied of it; null: it is shown as a whole. */
  readonly copied: readonly SourceFolder[] | null;
}

/** What a command may see of a workspace. */
export interface Sight {
  /** What of it the commit does not hold byte for byte. */
  readonly entries: readonly ReadEntry[];
  /** Paths of all files. */
  readonly there: ReadonlySet<string>;
  readonly folders: readonly SourceFolder[];
  /** Files of `.sdetkit` that the commit has. */
  readonly agentFiles: readonly string[];
  /** Declared under `inputs`, and ignored. */
  readonly inputs: readonly SeenInput[];
  /** Ignored, and not declared: relative to the workspace, folders end with `/`. In code-unit order. */
  readonly hidden: readonly string[];
}

/**
 * What lies in the folders that a command may write to, although it would not see it elsewhere: ignored files, what is left of an
 * earlier run. It counts as declared.
 */
export async function seeWritable(
  { root }: Checkout,
  writable: readonly string[],
  { there }: Sight,
  pace: Pace,
): Promise<ReadEntry[]> {
  const entries: ReadEntry[] = [];
  for (const path of writable)
    for await (const file of filesAt(root, path, pace)) {
      await pace.yieldIfDue();
      const entry = there.has(keyOf(file)) ? null : entryOf(file, null);
      if (entry !== null) entries.push({ ...entry, ignored: true });
    }
  return entries;
}

/** Content of files by their place, with what tells that a file was not touched since: within one process and run. */
export type SeenFiles = Map<string, { readonly stamp: string; readonly entry: ReadEntry | null }>;

/** Looks at all that a command may see: every file that is not ignored, and the declared inputs. */
export async function seeWorkspace(
  checkout: Checkout,
  inputs: readonly string[],
  seen: SeenFiles,
  pace: Pace,
): Promise<Sight> {
  const { root, tree, filter } = checkout;
  const entries: ReadEntry[] = [];
  const there = new Set<string>();
  const look = async (file: SourceFile): Promise<void> => {
    await pace.yieldIfDue();
    there.add(keyOf(file));
    const entry = known(file, checkout, seen);
    if (entry !== null) entries.push(entry);
  };
  const folders: SourceFolder[] = [];
  for await (const folder of walkSource(root, filter, pace)) {
    folders.push(folder);
    for (const file of folder.files) await look(file);
  }
  const shown = withoutEmpty(folders);
  const agentFiles: string[] = [];
  for (const [path, kind] of tree?.entries() ?? []) {
    if (path.startsWith(".sdetkit/") && !path.startsWith(".sdetkit/agent/")) {
      const place = join(root, path);
      const stat = lstatSync(place, { throwIfNoEntry: false });
      if (stat?.isFile()) {
        agentFiles.push(path);
        await look({ path, escaped: false, place, stat });
      }
    }
    if (!there.has(path) && kind !== "submodule") entries.push(missingEntry(path));
  }
  const declared: SeenInput[] = [];
  for (const input of await expandInputs(root, inputs, pace)) {
    if (there.has(input.path) || !(input.kind === "folder" || (await isIgnored(filter, input.path)))) continue;
    const { seen: shown, entry } = await seeInput(root, input, pace);
    declared.push(shown);
    if (entry !== null) entries.push({ ...entry, ignored: true });
  }
  return { entries, there, folders: shown, agentFiles, inputs: declared, hidden: hiddenIn(root, folders, declared) };
}

/** A commit holds no empty folder, and neither does what a command sees: a folder without files in it counts as left out. */
function withoutEmpty(folders: readonly SourceFolder[]): SourceFolder[] {
  const filled = new Set<string | null>([""]);
  for (const { path, parent, files } of folders.toReversed())
    if (files.length > 0 || filled.has(path)) filled.add(path).add(parent);
  return folders.flatMap((folder) => {
    if (!filled.has(folder.path)) return [];
    const below = (name: string) => (folder.path === "" ? name : `${folder.path}/${name}`);
    const empty = folder.folders.filter((name) => !folder.escaped && !filled.has(below(name)));
    return [empty.length === 0 ? folder : { ...folder, left: [...folder.left, ...empty] }];
  });
}

function keyOf({ path, escaped }: SourceFile): string {
  return escaped ? escapedKey(path) : path;
}

function known(file: SourceFile, { tree }: Checkout, seen: SeenFiles): ReadEntry | null {
  const stamp = stampOf(file.stat);
  const before = seen.get(keyOf(file));
  if (before?.stamp === stamp) return before.entry;
  const entry = entryOf(file, tree);
  seen.set(keyOf(file), { stamp, entry });
  return entry;
}

function missingEntry(key: string): ReadEntry {
  const escaped = key.endsWith("\0");
  return { path: escaped ? key.slice(0, -1) : key, kind: "missing", sha256: null, ...(escaped ? { escaped } : {}) };
}

async function seeInput(
  root: string,
  input: DeclaredInput,
  pace: Pace,
): Promise<{ readonly seen: SeenInput; readonly entry: ReadEntry | null }> {
  const { path } = input;
  if (input.kind === "folder") {
    const tree = await readInputTree(root, path, pace);
    if (tree === null) return { seen: { ...input, copied: [] }, entry: null };
    const seen = { ...input, copied: tree.holdsMore ? tree.folders : null };
    return { seen, entry: { path, kind: "tree", sha256: tree.sha256 } };
  }
  const place = join(root, path);
  const stat = lstatSync(place, { throwIfNoEntry: false });
  const entry = stat ? entryOf({ path, escaped: false, place, stat }, null) : null;
  return { seen: { ...input, copied: null }, entry };
}

function hiddenIn(root: string, folders: readonly SourceFolder[], inputs: readonly DeclaredInput[]): string[] {
  const declared = new Set(inputs.map(({ path }) => path));
  return folders
    .flatMap(({ path, left }) => left.map((name) => (path === "" ? name : `${path}/${name}`)))
    .filter((path) => !declared.has(path) && !/(^|\/)\.git$/.test(path))
    .flatMap((path) => {
      const stat = lstatSync(join(root, path), { throwIfNoEntry: false });
      if (stat?.isDirectory()) return [`${path}/`];
      return stat?.isFile() || stat?.isSymbolicLink() ? [path] : [];
    })
    .sort();
}
