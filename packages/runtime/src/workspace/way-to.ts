import { lstatSync, type Stats } from "node:fs";
import { join } from "node:path";
import type { ReadEntry } from "@sdetkit/core";
import type { Checkout } from "./checkout.ts";
import type { CommitTree } from "./commit-tree.ts";
import { entryOf } from "./source-content.ts";

/**
 * What whoever went to a path met there, or on the way, and would not meet in the commit: what is missing, what is in the way,
 * and that a folder is one. With it in place, the same way ends the same.
 */
export function wayTo(path: string, { root, tree }: Pick<Checkout, "root" | "tree">): ReadEntry[] {
  if (path === "") return [];
  const met: ReadEntry[] = [];
  const segments = path.split("/");
  const steps = segments.map((_, i) => segments.slice(0, i + 1).join("/"));
  for (const [i, at] of steps.entries()) {
    const stat = statOf(join(root, at));
    if (stat === "unreadable") return [...met, { path: at, kind: "unreadable", sha256: null }];
    if (stat === null) return [...met, ...missingFrom(steps.slice(i), tree)];
    if (!stat.isDirectory()) return [...met, ...standing(at, root, stat, tree)];
    const committed = tree?.kindOf(at) ?? null;
    if (committed !== null && committed !== "submodule") met.push(missing(at));
  }
  const committed = [...committedBelow(path, tree)];
  // It is there once the commit is laid out, but for what the workspace has not.
  if (committed.some((below) => statOf(join(root, below)) !== null)) return met;
  return [...met, { path, kind: "folder", sha256: null }, ...committed.map(missing)];
}

/** Something that the commit has and the workspace has not. */
export function missing(path: string): ReadEntry {
  return { path, kind: "missing", sha256: null };
}

/** Everything that the commit has below a folder: files, links and submodules. */
export function* committedBelow(folder: string, tree: CommitTree | null): Generator<string> {
  const { files = [], links = [], folders = [] } = tree?.folder(folder) ?? {};
  if (tree?.kindOf(folder) === "submodule") yield folder;
  for (const name of [...files, ...links]) yield `${folder}/${name}`;
  for (const name of folders) yield* committedBelow(`${folder}/${name}`, tree);
}

function statOf(place: string): Stats | "unreadable" | null {
  try {
    return lstatSync(place, { throwIfNoEntry: false }) ?? null;
  } catch {
    return "unreadable";
  }
}

/** The first of the steps is not there. */
function missingFrom(steps: readonly string[], tree: CommitTree | null): ReadEntry[] {
  const found = steps.find((at) => tree?.kindOf(at));
  return found === undefined ? [...committedBelow(steps.at(-1) as string, tree)].map(missing) : [missing(found)];
}

function standing(path: string, root: string, stat: Stats, tree: CommitTree | null): ReadEntry[] {
  if (!stat.isFile() && !stat.isSymbolicLink()) return [{ path, kind: "name", sha256: null }];
  const entry = entryOf({ path, escaped: false, place: join(root, path), stat }, tree);
  return entry === null ? [] : [entry];
}
