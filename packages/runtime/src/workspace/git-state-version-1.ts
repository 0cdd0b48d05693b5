import { lstat, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { digestOf, type Sha256 } from "@sdetkit/core";
import { hashing } from "../platform/hashing.ts";
import { GitFailure, git, withoutFilters } from "./git.ts";

/** One path that differs from the commit, and the digest of what it holds now; null when it is gone. */
interface DirtyPath {
  readonly path: string;
  readonly sha256: Sha256 | null;
}

/** A git workspace as `git status` says it is now: the identity in records of version 1. `dirty` is sorted by path; empty when the tree is the commit. */
export interface GitState {
  readonly commit: string;
  readonly dirty: readonly DirtyPath[];
}

/** Reads the state of a git workspace; null when the folder is no repository or has no commit yet. Runs nothing of it. */
export async function gitState(root: string): Promise<GitState | null> {
  const args = [
    "status",
    "--porcelain=v2",
    "--branch",
    "-z",
    "--no-renames",
    "--untracked-files=all",
    // git would look into a submodule under that one's own configuration. A submodule at another commit still counts.
    "--ignore-submodules=dirty",
    "--",
    ".",
    ":(exclude).sdetkit",
  ];
  let out: string;
  try {
    out = (await git(root, args, await withoutFilters(root))).toString("utf8");
  } catch (error) {
    if (error instanceof GitFailure) return null;
    throw error;
  }
  let commit: string | null = null;
  const paths: string[] = [];
  for (const entry of out.split("\0")) {
    if (entry.startsWith("# branch.oid ")) commit = entry.slice("# branch.oid ".length);
    else if (entry.startsWith("1 ")) paths.push(entry.split(" ").slice(8).join(" "));
    else if (entry.startsWith("u ")) paths.push(entry.split(" ").slice(10).join(" "));
    else if (entry.startsWith("? ")) paths.push(entry.slice(2));
  }
  if (commit === null || commit === "(initial)") return null;
  const prefix = paths.length > 0 ? (await git(root, ["rev-parse", "--show-prefix"])).toString("utf8").trim() : "";
  const dirty: DirtyPath[] = [];
  for (const path of paths.map((each) => withoutPrefix(each, prefix)).sort()) {
    dirty.push({ path, sha256: await contentDigest(join(root, path)) });
  }
  return { commit, dirty };
}

/** git names paths from the top of the repository; the workspace may be a folder in it. */
function withoutPrefix(path: string, prefix: string): string {
  return prefix !== "" && path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

async function contentDigest(path: string): Promise<Sha256 | null> {
  try {
    const stat = await lstat(path);
    if (stat.isSymbolicLink()) return hashing.hex(`link:${await readlink(path)}`);
    return stat.isFile() ? hashing.hex(await readFile(path)) : null;
  } catch {
    return null;
  }
}

/** The digest that records of version 1 keep of what was not committed; null when the tree is the commit. */
export function dirtyDigest({ dirty }: GitState): Sha256 | null {
  const entries = dirty.map(({ path, sha256 }) => ({ path, sha256 }));
  return dirty.length === 0 ? null : digestOf(entries, hashing);
}
