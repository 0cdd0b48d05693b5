import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { ConfinedFiles } from "../action/contract.ts";
import { git } from "./git.ts";
import { gitIgnore } from "./git-ignore.ts";

/**
 * Tells the files that make a workspace (what git tracks, whatever `.gitignore` says, and what it does not ignore) from those that
 * it ignores. Only `.gitignore` files count, also those above the workspace: `.git/info/exclude` and a person's own
 * excludes differ from clone to clone.
 */
export interface SourceFilter {
  /** Has to be called for each folder before its entries are asked for, outer folders first; `""` is the workspace. */
  enter(folder: string): Promise<void>;
  /** Whether a file or folder is ignored. The folders above it have been entered. */
  ignores(path: string, folder: boolean): boolean;
}

/** Ignores nothing. */
export const NOTHING_IGNORED: SourceFilter = { enter: async () => undefined, ignores: () => false };

/** The filter of a workspace in a repository, by git itself. `index`: another index than the repository's own. */
export function repositoryFilter(root: string, index: string | null): SourceFilter {
  const ignored = new Set<string>();
  const entered = new Set<string>();
  return {
    enter: async (folder) => {
      if (entered.has(folder)) return;
      entered.add(folder);
      // A repository within, a submodule or not, has rules of its own.
      if (folder !== "" && !lstatSync(join(root, folder, ".git"), { throwIfNoEntry: false })) return;
      for (const path of await ignoredIn(join(root, folder), folder === "" ? index : null))
        ignored.add(folder === "" ? path : `${folder}/${path}`);
    },
    ignores: (path) => ignored.has(path),
  };
}

async function ignoredIn(folder: string, index: string | null): Promise<string[]> {
  const args = ["ls-files", "-z", "--others", "--ignored", "--exclude-per-directory=.gitignore", "--directory"];
  const out = await git(folder, args, index === null ? {} : { GIT_INDEX_FILE: index });
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
  const entered = new Set<string>();
  return {
    enter: async (folder) => {
      if (entered.has(folder)) return;
      entered.add(folder);
      const path = folder === "" ? ".gitignore" : `${folder}/.gitignore`;
      const data = await files.read({ root: "workspace", path }, { maxBytes: MAX_IGNORE_BYTES }).catch(() => null);
      if (data) rules.add(folder, Buffer.from(data).toString("utf8"));
    },
    ignores: (path, folder) => rules.ignores(folder ? `${path}/` : path),
  };
}

/** Whether a path is ignored, entering the folders above it. */
export async function isIgnored(filter: SourceFilter, path: string): Promise<boolean> {
  await filter.enter("");
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
    const folder = path.slice(0, at);
    if (filter.ignores(folder, true)) return true;
    await filter.enter(folder);
  }
  return filter.ignores(path, false);
}
