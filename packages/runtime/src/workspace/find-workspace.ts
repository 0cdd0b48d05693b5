import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Fault } from "@sdetkit/core";
import { isClosed, pathExists } from "../files/path-exists.ts";
import { isBareRepository } from "./repository.ts";

/** How the root of a workspace was recognised. */
export interface FoundWorkspace {
  /** Absolute. */
  readonly root: string;
  readonly by: "sdetkit-folder" | "git" | "start";
}

/**
 * Looks upwards from a folder for `.sdetkit/`; failing that, the top of the git work tree; failing that, the folder itself.
 * It never looks beyond the git work tree: a repository inside another workspace is a workspace of its own.
 * @throws Fault `no-folder` when the start is no folder, `bare-repository` in one, `permission-denied` when this user may not look into it.
 */
export function findWorkspace(start: string): FoundWorkspace {
  const from = resolve(start);
  // Asked by a name in it: of a folder that is closed only its own name can be seen.
  if (!pathExists(join(from, ".")) || !isFolder(from)) {
    const remedy = "name an existing folder with -C";
    throw new Fault("no-folder", `expected a folder to work in, got ${from}`, { remedy });
  }
  if (isBareRepository(from)) {
    const message = `expected a folder with files to work on, but ${from} is in a bare repository`;
    const remedy = "clone it, or add a worktree (git worktree add), and work there";
    throw new Fault("bare-repository", message, { remedy });
  }
  for (let folder = from; ; folder = dirname(folder)) {
    if (isFolder(join(folder, ".sdetkit"))) return { root: folder, by: "sdetkit-folder" };
    if (existsSync(join(folder, ".git"))) return { root: folder, by: "git" };
    if (folder === dirname(folder)) return { root: from, by: "start" };
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch (error) {
    // Of a folder above, which is closed to this user: nothing of theirs is in there.
    if (isClosed(error)) return false;
    throw error;
  }
}
