import fs from "node:fs";
import type { LogicalPath } from "@sdetkit/core";
import { fileFault } from "./file-fault.ts";

const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = fs.constants;
const OPEN_FOLDER = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK;

/** Folders and files get these modes whatever the umask is: the same run leaves the same tree everywhere. */
const FOLDER_MODE = 0o755;

/** An open folder. Entries are reached as `${base}/name`, which cannot be diverted while the descriptor is open. */
export interface OpenFolder {
  readonly fd: number;
  /** `/proc/self/fd/N` on Linux. Elsewhere the folder's own path: a link swapped in after the check is then followed. */
  readonly base: string;
}

const ANCHORED = process.platform === "linux";

function opened(fd: number, path: string): OpenFolder {
  return { fd, base: ANCHORED ? `/proc/self/fd/${fd}` : path };
}

/** Who owns what is made, when it is not the current user: root alone can say so. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Splits a confined path and refuses any segment that could mean another folder. */
export function segmentsOf(path: LogicalPath): string[] {
  if (path.path === "") return [];
  const segments = path.path.split("/");
  if (path.path.includes("\0") || segments.some((part) => part === "" || part === "." || part === ".."))
    throw fileFault("path-invalid", path, "expected normal relative segments");
  return segments;
}

/** Makes one folder, durably. Returns whether it was not there. */
function makeFolder(parent: OpenFolder, name: string): boolean {
  try {
    fs.mkdirSync(`${parent.base}/${name}`, FOLDER_MODE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  return true;
}

function enter(parent: OpenFolder, name: string, path: LogicalPath): OpenFolder {
  const child = `${parent.base}/${name}`;
  try {
    return opened(fs.openSync(child, OPEN_FOLDER), child);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if ((code === "ENOTDIR" || code === "ELOOP") && fs.lstatSync(child, { throwIfNoEntry: false })?.isSymbolicLink())
      throw fileFault("path-escapes", path, "expected real folders on the way, found a link", error);
    throw error;
  }
}

/**
 * Opens the folder that `segments` lead to below `root`, one folder at a time and never through a link, hands it to
 * `use`, and closes it. With `make` (true, or whose they shall be), folders that are missing are made and synced to disk
 * with their parents.
 */
export async function inFolder<T>(
  root: string,
  path: LogicalPath,
  segments: readonly string[],
  make: boolean | Owner,
  use: (folder: OpenFolder) => T | Promise<T>,
): Promise<T> {
  let folder = opened(fs.openSync(root, O_RDONLY | O_DIRECTORY), root);
  try {
    for (const name of segments) {
      const made = make !== false && makeFolder(folder, name);
      const child = enter(folder, name, path);
      const parent = folder;
      folder = child;
      try {
        if (made) {
          fs.fchmodSync(child.fd, FOLDER_MODE);
          if (typeof make === "object") fs.fchownSync(child.fd, make.uid, make.gid);
          fs.fsyncSync(child.fd);
          fs.fsyncSync(parent.fd);
        }
      } finally {
        fs.closeSync(parent.fd);
      }
    }
    return await use(folder);
  } finally {
    fs.closeSync(folder.fd);
  }
}
