import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Calling a command. */
export const CALL_FAULTS = {
  usage: {
    exit: ExitCode.usage,
    meaning: "The command line, or a value on it, is not valid. Nothing was done.",
    remedy: "call it with --help to see its arguments and options",
  },
  unconfirmed: {
    exit: ExitCode.usage,
    meaning: "A command that makes a permanent change asks for confirmation, and there is no terminal to ask at.",
  },
  interrupted: {
    exit: ExitCode.interrupted,
    meaning:
      "Ctrl+C or a signal ended the command. As the failure of a step: its process ended before the step did, so it is unknown whether the step took effect.",
    remedy: "run it again",
  },
  internal: {
    exit: ExitCode.failed,
    status: 500,
    meaning: "A defect in sdetkit, or in the server that responded.",
  },
  "permission-denied": {
    exit: ExitCode.failed,
    meaning: "The operating system does not let this user read or write a file.",
    remedy: "give the user who runs this access to the file or folder",
  },
  "input-file-missing": {
    exit: ExitCode.usage,
    meaning: "The file named with `--input-file` does not exist or cannot be read.",
    remedy: "check the path; it is relative to the current folder",
  },
  "invalid-input-file": {
    exit: ExitCode.usage,
    meaning: "The file named with `--input-file` is not valid; each place is shown.",
    remedy: "correct the places shown",
  },
  "output-exists": {
    exit: ExitCode.failed,
    meaning:
      "The output file already exists, and this command overwrites none; others say in their help that they replace it.",
    remedy: "remove it, or name another file with --output: it was left unchanged",
  },
  "output-linked": {
    exit: ExitCode.failed,
    meaning: "The output path goes through a link, so a different file would be written.",
    remedy: "name the link's target with --output, or remove the link: nothing was written",
  },
  "output-unwritable": {
    exit: ExitCode.failed,
    meaning: "The output file cannot be created.",
    remedy: "name another file with --output, or make this one writable",
  },
  "download-failed": {
    exit: ExitCode.failed,
    meaning: "A response from the server was incomplete; nothing was saved.",
    remedy: "try again, or name another file with --output: nothing was saved",
  },
  "artifact-differs": {
    exit: ExitCode.differs,
    meaning: "A downloaded artifact does not have the digest that the run recorded.",
    remedy: "ask a platform administrator to verify the history: the file is not the one that the run recorded",
  },
  "artifact-names-collide": {
    exit: ExitCode.failed,
    meaning: "Two artifacts of a run would be written to the same file.",
    remedy: "change the template to give them different names: nothing was written",
  },
  "artifact-outside": {
    exit: ExitCode.differs,
    meaning: "The name of an artifact points outside the output folder.",
    remedy: "look at the run with `sdetkit agent history show`: nothing was written",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
