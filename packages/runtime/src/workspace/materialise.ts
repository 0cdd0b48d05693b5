import { constants } from "node:fs";
import { copyFile, cp, lstat, mkdir, readdir, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { WorkspaceIdentity } from "@sdetkit/core";
import { GitFailure, git } from "./git.ts";
import { gitIdentity, gitState } from "./identity.ts";

/** A scratch copy of a workspace, and the identity of what is really in it. */
export interface Materialised {
  readonly root: string;
  readonly identity: WorkspaceIdentity;
  /** Folders outside of it that git needs to read there: the objects it borrows. */
  readonly borrowed: readonly string[];
}

/**
 * Lays a recorded workspace out in an empty scratch folder, without touching the original: the recorded commit through
 * borrowed objects, and on top of it what was not committed, as it is now. A folder without git is copied.
 */
export async function materialise(root: string, recorded: WorkspaceIdentity, scratch: string): Promise<Materialised> {
  if (recorded.kind === "folder") return { root: await copyFolder(root, scratch), identity: recorded, borrowed: [] };
  const { prefix, objects } = await checkOut(root, recorded.commit, scratch);
  const copy = join(scratch, prefix);
  if (recorded.dirty === null) return { root: copy, identity: recorded, borrowed: [objects] };
  const now = await gitState(root);
  for (const { path } of now?.dirty ?? []) {
    await clearWay(copy, path);
    await copyEntry(join(root, path), join(copy, path));
  }
  const identity = now ? gitIdentity({ ...now, commit: recorded.commit }) : recorded;
  return { root: copy, identity, borrowed: [objects] };
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

/** Checks a commit out into a new repository that borrows the objects; answers where in it the workspace lies. */
async function checkOut(
  root: string,
  commit: string,
  scratch: string,
): Promise<{ readonly prefix: string; readonly objects: string }> {
  const asked = await git(root, ["rev-parse", "--show-object-format", "--git-common-dir", "--show-prefix"]);
  const [format = "sha1", common = ".git", prefix = ""] = asked.toString("utf8").split("\n");
  const objects = resolve(root, common, "objects");
  await mkdir(scratch, { recursive: true });
  await git(scratch, ["init", "--quiet", "--template=", `--object-format=${format}`, "."]);
  await mkdir(join(scratch, ".git", "objects", "info"), { recursive: true });
  await writeFile(join(scratch, ".git", "objects", "info", "alternates"), `${objects}\n`);
  // Tags and branches, so that commands such as `git describe` answer as they did.
  const refs = await git(root, ["for-each-ref", "--format=%(objectname) %(refname)"]);
  await writeFile(join(scratch, ".git", "packed-refs"), withoutOwn(refs));
  await copyFile(resolve(root, common, "shallow"), join(scratch, ".git", "shallow")).catch(() => undefined);
  await git(scratch, ["-c", "advice.detachedHead=false", "checkout", "--quiet", "--detach", commit]);
  return { prefix, objects };
}

/** Without those refs by which a server keeps commits in its mirror or an export: they are no part of the repository. */
function withoutOwn(refs: Buffer): string {
  return refs.toString("utf8").replace(/^[0-9a-f]+ refs\/(?:sdetkit|workspaces)\/.*\n/gm, "");
}

async function copyFolder(root: string, scratch: string): Promise<string> {
  const left = new Set([join(root, ".sdetkit"), join(root, ".git")]);
  await mkdir(scratch, { recursive: true });
  for (const name of await readdir(root)) {
    const from = join(root, name);
    if (!left.has(from))
      await cp(from, join(scratch, name), {
        recursive: true,
        verbatimSymlinks: true,
        filter: isCopied,
        mode: constants.COPYFILE_FICLONE,
      });
  }
  return scratch;
}

/** Pipes, sockets and devices hold nothing that a run could read. */
async function isCopied(path: string): Promise<boolean> {
  const stat = await lstat(path);
  return stat.isFile() || stat.isDirectory() || stat.isSymbolicLink();
}

/** Where the recorded commit has a link or a file, and the workspace now a folder, the link must not lead the copy away. */
async function clearWay(copy: string, path: string): Promise<void> {
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
    const folder = join(copy, path.slice(0, at));
    const stat = await lstat(folder).catch(() => null);
    if (stat && !stat.isDirectory()) await rm(folder);
  }
}

/** Copies one file or link; what is gone in the original is removed in the copy. */
async function copyEntry(from: string, to: string): Promise<void> {
  const stat = await lstat(from).catch(() => null);
  await rm(to, { force: true, recursive: true });
  if (!stat) return;
  await mkdir(dirname(to), { recursive: true });
  if (stat.isSymbolicLink()) await symlink(await readlink(from), to);
  else if (stat.isFile()) await copyFile(from, to, constants.COPYFILE_FICLONE);
}
