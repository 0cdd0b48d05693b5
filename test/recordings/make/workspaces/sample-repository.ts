import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { commit, configure, git, type Policy, put } from "../../../harness/workspace.ts";
import type { Asked } from "../recorder.ts";

/** A workspace that is to be recorded: what is in it, and the runs, one after the other. */
export interface Workspace {
  readonly name: string;
  /** Where in the folder the workspace lies, when it is not the top. */
  readonly below?: string;
  /** Puts everything there. */
  readonly fill: (root: string) => void;
  readonly runs: readonly Asked[];
}

/** Commands that a sample's policy allows. */
export const SHELL = [
  ["git", "rev-parse", "HEAD"],
  ["git", "ls-files"],
  ["git", "log", "-1", "--format=%s"],
  ["git", "describe", "--tags"],
  ["git", "status", "--porcelain"],
  ["ls", "<path>"],
  ["cat", "<path>"],
  ["cat", "-"],
  ["pwd"],
  ["env"],
  ["false"],
  ["sleep", "<int>"],
];

/** Files of a repository in which an audit finds nothing. */
export const HEALTHY: { readonly [path: string]: string } = {
  "README.md": "# Sample\n\n## Usage\n\nRun it.\n",
  LICENSE: "Apache License, Version 2.0\n",
  "SECURITY.md": "Write to security@example.org.\n",
  ".github/CODEOWNERS": "* @owner\n",
  ".gitignore": "node_modules/\nbuild/\n",
  "src/app.js": "export const answer = 42;\n",
  "docs/über uns.md": "# Über uns\n",
  "data.txt": "one\ntwo\n",
};

/** The curated templates as files of the workspace: a replay runs the template that it finds, so it finds these. */
export function curated(root: string): void {
  cpSync(join(import.meta.dirname, "../../../../templates/automations"), join(root, "templates/automations"), {
    recursive: true,
  });
}

/** A repository with these files, this policy and what `more` puts there, in one commit. */
export function repository(
  root: string,
  files: { readonly [path: string]: string },
  policy: Policy,
  more: (root: string) => void,
): void {
  mkdirSync(root, { recursive: true });
  git(root, "init", "-q", "-b", "main", "--template=");
  for (const [path, text] of Object.entries(files)) put(root, path, text);
  put(root, ".sdetkit/.gitignore", "/agent/\n/server/\n");
  configure(root, policy);
  more(root);
  commit(root, "first");
}
