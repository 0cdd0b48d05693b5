import { existsSync, lstatSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Fault } from "@sdetkit/core";
import { GitFailure, git } from "./git.ts";

/** The git repository that a workspace lies in. All paths are absolute. */
export interface Repository {
  /** The top of the work tree. */
  readonly top: string;
  /** From the top to the workspace: empty, or ending with `/`. */
  readonly prefix: string;
  /** Where objects and refs are: of a linked worktree, the main repository's `.git`. */
  readonly common: string;
  readonly format: "sha1" | "sha256";
  /** The commit that is checked out; null when there is none yet. */
  readonly commit: string | null;
}

/**
 * The repository that a folder lies in; null when neither it nor a folder above it has a `.git`, or when the repository above
 * ignores it. A repository that git cannot read is never taken for a plain folder.
 * @throws Fault `git-missing`, `repository-unreadable`.
 */
export async function findRepository(root: string): Promise<Repository | null> {
  const dotGit = nearestDotGit(root);
  if (dotGit === null) return null;
  try {
    const asked = ["--show-toplevel", "--git-common-dir", "--show-object-format", "--show-prefix"];
    const out = (await git(root, ["rev-parse", "--path-format=absolute", ...asked])).toString("utf8").split("\n");
    const [top = root, common = dotGit, format = "sha1", prefix = ""] = out;
    if (prefix !== "" && (await isIgnoredFolder(top, prefix))) return null;
    return { top, prefix, common, format: format === "sha256" ? "sha256" : "sha1", commit: await headOf(root) };
  } catch (error) {
    throw unreadableRepository(dotGit, error);
  }
}

/** A folder that the repository ignores, and of which it tracks nothing, is not the repository's. */
async function isIgnoredFolder(top: string, prefix: string): Promise<boolean> {
  try {
    await git(top, ["check-ignore", "--quiet", "--", prefix]);
  } catch (error) {
    if (error instanceof GitFailure && error.code === 1) return false;
    throw error;
  }
  return (await git(top, ["ls-files", "-z", "--", `:(literal)${prefix}`])).length === 0;
}

/** The object format of a repository, bare or not. */
export async function objectFormat(root: string): Promise<Repository["format"]> {
  const out = (await git(root, ["rev-parse", "--show-object-format"])).toString("utf8").trim();
  return out === "sha256" ? "sha256" : "sha1";
}

async function headOf(root: string): Promise<string | null> {
  try {
    return (await git(root, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])).toString("utf8").trim();
  } catch (error) {
    // 1: nothing was committed yet.
    if (error instanceof GitFailure && error.code === 1) return null;
    throw error;
  }
}

/** The `.git` of a folder or the nearest one above it, whatever it is; null when there is none. */
export function nearestDotGit(root: string): string | null {
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    const dotGit = join(folder, ".git");
    if (lstatSync(dotGit, { throwIfNoEntry: false })) return dotGit;
    if (folder === dirname(folder)) return null;
  }
}

/** What git could not do with a repository, as a Fault with what to do about it; every other error unchanged. */
export function unreadableRepository(dotGit: string, error: unknown): unknown {
  if (!(error instanceof GitFailure)) return error;
  if (error.code === null)
    return new Fault("git-missing", `expected git to read the repository at ${dotGit}, but git cannot be started`, {
      cause: error,
    });
  const lines = error.message.split("\n");
  const said = (lines.find((line) => /^(fatal|error): /.test(line)) ?? lines[0] ?? "").replace(/^\w+: /, "");
  return new Fault(
    "repository-unreadable",
    `expected git to read the repository at ${dotGit}, but it reports: ${said}`,
    {
      remedy: remedyFor(error.message),
      cause: error,
    },
  );
}

function remedyFor(said: string): string {
  if (/promisor|lazy fetching/.test(said))
    return "the clone is partial and lacks objects of the commit: check it out, or call `git fetch --refetch --no-filter`";
  if (/\bindex\b/.test(said)) return "rebuild the index: remove `.git/index`, then call `git reset`";
  return "repair the repository (`git fsck` names what is broken), or work in a folder that is not below a .git";
}

/** Whether a folder is a bare repository, or lies in one: it has no files to work on. */
export function isBareRepository(folder: string): boolean {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return false;
    if (["HEAD", "objects", "refs"].every((name) => existsSync(join(at, name)))) return true;
    if (at === dirname(at)) return false;
  }
}

/** Whether a commit is in the repository. */
export async function hasCommit(root: string, commit: string): Promise<boolean> {
  try {
    await git(root, ["cat-file", "-e", `${commit}^{commit}`]);
    return true;
  } catch (error) {
    if (error instanceof GitFailure) return false;
    throw error;
  }
}
