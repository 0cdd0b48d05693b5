import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Files that a run reads and writes. */
export const FILE_FAULTS = {
  "path-escapes": {
    exit: ExitCode.failed,
    meaning: "A path leads out of its root: over a link, or by `..`.",
    remedy: "replace the link by a real file or folder, or name the real place",
  },
  "path-invalid": {
    exit: ExitCode.failed,
    meaning: "A path cannot name a file in the workspace or the output folder.",
    remedy: "write a path relative to the workspace, or workspace:/… or output:/…, without `..`",
  },
  "file-missing": {
    exit: ExitCode.failed,
    meaning: "A file or folder is not there.",
    remedy: "check the spelling, or let an earlier step make the file",
  },
  "file-too-large": {
    exit: ExitCode.failed,
    meaning: "A file is longer than the action reads.",
    remedy: "raise max-bytes, or read the file with a command",
  },
  "not-a-file": {
    exit: ExitCode.failed,
    meaning: "There is something else than a regular file: a folder, a socket, a device.",
    remedy: "name a regular file",
  },
  "not-a-folder": {
    exit: ExitCode.failed,
    meaning: "There is something else than a folder.",
    remedy: "name a folder",
  },
  "not-text": {
    exit: ExitCode.failed,
    meaning: "A file, or what a deterministic command printed, is not UTF-8.",
  },
  "not-plain": {
    exit: ExitCode.differs,
    meaning: "A file of the history is no regular file any more.",
    remedy: "restore the file from a copy",
  },
  "disk-full": {
    exit: ExitCode.failed,
    meaning: "The disk, or a quota on it, has no room left. What was recorded before is intact.",
    remedy: "free some space on the disk (or quota) and start again",
  },
  "storage-failed": {
    exit: ExitCode.failed,
    meaning: "The disk or the file system reported a failure.",
    remedy: "check the disk and the file system, then run again or resume",
  },
  "archive-name": {
    exit: ExitCode.failed,
    meaning: "A file's name cannot stand in a deterministic archive.",
    remedy: "rename the file or leave it out",
  },
  "archive-content": {
    exit: ExitCode.failed,
    meaning: "Something else than files and folders was to be archived.",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
