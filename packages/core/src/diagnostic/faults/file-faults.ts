import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Files that a run reads and writes. */
export const FILE_FAULTS = {
  "path-escapes": {
    exit: ExitCode.failed,
    meaning: "A path leaves its root, through a link or `..`.",
    remedy: "replace the link with a real file or folder, or use the real path",
  },
  "path-invalid": {
    exit: ExitCode.failed,
    meaning: "A path cannot name a file in the workspace or the output folder.",
    remedy: "write a path relative to the workspace, or workspace:/… or output:/…, without `..`",
  },
  "file-missing": {
    exit: ExitCode.failed,
    meaning: "A file or folder does not exist.",
    remedy: "check the spelling, or have an earlier step create the file",
  },
  "file-too-large": {
    exit: ExitCode.failed,
    meaning: "A file is larger than the action's limit.",
    remedy: "raise max-bytes, or read the file with a command",
  },
  "not-a-file": {
    exit: ExitCode.failed,
    meaning: "The path is not a regular file but a folder, a socket, or a device.",
    remedy: "name a regular file",
  },
  "not-a-folder": {
    exit: ExitCode.failed,
    meaning: "The path is not a folder.",
    remedy: "name a folder",
  },
  "not-text": {
    exit: ExitCode.failed,
    meaning: "A file, or the output of a deterministic command, is not UTF-8.",
  },
  "not-plain": {
    exit: ExitCode.differs,
    meaning: "A file of the history is no longer a regular file.",
    remedy: "restore the file from a copy",
  },
  "disk-full": {
    exit: ExitCode.failed,
    meaning: "The disk or a quota on it is full. Everything recorded before is intact.",
    remedy: "free some space on the disk (or quota) and start again",
  },
  "storage-failed": {
    exit: ExitCode.failed,
    meaning: "The disk or the file system reported a failure.",
    remedy: "check the disk and the file system, then run again or resume",
  },
  "archive-name": {
    exit: ExitCode.failed,
    meaning: "A file name cannot be stored in a deterministic archive.",
    remedy: "rename the file or leave it out",
  },
  "archive-content": {
    exit: ExitCode.failed,
    meaning: "The archive would contain something other than files and folders.",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
