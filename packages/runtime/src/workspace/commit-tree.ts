import { createHash, hash } from "node:crypto";
import { escapedName, isUtf8 } from "../files/file-name.ts";
import { git } from "./git.ts";
import type { Repository } from "./repository.ts";

/** What is at a path of a commit. */
export type CommittedKind = "file" | "executable" | "link" | "submodule";

/** The files of a commit below a workspace, to tell what was read from what the commit holds byte for byte. */
export interface CommitTree {
  kindOf(path: string): CommittedKind | null;
  /** Whether the commit holds exactly this content at the path, as a file, executable or not, or as a link to that target. */
  holds(path: string, kind: "file" | "link", content: Uint8Array): boolean;
  /** The same of content whose git object id is known. */
  holdsObject(path: string, kind: "file" | "link", id: string): boolean;
  /** What the commit has in a folder (`""`: the workspace itself); null where it has none. A submodule is a folder with nothing in it. */
  folder(path: string): CommittedFolder | null;
  /** All paths with what is there. */
  entries(): Iterable<readonly [path: string, kind: CommittedKind]>;
  /** A hash that a blob's bytes are fed to, whose hexadecimal digest is the object id. */
  objectHash(bytes: number): ReturnType<typeof createHash>;
}

/** The names in a folder of a commit. */
export interface CommittedFolder {
  /** Regular files. */
  readonly files: ReadonlySet<string>;
  readonly links: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
}

const KINDS: { readonly [mode: string]: CommittedKind } = {
  "100755": "executable",
  "120000": "link",
  "160000": "submodule",
};

/** The key of a path whose name is not UTF-8: no other path has it, since no name holds NUL. */
export function escapedKey(escaped: string): string {
  return `${escaped}\0`;
}

/** Reads the tree of the repository's commit below the workspace. Names that are not UTF-8 are under their `escapedKey`. */
export async function readCommitTree(root: string, { commit, format }: Repository): Promise<CommitTree> {
  const listed = commit === null ? Buffer.alloc(0) : await git(root, ["ls-tree", "-r", "-z", commit]);
  const entries = new Map<string, { readonly kind: CommittedKind; readonly id: string }>();
  const folders = new Map<string, Folder>([["", emptyFolder()]]);
  for (let at = 0; at < listed.length; ) {
    const end = listed.indexOf(0, at);
    const tab = listed.indexOf(9, at);
    const [mode = "", , id = ""] = listed.toString("latin1", at, tab).split(" ");
    const name = listed.subarray(tab + 1, end);
    const path = isUtf8(name) ? name.toString("utf8") : escapedKey(escapedName(name));
    const kind = KINDS[mode] ?? "file";
    entries.set(path, { kind, id });
    if (kind === "submodule") folderOf(`${path}/`, folders);
    else folderOf(path, folders)[kind === "link" ? "links" : "files"].add(nameOf(path));
    at = end + 1;
  }
  const holdsObject = (path: string, kind: "file" | "link", id: string): boolean => {
    const found = entries.get(path);
    return found?.id === id && (kind === "link") === (found.kind === "link");
  };
  const header = (bytes: number): string => `blob ${bytes}\0`;
  return {
    kindOf: (path) => entries.get(path)?.kind ?? null,
    holds: (path, kind, content) =>
      entries.has(path) &&
      holdsObject(path, kind, hash(format, Buffer.concat([Buffer.from(header(content.length)), content]), "hex")),
    holdsObject,
    folder: (path) => folders.get(path) ?? null,
    *entries() {
      for (const [path, { kind }] of entries) yield [path, kind];
    },
    objectHash: (bytes) => createHash(format).update(header(bytes)),
  };
}

interface Folder {
  readonly files: Set<string>;
  readonly links: Set<string>;
  readonly folders: Set<string>;
}

function emptyFolder(): Folder {
  return { files: new Set(), links: new Set(), folders: new Set() };
}

/** The folder that a path lies in, made with those above it. */
function folderOf(path: string, folders: Map<string, Folder>): Folder {
  const above = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  const known = folders.get(above);
  if (known) return known;
  const made = emptyFolder();
  folders.set(above, made);
  folderOf(above, folders).folders.add(nameOf(above));
  return made;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
