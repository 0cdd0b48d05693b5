import { constants } from "node:fs";
import { copyFile, lstat, mkdir, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { WorkspaceIdentityVersion1 } from "@sdetkit/core";
import { copyFolder } from "./copy-folder.ts";
import { git } from "./git.ts";
import { dirtyDigest, gitState } from "./git-state-version-1.ts";
import { clearWay, type LaidOut } from "./lay-out.ts";

/**
 * Lays a workspace out as 0.1.0 did for its records: the commit as git checks it out, and on top of it what `git status` calls
 * changed, as it is now. A folder without git is copied.
 */
export async function layOutVersion1(
  root: string,
  recorded: WorkspaceIdentityVersion1,
  scratch: string,
): Promise<LaidOut> {
  if (recorded.kind === "folder") return { root: await copyFolder(root, scratch), borrowed: [], missing: [] };
  const { prefix, objects } = await checkOut(root, recorded.commit, scratch);
  const copy = join(scratch, prefix);
  const laidOut = { root: copy, borrowed: [objects] };
  if (recorded.dirty === null) return { ...laidOut, missing: [] };
  const now = await gitState(root);
  for (const { path } of now?.dirty ?? []) {
    clearWay(copy, { path });
    await copyEntry(join(root, path), join(copy, path));
  }
  const found = now === null ? null : dirtyDigest(now);
  if (found === recorded.dirty) return { ...laidOut, missing: [] };
  return { ...laidOut, missing: [{ path: "uncommitted files", expected: recorded.dirty, got: found ?? "none" }] };
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

/** Copies one file or link; what is gone in the original is removed in the copy. */
async function copyEntry(from: string, to: string): Promise<void> {
  const stat = await lstat(from).catch(() => null);
  await rm(to, { force: true, recursive: true });
  if (!stat) return;
  await mkdir(dirname(to), { recursive: true });
  if (stat.isSymbolicLink()) await symlink(await readlink(from), to);
  else if (stat.isFile()) await copyFile(from, to, constants.COPYFILE_FICLONE);
}
