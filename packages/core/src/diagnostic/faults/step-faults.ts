import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Why a step failed. */
export const STEP_FAULTS = {
  "exit-code": {
    exit: ExitCode.failed,
    meaning: "The command of a step exited with another code than 0.",
    remedy: "read what the command printed",
  },
  expression: {
    exit: ExitCode.failed,
    meaning: "An expression could not be evaluated with the values of this run.",
    remedy: "correct the expression in the template",
  },
  "audit-findings": {
    exit: ExitCode.failed,
    meaning: "The audit found what the step was told to fail on.",
    remedy: "mend the findings of the report, or waive them",
  },
  "output-missing": {
    exit: ExitCode.failed,
    meaning: "The command did not make a file that the step declares.",
    remedy: "make the file, or take it out of `outputs`",
  },
  "output-too-large": {
    exit: ExitCode.failed,
    meaning: "A deterministic command printed more than a record keeps.",
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
    meaning: "A bundle was to hold itself.",
    remedy: "take it out of paths",
  },
  "bundle-empty": {
    exit: ExitCode.failed,
    meaning: "No file fits the paths of a bundle.",
    remedy: "correct the path, or let an earlier step make the files",
  },
  "bundle-too-large": {
    exit: ExitCode.failed,
    meaning: "The files of a bundle are larger than a bundle may be.",
    remedy: "name fewer files in paths, or make several bundles in folders of their own",
  },
  "bundle-sums": {
    exit: ExitCode.failed,
    meaning: "The SHA256SUMS beside the bundle is that of another bundle.",
    remedy: "give each bundle a folder of its own",
  },
  "command-not-found": {
    exit: ExitCode.failed,
    meaning: "The program is in none of the folders that commands see.",
    remedy: "install it, name it by its path in the workspace, or name its folder under tools",
  },
  "command-not-started": {
    exit: ExitCode.failed,
    meaning: "The program is there and cannot be started.",
    remedy: "make the file executable, and check its first line",
  },
  "invalid-word": {
    exit: ExitCode.failed,
    meaning: "A word of a command, or a name of a variable, cannot be handed to a process.",
    remedy: "remove it",
  },
  "sandbox-missing": {
    exit: ExitCode.failed,
    meaning: "The policy requires a sandbox for commands, and there is none.",
  },
  "sandbox-failed": {
    exit: ExitCode.failed,
    meaning: "bubblewrap did not start the command.",
  },
  "limits-not-set": {
    exit: ExitCode.failed,
    meaning: "The command could not be held to its limits, so it was not started.",
    remedy: "run `sdetkit agent doctor --server`, then restart the server",
  },
  "limit-written": {
    exit: ExitCode.failed,
    meaning: "The command wrote more bytes than commands may (`runs.commands.written_bytes`).",
    remedy: "write less, or raise the limit",
  },
  "limit-storage": {
    exit: ExitCode.failed,
    meaning: "The command wrote more than the tenant's storage quota leaves.",
    remedy: "remove old history, or ask for a larger quota",
  },
  "limit-memory": {
    exit: ExitCode.failed,
    meaning: "The command used more memory than commands may (`runs.commands.memory_bytes`).",
    remedy: "use less, or raise the limit",
  },
  "limit-processes": {
    exit: ExitCode.failed,
    meaning: "The command started more processes than commands may (`runs.commands.processes`).",
    remedy: "start fewer, or raise the limit",
  },
  "out-of-memory": {
    exit: ExitCode.failed,
    meaning: "The machine or the service of the server had no memory left.",
    remedy: "give the server more memory, or run fewer commands at once",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
