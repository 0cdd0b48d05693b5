import { lstat, readdir, realpath } from "node:fs/promises";
import { join, relative } from "node:path";
import { ExitCode, Fault } from "@sdetkit/core";

/** Files by which a repository is continued in another one. */
const ELSEWHERE = ["commondir", "objects/info/alternates", "objects/info/http-alternates"];

/**
 * Whether a folder is the top of a repository. One that is, has to be whole in it: who may write there must not get another repository of
 * this machine mirrored, which git would follow a `.git` file, a link or `alternates` to. Fault `folder-not-allowed`.
 */
export async function isOwnRepository(folder: string): Promise<boolean> {
  const inside = join(folder, ".git");
  const there = await lstat(inside).catch(() => null);
  if (there === null) return false;
  if (!there.isDirectory()) throw leadsOut(folder, ".git");
  for (const name of ELSEWHERE)
    if ((await lstat(join(inside, name)).catch(() => null)) !== null) throw leadsOut(folder, `.git/${name}`);
  await refuseLinks(inside, inside, folder);
  return true;
}

/** A link within the repository is its own matter: `HEAD` was one once. */
async function refuseLinks(directory: string, inside: string, folder: string): Promise<void> {
  // What git removes meanwhile is not looked at.
  for (const entry of await readdir(directory, { withFileTypes: true }).catch(() => [])) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await refuseLinks(path, inside, folder);
    if (!entry.isSymbolicLink()) continue;
    const target = await realpath(path).catch(() => "/");
    if (/^\.\.(\/|$)/.test(relative(inside, target))) throw leadsOut(folder, relative(folder, path));
  }
}

function leadsOut(folder: string, name: string): Fault {
  return new Fault(
    "folder-not-allowed",
    `expected a repository that is whole in ${folder}, its ${name} leads elsewhere`,
    {
      exit: ExitCode.denied,
      remedy: "name the repository itself, not a worktree or a clone that shares objects; or clone it",
    },
  );
}
