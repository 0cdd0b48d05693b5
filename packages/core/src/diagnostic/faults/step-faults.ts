import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Why a step failed. */
export const STEP_FAULTS = {
  "exit-code": {
    exit: ExitCode.failed,
    meaning: "The command of a step exited with a nonzero code.",
    remedy: "read what the command printed",
  },
  expression: {
    exit: ExitCode.failed,
    meaning: "An expression could not be evaluated with the values of this run.",
    remedy: "correct the expression in the template",
  },
  "audit-findings": {
    exit: ExitCode.failed,
    meaning: "The audit reported findings at or above the step's `fail-on` severity.",
    remedy: "fix the findings of the report, or waive them",
  },
  "output-missing": {
    exit: ExitCode.failed,
    meaning: "The command did not create a file that the step declares.",
    remedy: "create the file, or remove it from `outputs`",
  },
  "output-too-large": {
    exit: ExitCode.failed,
    meaning: "A deterministic command printed more than a record can hold.",
    remedy: "print less, or declare a file in `outputs`",
  },
  "timed-out": {
    exit: ExitCode.timedOut,
    meaning: "The step took longer than its `timeout-minutes`.",
    remedy: "make it faster, or raise `timeout-minutes`",
  },
  cancelled: {
    exit: ExitCode.interrupted,
    meaning: "The run was cancelled while the step was in progress.",
    remedy: "run it again",
  },
  "bundle-itself": {
    exit: ExitCode.failed,
    meaning: "A bundle would contain itself.",
    remedy: "remove it from paths",
  },
  "bundle-empty": {
    exit: ExitCode.failed,
    meaning: "No file matches the paths of a bundle.",
    remedy: "correct the path, or have an earlier step create the files",
  },
  "bundle-too-large": {
    exit: ExitCode.failed,
    meaning: "The files of a bundle exceed the size limit.",
    remedy: "name fewer files in paths, or create several bundles, each in its own folder",
  },
  "bundle-sums": {
    exit: ExitCode.failed,
    meaning: "The SHA256SUMS file beside the bundle belongs to another bundle.",
    remedy: "write each bundle to its own folder",
  },
  "command-not-found": {
    exit: ExitCode.failed,
    meaning: "The program is in none of the folders that commands can see.",
    remedy: "install it, name it by its path in the workspace, or name its folder under tools",
  },
  "command-not-started": {
    exit: ExitCode.failed,
    meaning: "The program exists but cannot be started.",
    remedy: "make the file executable, and check its first line",
  },
  "invalid-word": {
    exit: ExitCode.failed,
    meaning: "An argument of a command, or the name of a variable, cannot be passed to a process.",
    remedy: "remove it",
  },
  "sandbox-missing": {
    exit: ExitCode.failed,
    meaning: "The configuration requires a sandbox for commands, and none is available.",
  },
  "sandbox-failed": {
    exit: ExitCode.failed,
    meaning: "bubblewrap did not start the command.",
  },
  "limits-not-set": {
    exit: ExitCode.failed,
    meaning: "The limits could not be enforced on the command, so it was not started.",
    remedy: "run `sdetkit agent doctor --server`, then restart the server",
  },
  "limit-written": {
    exit: ExitCode.failed,
    meaning: "The command wrote more bytes than allowed (`runs.commands.written_bytes`).",
    remedy: "write less, or raise the limit",
  },
  "limit-storage": {
    exit: ExitCode.failed,
    meaning: "The command wrote more than the tenant's storage quota has left.",
    remedy: "remove old history, or ask for a larger quota",
  },
  "limit-memory": {
    exit: ExitCode.failed,
    meaning: "The command used more memory than allowed (`runs.commands.memory_bytes`).",
    remedy: "use less, or raise the limit",
  },
  "limit-processes": {
    exit: ExitCode.failed,
    meaning: "The command started more processes than allowed (`runs.commands.processes`).",
    remedy: "start fewer, or raise the limit",
  },
  "out-of-memory": {
    exit: ExitCode.failed,
    meaning: "The machine or the server's service ran out of memory.",
    remedy: "give the server more memory, or run fewer commands at once",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
