import { lstatSync } from "node:fs";
import { join } from "node:path";

import type { ConfinedFiles } from "../files/types.ts";
import { git } from "./git.ts";
import { gitIgnore } from "./git-ignore.ts";

/** Ignores nothing. */
export const NOTHING_IGNORED: SourceFilter = { enter: async () => undefined, ignores: () => false };

/** The filter of a workspace in a repository, by git itself. */
export function repositoryFilter(root: string): SourceFilter {
  const ignored = new Set<string>();
  return {
    enter: oncePerFolder(async (folder) => {
      // A repository within, a submodule or not, has rules of its own.
      if (folder !== "" && !lstatSync(join(root, folder, ".git"), { throwIfNoEntry: false })) return;
      for (const path of await ignoredIn(join(root, folder))) ignored.add(folder === "" ? path : `${folder}/${path}`);
    }),
    ignores: (path) => ignored.has(path) || foldersAbove(path).some((folder) => ignored.has(folder)),
  };
}

/** Reads a folder's rules once. Steps that list at the same time wait for the same reading: none decides before the rules are known. */
function oncePerFolder(read: (folder: string) => Promise<void>): SourceFilter["enter"] {
  const entered = new Map<string, Promise<void>>();
  return (folder) => {
    const known = entered.get(folder) ?? read(folder);
    entered.set(folder, known);
    return known;
  };
}

function foldersAbove(path: string): string[] {
  const names = path.split("/").slice(0, -1);
  return names.map((_, i) => names.slice(0, i + 1).join("/"));
}

/** What is known to have been listed, and to have been ignored, whatever `.gitignore` files say: paths, also of whole folders. */
export interface KnownListing {
  readonly listed: readonly string[];
  readonly ignored: readonly string[];
}

/** A filter that decides as it was decided before where that is known. */
export function asListed(filter: SourceFilter, { listed, ignored }: KnownListing): SourceFilter {
  const shown = new Set(listed.flatMap((path) => [path, ...foldersAbove(path)]));
  const left = new Set(ignored);
  return {
    enter: (folder) => filter.enter(folder),
    ignores: (path, folder) => {
      if (shown.has(path)) return false;
      return left.has(path) || foldersAbove(path).some((above) => left.has(above)) || filter.ignores(path, folder);
    },
  };
}

/** What the repository of a folder ignores in it: paths of files and of whole folders, without those of repositories within. */
export async function ignoredIn(folder: string): Promise<string[]> {
  const args = ["ls-files", "-z", "--others", "--ignored", "--exclude-per-directory=.gitignore", "--directory"];
  const out = await git(folder, args);
  return out
    .toString("utf8")
    .split("\0")
    .flatMap((path) => (path === "" ? [] : [path.replace(/\/$/, "")]));
}

/** A `.gitignore` beyond this is no list that somebody wrote. */
const MAX_IGNORE_BYTES = 2 * 1024 * 1024;

/** The filter of a folder without git, by the `.gitignore` files in it. */
export function folderFilter(files: ConfinedFiles): SourceFilter {
  const rules = gitIgnore();
  return {
    enter: oncePerFolder(async (folder) => {
      const path = folder === "" ? ".gitignore" : `${folder}/.gitignore`;
      const data = await files.read({ root: "workspace", path }, { maxBytes: MAX_IGNORE_BYTES }).catch(() => null);
      if (data) rules.add(folder, Buffer.from(data).toString("utf8"));
    }),
    ignores: (path, folder) => rules.ignores(folder ? `${path}/` : path),
  };
}

/** Whether a path is ignored, entering the folders above it. */
export async function isIgnored(filter: SourceFilter, path: string, folder = false): Promise<boolean> {
  await filter.enter("");
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
    const above = path.slice(0, at);
    if (filter.ignores(above, true)) return true;
    await filter.enter(above);
  }
  return filter.ignores(path, folder);
}

/**
 * Tells the files that make a workspace (what git tracks, whatever `.gitignore` says, and what it does not ignore) from those that
 * it ignores. Only `.gitignore` files count, also those above the workspace: `.git/info/exclude` and a person's own
 * excludes differ from clone to clone.
 */
export interface SourceFilter {
  /** Has to be called for each folder before its entries are requested, outer folders first; `""` is the workspace. */
  enter(folder: string): Promise<void>;
  /** Whether a file or folder is ignored. The folders above it have been entered. */
  ignores(path: string, folder: boolean): boolean;
}
