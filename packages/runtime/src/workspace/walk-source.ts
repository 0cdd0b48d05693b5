import { type Dirent, lstatSync, readdirSync, type Stats } from "node:fs";
import { escapedName, isUtf8 } from "../files/file-name.ts";
import type { Pace } from "../platform/pace.ts";
import type { SourceFilter } from "./source-filter.ts";
import { NOTHING_IGNORED } from "./source-filter.ts";

/** A file or link of a workspace, as it lies on disk. */
export interface SourceFile {
  /** Relative to the workspace; escaped when the name is not UTF-8. */
  readonly path: string;
  readonly escaped: boolean;
  /** Where it is, for the file system. */
  readonly place: string | Buffer;
  readonly stat: Stats;
}

/** A folder of a workspace that was entered. */
export interface SourceFolder {
  readonly path: string;
  /** The path of the folder that it lies in; null for the workspace itself. */
  readonly parent: string | null;
  readonly escaped: boolean;
  readonly place: string | Buffer;
  readonly files: readonly SourceFile[];
  readonly folders: readonly string[];
  /** Names in it that are left out: what is ignored, the `.git` of a repository within, and pipes, sockets and devices. */
  readonly left: readonly string[];
}

/**
 * Walks the folders of a workspace, outer ones first, without following links: all that is not ignored, but for `.git`, and for
 * `.sdetkit` at the top. Pipes, sockets and devices hold nothing that could be read, and are passed over. What cannot be listed
 * is an entry without files.
 */
export async function* walkSource(root: string, filter: SourceFilter, pace: Pace): AsyncGenerator<SourceFolder> {
  const open: Pick<SourceFolder, "path" | "parent" | "escaped" | "place">[] = [
    { path: "", parent: null, escaped: false, place: root },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    await pace.yieldIfDue();
    if (!next.escaped) await filter.enter(next.path);
    const files: SourceFile[] = [];
    const folders: string[] = [];
    const left: string[] = [];
    for (const entry of entriesOf(next.place)) {
      const escaped = next.escaped || (typeof entry.name !== "string" && !isUtf8(entry.name));
      const name = escaped ? escapedName(bytesOf(entry.name)) : entry.name.toString();
      const above = escaped && !next.escaped ? escapedName(Buffer.from(next.path)) : next.path;
      const path = above === "" ? name : `${above}/${name}`;
      const place = placeOf(next.place, entry.name);
      if (name === ".git" || (next.path === "" && name === ".sdetkit")) {
        if (next.path !== "") left.push(name);
      } else if (!escaped && filter.ignores(path, entry.isDirectory())) left.push(name);
      else if (entry.isDirectory()) {
        folders.push(name);
        open.push({ path, parent: next.path, escaped, place });
      } else if (entry.isFile() || entry.isSymbolicLink()) {
        const stat = lstatSync(place, { throwIfNoEntry: false });
        if (stat) files.push({ path, escaped, place, stat });
      } else left.push(name);
    }
    yield { ...next, files, folders, left };
  }
}

/** The files at or below a path of a workspace, ignored ones too, with their paths from the workspace. Nothing, where nothing is. */
export async function* filesAt(root: string, path: string, pace: Pace): AsyncGenerator<SourceFile> {
  const place = path === "" ? root : `${root}/${path}`;
  const stat = lstatSync(place, { throwIfNoEntry: false });
  if (stat?.isFile()) yield { path, escaped: false, place, stat };
  if (!stat?.isDirectory()) return;
  for await (const { files } of walkSource(place, NOTHING_IGNORED, pace))
    for (const file of files) {
      const above = file.escaped ? escapedName(Buffer.from(path)) : path;
      yield path === "" ? file : { ...file, path: `${above}/${file.path}` };
    }
}

/** What tells that a file was not touched, within one process. */
export function stampOf({ ino, size, mtimeMs, ctimeMs, mode }: Stats): string {
  return `${ino} ${size} ${mtimeMs} ${ctimeMs} ${mode}`;
}

function entriesOf(place: string | Buffer): Dirent<string | Buffer>[] {
  try {
    const found = readdirSync(place, { withFileTypes: true });
    // Node puts U+FFFD for what is no UTF-8: only the bytes tell.
    if (!found.some(({ name }) => name.includes("\ufffd"))) return found;
    return readdirSync(place, { withFileTypes: true, encoding: "buffer" });
  } catch (error) {
    if (["EACCES", "ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}

function placeOf(folder: string | Buffer, name: string | Buffer): string | Buffer {
  if (typeof folder === "string" && typeof name === "string") return `${folder}/${name}`;
  return Buffer.concat([bytesOf(folder), Buffer.from("/"), bytesOf(name)]);
}

function bytesOf(name: string | Buffer): Buffer {
  return typeof name === "string" ? Buffer.from(name, "utf8") : name;
}
