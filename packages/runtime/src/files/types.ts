import type { Fault, LogicalPath, Sha256 } from "@sdetkit/core";

/** One regular file or folder of a folder, by name. */
export interface FolderEntry {
  readonly name: string;
  readonly folder: boolean;
}

/** What is neither a regular file nor a folder. */
export type OtherKind = "link" | "pipe" | "socket" | "device";

/** What of a folder is listed. */
export interface ListOptions {
  /** Names of files and folders to leave out at any depth, e.g. `.git`. */
  readonly skip?: readonly string[];
  /** Chooses among the entries of a folder; asked once a folder, outer ones first. A folder not chosen is not entered. */
  readonly keep?: (folder: LogicalPath, entries: readonly FolderEntry[]) => Promise<readonly FolderEntry[]>;
  /** Told of what could not be listed, and why. Absent, the first such thing ends the listing with that Fault. */
  readonly missed?: (missed: MissedEntry, fault: Fault) => void;
  /** Told of each link, pipe, socket and device in the folders that are entered. */
  readonly other?: (path: LogicalPath, kind: OtherKind) => void;
}

/** What a listing could not show. */
export interface MissedEntry {
  /** Relative to the root; a folder ends with `/`; bytes that are no UTF-8 as `\xHH`. */
  readonly path: string;
  readonly reason: "unreadable" | "name-not-utf8" | "too-deep";
}

/** File access that cannot leave its roots: folders are walked one by one without following links. */
export interface ConfinedFiles {
  /** Reads a whole file. Throws a Fault (`file-missing`, `file-too-large`, `path-escapes`). */
  read(path: LogicalPath, options?: { maxBytes?: number }): Promise<Uint8Array>;
  /** Writes atomically and durably: temporary file in the same folder, fsync, rename, fsync of the folders made. */
  write(path: LogicalPath, data: Uint8Array | string): Promise<{ sha256: Sha256; bytes: number }>;
  /** Regular files below a folder, as normal relative paths in code-unit order; links are never followed nor listed. */
  list(path: LogicalPath, options?: ListOptions): AsyncIterable<{ path: LogicalPath; bytes: number }>;
  /** Makes a folder and those on the way that are missing, durably. */
  makeFolder(path: LogicalPath): Promise<void>;
  /** The real path of an existing folder or file inside its root, for handing to a process. */
  realPath(path: LogicalPath): Promise<string>;
  /** Removes temporary files of writes that were interrupted in this one folder (their process is gone). Returns how many. */
  sweepTemporaries(folder: LogicalPath): Promise<number>;
}
