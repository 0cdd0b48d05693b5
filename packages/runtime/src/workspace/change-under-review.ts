import { Fault } from "@sdetkit/core";
import { GitFailure, git, withoutFilters } from "./git.ts";

/** What a branch and the work on it changed since it left its base. */
export interface ChangeUnderReview {
  /** The merge base of the base and `HEAD`. */
  readonly from: string;
  /** Files that are new or changed, committed or not, relative to the folder; deleted ones are not among them. */
  readonly paths: ReadonlySet<string>;
  /** What a file held at the merge base, under the name that it had there; null where it was not there. */
  textBefore(path: string): Promise<string | null>;
}

/**
 * Compares a folder of a repository with the point at which its branch left the base.
 * @param base a ref, or undefined for the default branch of the remote.
 * @throws Fault `no-merge-base` where there is no such ref or no common commit, as in a shallow clone.
 */
export async function changeUnderReview(root: string, base: string | undefined): Promise<ChangeUnderReview> {
  const from = await mergeBase(root, base);
  const settings = await withoutFilters(root);
  const compare = ["diff", "--name-status", "-z", "--relative", "--find-renames", "--no-ext-diff", "--no-textconv"];
  const changed = (await git(root, [...compare, from, "--"], settings)).toString("utf8").split("\0");
  const untracked = ["ls-files", "-z", "--others", "--exclude-per-directory=.gitignore"];
  const added = (await git(root, untracked)).toString("utf8").split("\0");
  const paths = new Set(added.filter((path) => path !== ""));
  const names = new Map<string, string>();
  for (let at = 0; at + 1 < changed.length; ) {
    const status = changed[at++] ?? "";
    const before = changed[at++] ?? "";
    const path = /^[RC]/.test(status) ? (changed[at++] ?? before) : before;
    if (status.startsWith("D")) continue;
    paths.add(path);
    names.set(path, before);
  }
  return {
    from,
    paths,
    textBefore: (path) => textAt(root, from, names.get(path) ?? path),
  };
}

async function textAt(root: string, commit: string, path: string): Promise<string | null> {
  try {
    return (await git(root, ["cat-file", "blob", `${commit}:./${path}`])).toString("utf8");
  } catch (error) {
    if (error instanceof GitFailure) return null;
    throw error;
  }
}

async function mergeBase(root: string, base: string | undefined): Promise<string> {
  const candidates = base === undefined ? ["origin/HEAD", "origin/main", "origin/master", "main", "master"] : [base];
  for (const candidate of candidates) {
    const commit = await asked(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${candidate}^{commit}`]);
    if (commit === null) continue;
    const found = await asked(root, ["merge-base", commit, "HEAD"]);
    if (found !== null) return found;
    throw new Fault("no-merge-base", `expected ${candidate} and HEAD to have a common commit, found none`);
  }
  throw new Fault("no-merge-base", `expected a branch to compare with, found none of ${candidates.join(", ")}`);
}

async function asked(root: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await git(root, args)).toString("utf8").trim();
  } catch (error) {
    if (error instanceof GitFailure && error.code !== null) return null;
    throw error;
  }
}
