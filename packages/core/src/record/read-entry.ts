import type { Sha256 } from "../digest/sha256.ts";

/**
 * One thing of the workspace that a run read and that the commit does not hold byte for byte.
 * `file`, `executable`, `link`: content; of a link the text of its target. `tree`: a folder declared under `inputs`, as a
 * whole. `folder`: it was found to be one, and nothing in it was read. `missing`: the commit has it, the workspace had not.
 * `unreadable`: it was there and could not be read. `name`: only its name was seen.
 */
export interface ReadEntry {
  /** Relative to the workspace. */
  readonly path: string;
  readonly kind: "file" | "executable" | "link" | "tree" | "folder" | "missing" | "unreadable" | "name";
  /** SHA-256 of the content; null where there is none. */
  readonly sha256: Sha256 | null;
  /** Git ignores it: it was named by a step, and no listing shows it. */
  readonly ignored?: true;
  /** The name is not UTF-8: bytes outside of ASCII, and backslashes, stand as `\xHH` in `path`. */
  readonly escaped?: true;
}
