import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Workspaces of a server. */
export const TENANT_WORKSPACE_FAULTS = {
  "unknown-workspace": {
    exit: ExitCode.usage,
    status: 422,
    absent: true,
    meaning: "There is no workspace with this name.",
    remedy: "list the workspaces to see their names",
  },
  "workspace-exists": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "A workspace with this name already exists.",
    remedy: "choose another name, or remove the existing one first",
  },
  "workspace-not-ready": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "The workspace has not been fetched yet, or fetching it failed.",
    remedy: "wait a moment, or sync it",
  },
  "workspace-busy": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "A run in the workspace is not over.",
    remedy: "wait for its runs, or cancel them first",
  },
  "too-many-workspaces": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The tenant has reached its quota of workspaces.",
    remedy: "remove one that is no longer needed",
  },
  "invalid-workspace": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "A workspace needs either a folder or a repository URL, and not both.",
    remedy: "give one of `url` and `folder`",
  },
  "invalid-git-url": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The URL does not name a repository in a form that this server can fetch.",
    remedy: "write a URL such as https://HOST/GROUP/REPOSITORY.git or ssh://git@HOST/GROUP/REPOSITORY.git",
  },
  "invalid-ref": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The text is not a valid branch, tag, or commit.",
    remedy: "name one such as `main` or `v1.2`, or leave it out for the default branch",
  },
  "host-not-allowed": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The host is not listed in `workspaces.git_hosts`.",
  },
  "git-host-unknown": {
    exit: ExitCode.failed,
    meaning: "The host name cannot be resolved.",
    remedy: "check the name, and the server's DNS resolver",
  },
  "git-host-private": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "The host has an address inside a private network.",
    remedy: "ask a platform administrator to list the address itself under workspaces.git_hosts",
  },
  "folder-not-allowed": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The folder, or what its repository refers to, is not inside any of `workspaces.folders`.",
    remedy: "name a folder below one of workspaces.folders in the server's config",
  },
  "folder-not-usable": {
    exit: ExitCode.failed,
    meaning: "The folder holds something that cannot be copied.",
    remedy: "rename it, remove it, or let the server's user read it",
  },
  "part-of-repository": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The folder is inside a repository, not its root.",
  },
  "partial-clone": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The repository does not have all of its objects.",
    remedy: "clone it without --filter, and name that clone",
  },
  "tree-not-usable": {
    exit: ExitCode.failed,
    meaning: "The commit contains a file that cannot be checked out.",
    remedy: "rename or remove it in the repository, or name another ref",
  },
  "run-not-over": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "The run is not over yet: it has no record and no artifacts.",
    remedy: "wait until it ends, as with `sdetkit agent follow`",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
