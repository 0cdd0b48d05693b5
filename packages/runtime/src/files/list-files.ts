import fs from "node:fs";
import type { LogicalPath } from "@sdetkit/core";
import { inFolder, segmentsOf } from "./walk-folders.ts";

interface Entry {
  readonly name: string;
  readonly folder: boolean;
  readonly bytes: number;
}

/** Regular files and folders of one folder; links, fifos, sockets and devices are left out. */
async function entriesOf(root: string, path: LogicalPath): Promise<Entry[]> {
  return inFolder(root, path, segmentsOf(path), false, (open) => {
    const entries: Entry[] = [];
    for (const name of fs.readdirSync(open.base)) {
      const stat = fs.lstatSync(`${open.base}/${name}`, { throwIfNoEntry: false });
      if (stat?.isDirectory() || stat?.isFile()) entries.push({ name, folder: stat.isDirectory(), bytes: stat.size });
    }
    return entries;
  });
}

/** Sorting key: a folder sorts as its paths do, that is with the slash. */
function key(entry: Entry): string {
  return entry.folder ? `${entry.name}/` : entry.name;
}

/** Walks a folder depth-first so that whole paths come in code-unit order. */
export async function* listFiles(
  root: string,
  path: LogicalPath,
  skip: ReadonlySet<string>,
): AsyncGenerator<{ path: LogicalPath; bytes: number }> {
  const entries = (await entriesOf(root, path)).filter((entry) => !skip.has(entry.name));
  entries.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  for (const entry of entries) {
    const below: LogicalPath = { root: path.root, path: path.path === "" ? entry.name : `${path.path}/${entry.name}` };
    if (!entry.folder) yield { path: below, bytes: entry.bytes };
    else yield* listFiles(root, below, skip);
  }
}
