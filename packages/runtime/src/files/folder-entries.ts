import fs, { type Dirent } from "node:fs";
import { escapedName, isUtf8 } from "./file-name.ts";
import type { FolderEntry, OtherKind } from "./types.ts";

/** What a folder holds: its regular files and folders, what is neither, and the names that are no text. */
export interface FolderContent {
  readonly entries: readonly FolderEntry[];
  /** Links, pipes, sockets and devices. */
  readonly others: readonly { readonly name: string; readonly kind: OtherKind }[];
  /** Names that are not valid UTF-8, with each such byte as `\xHH`. */
  readonly unnamed: readonly string[];
}

/**
 * Reads one folder. Links, pipes, sockets and devices are told apart. A name that is not UTF-8 cannot be written down without
 * confusing it with another one, so it is told apart from the entries.
 */
export function folderContent(folder: string): FolderContent {
  const found = fs.readdirSync(folder, { withFileTypes: true });
  // Node puts U+FFFD for what is no UTF-8; a name may also hold that character itself. Only the bytes tell.
  if (!found.some(({ name }) => name.includes("\ufffd")))
    return { entries: found.flatMap(entry), others: found.flatMap(other), unnamed: [] };
  const raw = fs.readdirSync(folder, { withFileTypes: true, encoding: "buffer" });
  const [valid, invalid] = [raw.filter(({ name }) => isUtf8(name)), raw.filter(({ name }) => !isUtf8(name))];
  return {
    entries: valid.flatMap(entry),
    others: valid.flatMap(other),
    unnamed: invalid.map(({ name }) => escapedName(name)).sort(),
  };
}

function entry(found: Dirent<string | Buffer>): FolderEntry[] {
  const folder = found.isDirectory();
  return folder || found.isFile() ? [{ name: found.name.toString(), folder }] : [];
}

function other(found: Dirent<string | Buffer>): { name: string; kind: OtherKind }[] {
  const name = found.name.toString();
  if (found.isSymbolicLink()) return [{ name, kind: "link" }];
  if (found.isFIFO()) return [{ name, kind: "pipe" }];
  if (found.isSocket()) return [{ name, kind: "socket" }];
  return found.isBlockDevice() || found.isCharacterDevice() ? [{ name, kind: "device" }] : [];
}
