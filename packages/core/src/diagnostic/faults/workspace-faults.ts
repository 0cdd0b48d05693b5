import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** The workspace and its repository. */
export const WORKSPACE_FAULTS = {
  "no-folder": {
    exit: ExitCode.usage,
    meaning: "The folder to work in does not exist.",
    remedy: "name an existing folder with -C",
  },
  "bare-repository": {
    exit: ExitCode.usage,
    meaning: "A bare repository has no files to work on.",
    remedy: "clone it, or add a worktree (git worktree add), and work there",
  },
  "workspace-too-wide": {
    exit: ExitCode.usage,
    meaning: "The root of the file system cannot be a workspace.",
    remedy: "work in a folder of its own, with -C DIR",
  },
  "workspace-unwritable": {
    exit: ExitCode.failed,
    meaning: "`.sdetkit/` is not writable.",
    remedy: "see `sdetkit agent doctor`",
  },
  "config-missing": {
    exit: ExitCode.usage,
    meaning: "The config file cannot be read.",
    remedy: "name a readable config file with --config, or run `sdetkit agent init`",
  },
  "invalid-config": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "`config.yaml` is not valid, so nothing is allowed; each place is shown.",
    remedy: "correct the places shown",
  },
  "git-missing": {
    exit: ExitCode.failed,
    meaning: "The workspace is a repository, and git cannot be started.",
    remedy: "install git",
  },
  "git-linked": {
    exit: ExitCode.failed,
    meaning: "`.git` is a link, which the commands of a run may not follow.",
  },
  "repository-unreadable": {
    exit: ExitCode.failed,
    meaning: "git cannot read the repository of the workspace.",
  },
  "no-merge-base": {
    exit: ExitCode.usage,
    meaning: "There is nothing to compare the branch with: no such ref, or no common commit, as in a shallow clone.",
    remedy:
      "name the branch with --base, and fetch its history: `git fetch --unshallow`, or fetch-depth: 0 in actions/checkout",
  },
  "invalid-baseline": {
    exit: ExitCode.usage,
    meaning: "The file is no baseline of an audit.",
    remedy: "write it with `sdetkit agent audit baseline`",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
