import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { WorkspaceBase } from "@sdetkit/core";
import type { ConfinedFiles } from "../files/types.ts";
import { type CommitTree, readCommitTree } from "./commit-tree.ts";
import { GIT_STATE_FILE } from "./git-directory.ts";
import { isLaidOut } from "./lay-out-commit.ts";
import { findRepository, type Repository } from "./repository.ts";
import type { SourceFilter } from "./source-filter.ts";
import { asListed, folderFilter, type KnownListing, repositoryFilter } from "./source-filter.ts";

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

/** What is known of a folder before it is looked at. */
export interface KnownFolder {
  /** It is the copy of a folder without git, wherever it lies; false unless said. */
  readonly plain?: boolean;
  /** What was listed when it was read before. */
  readonly listing?: KnownListing;
}

/**
 * @throws Fault `git-missing`, `repository-unreadable`.
 */
export async function openCheckout(
  root: string,
  files: ConfinedFiles,
  { plain = false, listing }: KnownFolder,
): Promise<Checkout> {
  const repository = plain && !isLaidOut(root) ? null : await findRepository(root);
  const stateFile = repository === null ? "" : join(repository.common, GIT_STATE_FILE);
  const filter = repository === null ? folderFilter(files) : repositoryFilter(root);
  return {
    root,
    repository,
    tree: repository === null || repository.commit === null ? null : await readCommitTree(root, repository),
    filter: listing === undefined ? filter : asListed(filter, listing),
    gitState: existsSync(stateFile) ? readFileSync(stateFile, "utf8") : null,
  };
}
