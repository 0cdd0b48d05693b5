import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { WorkspaceBase } from "@sdetkit/core";
import type { ConfinedFiles } from "../action/contract.ts";
import { type CommitTree, readCommitTree } from "./commit-tree.ts";
import { GIT_STATE_FILE, LISTING_INDEX } from "./git-directory.ts";
import { findRepository, type Repository } from "./repository.ts";
import { folderFilter, repositoryFilter, type SourceFilter } from "./source-filter.ts";

/** A workspace as a run finds it: what there is to compare its files with. Read once, when the first step needs it. */
export interface Checkout {
  readonly root: string;
  readonly repository: Repository | null;
  /** Null in a folder without git. */
  readonly tree: CommitTree | null;
  readonly filter: SourceFilter;
  /** What commands see of git besides the commit, of a copy that was laid out for runs; null in a person's own workspace. */
  readonly gitState: string | null;
}

/** What a run in this folder begins on. A repository without a commit has nothing to name: it counts as a folder. */
export function baseOf(repository: Repository | null): WorkspaceBase {
  if (repository === null || repository.commit === null) return { kind: "folder" };
  return { kind: "git", commit: repository.commit, path: repository.prefix };
}

/** @throws Fault `git-missing`, `repository-unreadable`. */
export async function openCheckout(root: string, files: ConfinedFiles): Promise<Checkout> {
  const repository = await findRepository(root);
  const inGit = (name: string): string | null => {
    const path = repository === null ? null : join(repository.common, name);
    return path !== null && existsSync(path) ? path : null;
  };
  const stateFile = inGit(GIT_STATE_FILE);
  return {
    root,
    repository,
    tree: repository === null || repository.commit === null ? null : await readCommitTree(root, repository),
    filter: repository === null ? folderFilter(files) : repositoryFilter(root, inGit(LISTING_INDEX)),
    gitState: stateFile === null ? null : readFileSync(stateFile, "utf8"),
  };
}
