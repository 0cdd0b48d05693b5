import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Calling a command. */
export const CALL_FAULTS = {
  usage: {
    exit: ExitCode.usage,
    meaning: "The command line, or a value on it, is not valid. Nothing was done.",
    remedy: "call it with --help to see what it takes",
  },
  unconfirmed: {
    exit: ExitCode.usage,
    meaning: "A command that changes something for good asks first, and there is no terminal to ask at.",
  },
  interrupted: {
    exit: ExitCode.interrupted,
    meaning:
      "Ctrl+C or a signal ended the command. As the failure of a step: its process ended in the middle, and whether the step took effect is not known.",
    remedy: "run it again",
  },
  internal: {
    exit: ExitCode.failed,
    status: 500,
    meaning: "A defect of sdetkit, or of the server that answers.",
  },
  "permission-denied": {
    exit: ExitCode.failed,
    meaning: "The operating system does not let this user read or write a file.",
    remedy: "give the user who runs this access to the file or folder",
  },
  "input-file-missing": {
    exit: ExitCode.usage,
    meaning: "The file named with `--input-file` is not there or cannot be read.",
    remedy: "check the path; it counts from where you stand",
  },
  "invalid-input-file": {
    exit: ExitCode.usage,
    meaning: "The file named with `--input-file` is not valid; each place is shown.",
    remedy: "correct the places shown",
  },
  "output-exists": {
    exit: ExitCode.failed,
    meaning: "The file to write is there already, and is never overwritten.",
    remedy: "remove it, or name another place with --output: it was left as it is",
  },
  "output-linked": {
    exit: ExitCode.failed,
    meaning: "The path to write to leads over a link, so another file would be written.",
    remedy: "name the place itself with --output, or remove the link: nothing was written",
  },
  "output-unwritable": {
    exit: ExitCode.failed,
    meaning: "The file to write cannot be made.",
    remedy: "name another file with --output, or make this one writable",
  },
  "download-failed": {
    exit: ExitCode.failed,
    meaning: "An answer of a server did not come whole; nothing was kept.",
    remedy: "try again, or name another file with --output: nothing was kept",
  },
  "artifact-differs": {
    exit: ExitCode.differs,
    meaning: "A downloaded artifact does not have the digest that the run recorded.",
    remedy: "ask those who run the server to verify its history: the file is not what the run recorded",
  },
  "artifact-names-collide": {
    exit: ExitCode.failed,
    meaning: "Two artifacts of a run would be written to the same file.",
    remedy: "have the template give them other names: nothing was written",
  },
  "artifact-outside": {
    exit: ExitCode.differs,
    meaning: "The name of an artifact leads out of the folder to write to.",
    remedy: "look at the run with `sdetkit agent history show`: nothing was written",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
