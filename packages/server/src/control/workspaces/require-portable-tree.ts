import { isUtf8 } from "node:buffer";
import { Fault } from "@sdetkit/core";
import { printable } from "./printable-name.ts";

/** One file, link or submodule of a commit. */
export interface TreeEntry {
  readonly mode: string;
  readonly object: string;
  /** Null: the object is not there. 0 for a submodule, which has none here. */
  readonly bytes: number | null;
  /** As bytes: git takes any. */
  readonly path: Buffer;
}

/** Linux: bytes of one name, of a link's target, and of a path with room for the folders above it. */
const MOST_NAME = 255;
const MOST_TARGET = 4_095;
const MOST_PATH = 3_000;

/** Whether an entry is a link. */
export function isLink({ mode }: Pick<TreeEntry, "mode">): boolean {
  return mode === "120000";
}

/**
 * Refuses a commit that no file system or no run could have as it is: else a run would be in something that is not the commit, or
 * in nothing. Names that differ only in case or in how accents are composed are no problem. Fault `tree-not-usable` names the path.
 */
export function requireLayable(entries: readonly TreeEntry[]): void {
  const files = new Set<string>();
  for (const entry of entries) {
    const problem = problemOf(entry);
    if (problem !== null) throw treeNotUsable(entry.path, problem);
    // One byte, one character: paths that differ stay different.
    const path = entry.path.toString("latin1");
    if (files.has(path)) throw treeNotUsable(entry.path, "the commit has it twice");
    files.add(path);
  }
  for (const { path } of entries)
    for (let at = path.indexOf(SLASH); at >= 0; at = path.indexOf(SLASH, at + 1))
      if (files.has(path.toString("latin1", 0, at)))
        throw treeNotUsable(path.subarray(0, at), "the commit has a file and a folder of this name");
}

const SLASH = 0x2f;

function problemOf(entry: TreeEntry): string | null {
  const { path, bytes } = entry;
  if (!isUtf8(path)) return "its name is not UTF-8";
  if (path.length > MOST_PATH) return `its path has ${path.length} bytes, at most ${MOST_PATH} are possible`;
  const longest = Math.max(
    ...path
      .toString("latin1")
      .split("/")
      .map((name) => name.length),
  );
  if (longest > MOST_NAME) return `a name in it has ${longest} bytes, at most ${MOST_NAME} are possible`;
  if (bytes === null) return "its content is missing in the repository";
  if (isLink(entry) && bytes === 0) return "it is a link to nothing";
  if (isLink(entry) && bytes > MOST_TARGET)
    return `it is a link of ${bytes} bytes, at most ${MOST_TARGET} are possible`;
  return null;
}

/** A path of a commit that keeps it from being used. */
export function treeNotUsable(path: Uint8Array, why: string): Fault {
  return new Fault("tree-not-usable", `expected files that can be checked out, got ${printable(path)}: ${why}`);
}
