import fs from "node:fs";
import type { Fault, LogicalPath } from "@sdetkit/core";
import { asFileFault, fileFault } from "./file-fault.ts";
import { folderContent } from "./folder-entries.ts";
import { isBeingWritten } from "./temporary-name.ts";
import type { FolderEntry, ListOptions, MissedEntry } from "./types.ts";
import { inFolder, type OpenFolder, segmentsOf } from "./walk-folders.ts";

interface Listed {
  readonly entry: FolderEntry;
  readonly path: LogicalPath;
  readonly bytes: number;
}

/** Deeper folders are not entered: each is reached from the root, folder by folder, so the time grows with the square. */
const MAX_DEPTH = 512;

/**
 * Walks a folder depth-first so that whole paths come in code-unit order. What is still to do lies on a stack of its own:
 * the depth of the folders costs no call depth.
 */
export async function* listFiles(
  root: string,
  path: LogicalPath,
  options: ListOptions,
): AsyncGenerator<{ path: LogicalPath; bytes: number }> {
  const open = async (folder: LogicalPath): Promise<Listed[]> => (await listedOf(root, folder, options)).reverse();
  const left = await open(path);
  for (let next = left.pop(); next; next = left.pop()) {
    if (!next.entry.folder) yield { path: next.path, bytes: next.bytes };
    else {
      // Not a spread: a folder may hold more entries than a call takes arguments.
      for (const below of await openBelow(next.path, open, options)) left.push(below);
    }
  }
}

/** A folder on the way that cannot be read (or is gone by now) is missed, not the end, when somebody keeps account. */
async function openBelow(
  folder: LogicalPath,
  open: (folder: LogicalPath) => Promise<Listed[]>,
  options: ListOptions,
): Promise<Listed[]> {
  if (folder.path.split("/").length > MAX_DEPTH) {
    const fault = fileFault("path-invalid", folder, `expected at most ${MAX_DEPTH} folders in each other, found more`);
    miss({ path: `${folder.path}/`, reason: "too-deep" }, fault, options);
    return [];
  }
  try {
    return await open(folder);
  } catch (error) {
    const fault = asFileFault(error, folder);
    if (!["permission-denied", "file-missing", "not-a-folder", "path-escapes"].includes(fault.code)) throw error;
    miss({ path: `${folder.path}/`, reason: "unreadable" }, fault, options);
    return [];
  }
}

function miss(entry: MissedEntry, fault: Fault, { missed }: ListOptions): void {
  if (!missed) throw fault;
  missed(entry, fault);
}

/** What of one folder is listed or entered, sorted. */
async function listedOf(root: string, folder: LogicalPath, options: ListOptions): Promise<Listed[]> {
  const below = (name: string): string => (folder.path === "" ? name : `${folder.path}/${name}`);
  return inFolder(root, folder, segmentsOf(folder), false, async (open) => {
    const { entries, others, unnamed } = folderContent(open.base);
    for (const name of unnamed) {
      const fault = fileFault("path-invalid", folder, `expected names in UTF-8, found ${below(name)}: rename it`);
      miss({ path: below(name), reason: "name-not-utf8" }, fault, options);
    }
    const skip = new Set(options.skip ?? []);
    for (const { name, kind } of others) {
      if (!skip.has(name)) options.other?.({ root: folder.root, path: below(name) }, kind);
    }
    const unskipped = entries.filter(({ name }) => !skip.has(name) && !isBeingWritten(name));
    const kept = options.keep ? await options.keep(folder, unskipped) : unskipped;
    return kept
      .flatMap((entry): Listed[] => {
        const bytes = entry.folder ? 0 : sizeOf(open, entry.name);
        return bytes === null ? [] : [{ entry, bytes, path: { root: folder.root, path: below(entry.name) } }];
      })
      .sort((a, b) => (key(a) < key(b) ? -1 : 1));
  });
}

/** Null for what is no regular file any more. */
function sizeOf(folder: OpenFolder, name: string): number | null {
  const stat = fs.lstatSync(`${folder.base}/${name}`, { throwIfNoEntry: false });
  return stat?.isFile() ? stat.size : null;
}

/** Sorting key: a folder sorts as its paths do, that is with the slash. */
function key({ entry }: Listed): string {
  return entry.folder ? `${entry.name}/` : entry.name;
}
