import { constants, copyFileSync, lchownSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/** Whom files belong to. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** What the thread of trees is asked for. */
export type TreeTask =
  | { readonly kind: "copy"; readonly from: string; readonly to: string; readonly owner: Owner | null }
  | { readonly kind: "claim"; readonly folder: string; readonly owner: Owner | null };

/** Does it, and says how many files, folders and links there are below the folder. */
export function doTreeTask(task: TreeTask): number {
  return task.kind === "copy" ? copy(task.from, task.to, task.owner) : claim(task.folder, task.owner);
}

function copy(from: string, to: string, owner: Owner | null): number {
  let entries = 0;
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    entries += 1;
    if (entry.isDirectory()) {
      entries += copy(source, target, owner);
      continue;
    }
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source, "buffer"), target);
    else copyFileSync(source, target, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    if (owner) lchownSync(target, owner.uid, owner.gid);
  }
  if (owner) lchownSync(to, owner.uid, owner.gid);
  return entries;
}

function claim(folder: string, owner: Owner | null): number {
  let entries = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    entries += 1;
    if (entry.isDirectory()) entries += claim(path, owner);
    else if (owner) lchownSync(path, owner.uid, owner.gid);
  }
  if (owner) lchownSync(folder, owner.uid, owner.gid);
  return entries;
}
