import { existsSync, lstatSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { git } from "./git.ts";
import { fillIndex, GIT_STATE_FILE, refreshIndex, unbornFormat, writeGitDirectory } from "./git-directory.ts";
import type { Repository } from "./repository.ts";

/** A commit to be laid out, and what commands are to see of git besides it. */
export interface CommitToLayOut {
  readonly commit: string;
  /** Where in the repository the workspace lies: only that part of the commit is laid out. */
  readonly prefix: string;
  readonly format: Repository["format"];
  readonly objects: string;
  readonly state: string;
  /** Whether a path, from the top of the repository, is to be left out: something else comes there. */
  readonly leftOut?: (path: string) => boolean;
}

const SUBMODULE = "160000 ";

/** Overrules every `.gitattributes`: bytes are laid out as the commit holds them. */
const RAW = "* -text -eol -filter -ident -working-tree-encoding\n";

/**
 * Lays a commit out in a folder that is not there yet, byte for byte: no line ending is converted and no filter run. Answers the
 * paths, from the top, whose content the repository does not have (a partial clone).
 */
export async function layOutCommit(folder: string, wanted: CommitToLayOut): Promise<readonly string[]> {
  const { commit, prefix, state, leftOut } = wanted;
  const directory = join(folder, ".git");
  await mkdir(folder, { recursive: true });
  await writeGitDirectory(directory, wanted);
  await mkdir(join(directory, "info"));
  const attributes = join(directory, "info", "attributes");
  await writeFile(attributes, RAW);
  await git(folder, ["read-tree", commit]);
  const inside = Buffer.from(prefix).toString("latin1");
  const entries = (await git(folder, ["ls-files", "--stage", "-z"])).toString("latin1").split("\0");
  const chosen: string[] = [];
  for (const entry of entries) {
    const path = entry.slice(entry.indexOf("\t") + 1);
    if (entry === "" || !(path.startsWith(inside) || rulesAbove(path, inside))) continue;
    if (leftOut?.(utf8(path))) continue;
    // The files of a submodule are not the commit's.
    if (entry.startsWith(SUBMODULE)) await mkdir(placeOf(folder, path), { recursive: true });
    else chosen.push(path);
  }
  // Whatever it says, what is there afterwards counts.
  const settings = ["-c", "core.autocrlf=false", "-c", "core.eol=lf", "-c", "core.symlinks=true"];
  const input = Buffer.from(chosen.map((path) => `${path}\0`).join(""), "latin1");
  await git(folder, [...settings, "checkout-index", "--force", "-z", "--stdin"], {}, input).catch(() => undefined);
  await rm(attributes);
  if (prefix !== "") await fillIndex(directory, folder, prefix);
  await refreshIndex(directory, folder);
  await writeFile(join(directory, GIT_STATE_FILE), state);
  if (prefix !== "") await mkdir(join(folder, prefix), { recursive: true });
  return chosen.filter((path) => !lstatSync(placeOf(folder, path), { throwIfNoEntry: false })).map(utf8);
}

/** Makes the git directory of a repository that has no commit yet. */
export async function layOutUnborn(folder: string, state: string): Promise<void> {
  const directory = join(folder, ".git");
  await writeGitDirectory(directory, { commit: null, format: unbornFormat(state), objects: null, state });
  await writeFile(join(directory, GIT_STATE_FILE), state);
}

/** Files by which git treats the workspace and that lie above it. */
function rulesAbove(path: string, prefix: string): boolean {
  const slash = path.lastIndexOf("/") + 1;
  return [".gitignore", ".gitattributes"].includes(path.slice(slash)) && prefix.startsWith(path.slice(0, slash));
}

/** git's bytes stand as Latin-1 text, so that none is lost. */
function placeOf(folder: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path, "latin1")]);
}

function utf8(path: string): string {
  return Buffer.from(path, "latin1").toString("utf8");
}

/** Whether a folder is a copy that `layOutCommit` made. */
export function isLaidOut(folder: string): boolean {
  return existsSync(join(folder, ".git", GIT_STATE_FILE));
}
