import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { ReadEntry } from "@sdetkit/core";
import type { Pace } from "../pace.ts";
import type { Checkout } from "./checkout.ts";
import { escapedKey } from "./commit-tree.ts";
import { type DeclaredInput, expandInputs, readInputTree } from "./declared-inputs.ts";
import { entryOf } from "./source-content.ts";
import { isIgnored } from "./source-filter.ts";
import { type SourceFile, type SourceFolder, walkSource } from "./walk-source.ts";

/** What a command may see of a workspace. */
export interface Sight {
  /** What of it the commit does not hold byte for byte. */
  readonly entries: readonly ReadEntry[];
  readonly folders: readonly SourceFolder[];
  /** Files of `.sdetkit` that the commit has. */
  readonly agentFiles: readonly string[];
  /** Declared under `inputs`, and ignored. */
  readonly inputs: readonly DeclaredInput[];
  /** Ignored, and not declared: relative to the workspace, folders end with `/`. In code-unit order. */
  readonly hidden: readonly string[];
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
    await pace.breathe();
    there.add(file.escaped ? escapedKey(file.path) : file.path);
    const entry = known(file, checkout, seen);
    if (entry !== null) entries.push(entry);
  };
  const folders: SourceFolder[] = [];
  for await (const folder of walkSource(root, filter, pace)) {
    folders.push(folder);
    for (const file of folder.files) await look(file);
  }
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
  const declared: DeclaredInput[] = [];
  for (const input of await expandInputs(root, inputs, pace)) {
    if (there.has(input.path) || !(input.folder || (await isIgnored(filter, input.path)))) continue;
    declared.push(input);
    entries.push(...(await inputEntries(root, input, pace)));
  }
  return { entries, folders, agentFiles, inputs: declared, hidden: hiddenIn(root, folders, declared) };
}

function known(file: SourceFile, { tree }: Checkout, seen: SeenFiles): ReadEntry | null {
  const { ino, size, mtimeMs, ctimeMs, mode } = file.stat;
  const stamp = `${ino} ${size} ${mtimeMs} ${ctimeMs} ${mode}`;
  const before = seen.get(file.path);
  if (before?.stamp === stamp) return before.entry;
  const entry = entryOf(file, tree);
  seen.set(file.path, { stamp, entry });
  return entry;
}

function missingEntry(key: string): ReadEntry {
  const escaped = key.endsWith("\0");
  return { path: escaped ? key.slice(0, -1) : key, kind: "missing", sha256: null, ...(escaped ? { escaped } : {}) };
}

async function inputEntries(root: string, { path, folder }: DeclaredInput, pace: Pace): Promise<ReadEntry[]> {
  const ignored = true;
  if (folder) {
    const tree = await readInputTree(root, path, pace);
    return tree === null ? [] : [{ path, kind: "tree", sha256: tree.sha256, ignored }];
  }
  const place = join(root, path);
  const stat = lstatSync(place, { throwIfNoEntry: false });
  const entry = stat && entryOf({ path, escaped: false, place, stat }, null);
  return entry ? [{ ...entry, ignored }] : [];
}

function hiddenIn(root: string, folders: readonly SourceFolder[], inputs: readonly DeclaredInput[]): string[] {
  const declared = new Set(inputs.map(({ path }) => path));
  return folders
    .flatMap(({ path, left }) =>
      left.filter((name) => name !== ".git").map((name) => (path === "" ? name : `${path}/${name}`)),
    )
    .filter((path) => !declared.has(path))
    .map((path) => (lstatSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() ? `${path}/` : path))
    .sort();
}
