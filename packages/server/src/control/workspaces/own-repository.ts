import { lstat, readdir, realpath } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { Fault } from "@sdetkit/core";
import { GitFailure } from "@sdetkit/runtime";
import { printable } from "./printable-name.ts";
import { runGit } from "./run-git.ts";

/** Files by which a repository is continued in another one. */
const ELSEWHERE = ["commondir", "objects/info/alternates", "objects/info/http-alternates"];
/** What git itself takes for a repository (`is_git_directory` in its setup.c). */
const REPOSITORY = ["HEAD", "objects", "refs"];
const LOCAL_MS = 60_000;

/**
 * Whether a folder is a repository: the top of its work tree, or bare. One that is, has to be whole in it: who may write there must
 * not get another repository of this machine mirrored, which git would follow a `.git` file, a link or `alternates` to; nor may
 * objects be left out that git would fetch when it needs them. A part of a repository is none, and no plain folder either.
 * Faults `folder-not-allowed`, `partial-clone`, `part-of-repository`.
 */
export async function isOwnRepository(folder: string): Promise<boolean> {
  const within = join(folder, ".git");
  const there = await lstat(within).catch(() => null);
  if (there !== null && !there.isDirectory()) throw leadsOut(folder, ".git");
  const inside = there ? within : (await isBare(folder)) ? folder : null;
  if (inside === null) {
    await refusePart(folder);
    return false;
  }
  for (const name of ELSEWHERE)
    if (await pathExists(join(inside, name))) throw leadsOut(folder, relative(folder, join(inside, name)));
  await refuseLinks(Buffer.from(inside), inside, folder);
  await refusePartial(folder, inside);
  return true;
}

async function isBare(folder: string): Promise<boolean> {
  return (await Promise.all(REPOSITORY.map((name) => pathExists(join(folder, name))))).every(Boolean);
}

async function pathExists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}

/** A link within the repository is its own matter: `HEAD` was one once. Names are bytes: git's refs may be no UTF-8. */
async function refuseLinks(directory: Buffer, inside: string, folder: string): Promise<void> {
  // What git removes meanwhile is not looked at.
  for (const entry of await readdir(directory, { withFileTypes: true, encoding: "buffer" }).catch(() => [])) {
    const path = Buffer.concat([directory, Buffer.from("/"), entry.name]);
    if (entry.isDirectory()) await refuseLinks(path, inside, folder);
    if (!entry.isSymbolicLink()) continue;
    const target = await realpath(path).catch(() => "/");
    if (/^\.\.(\/|$)/.test(relative(inside, target)))
      throw leadsOut(folder, printable(path.subarray(Buffer.byteLength(folder) + 1)));
  }
}

/** Objects of a partial clone come from elsewhere, by a program that its own config names: nothing here would start that. */
async function refusePartial(folder: string, inside: string): Promise<void> {
  const packs = await readdir(join(inside, "objects", "pack")).catch(() => []);
  if (!packs.some((name) => name.endsWith(".promisor"))) return;
  throw new Fault("partial-clone", `expected all objects of the repository in ${folder}, it is a partial clone`);
}

/** A folder that holds files of a repository around it: as a plain folder it would have no commit, which is not so. */
async function refusePart(folder: string): Promise<void> {
  for (let top = dirname(folder); top !== dirname(top); top = dirname(top)) {
    if (!(await pathExists(join(top, ".git")))) continue;
    const files = await runGit(top, ["ls-files", "-z", "--", relative(top, folder)], { timeoutMs: LOCAL_MS }).catch(
      (error: unknown) => {
        // Something else is called `.git` there.
        if (error instanceof GitFailure && /not a git repository/.test(error.message)) return Buffer.alloc(0);
        throw isPart(folder, top);
      },
    );
    if (files.length === 0) return;
    throw isPart(folder, top);
  }
}

function isPart(folder: string, top: string): Fault {
  return new Fault("part-of-repository", `expected the top of a repository, ${folder} is a part of the one in ${top}`, {
    remedy: `name ${top}; or clone it below one of workspaces.folders, and name that clone`,
  });
}

function leadsOut(folder: string, name: string): Fault {
  return new Fault(
    "folder-not-allowed",
    `expected a self-contained repository in ${folder}, its ${name} points elsewhere`,
    { remedy: "name the repository itself, not a worktree, a submodule or a clone that shares objects; or clone it" },
  );
}
