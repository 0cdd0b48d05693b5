import { constants } from "node:fs";
import { cp, lstat, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Copies a workspace without git, but for `.sdetkit` and `.git`, sharing blocks where the file system can. Answers the copy. */
export async function copyFolder(root: string, scratch: string): Promise<string> {
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
