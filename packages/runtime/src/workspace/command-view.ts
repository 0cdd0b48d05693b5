import fs from "node:fs";
import { join } from "node:path";
import type { CommandView } from "../sandbox/types.ts";
import type { Checkout } from "./checkout.ts";
import { fillIndex, objectFolders, refreshIndex, writeGitDirectory } from "./git-directory.ts";
import { linkedGit } from "./linked-git.ts";
import { projectWorkspace } from "./project-workspace.ts";
import type { Sight } from "./see-workspace.ts";

/** Where a view is put together. */
export interface ViewPlaces {
  /** A folder for this view alone, which is not there yet. */
  readonly scratch: string;
  /** What is there for the command whatever it may see: where something is mounted later, and the folder that it starts in. */
  readonly mounted: readonly string[];
  /** Whom copies are given to; the current user, unless said. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
}

/**
 * Puts together what a command sees: all files that are not ignored and the declared inputs, and a git directory that holds the
 * commit, its history and its tags, and nothing else of the repository.
 */
export async function buildView(
  checkout: Checkout,
  sight: Sight,
  gitState: string,
  places: ViewPlaces,
): Promise<CommandView> {
  const { root } = checkout;
  fs.mkdirSync(places.scratch, { recursive: true, mode: 0o755 });
  const agent = join(root, ".sdetkit");
  const projected = projectWorkspace(root, sight, join(places.scratch, "workspace"), [
    join(root, ".git"),
    agent,
    ...places.mounted,
  ]);
  const { base } = projected;
  const binds: [string, string][] = projected.binds.map(([from, to]) => [from, to]);
  const covered = fs.existsSync(agent) ? [agent] : [];
  for (const path of sight.agentFiles) binds.push([join(root, path), join(root, path)]);
  const readable = await showGit(checkout, gitState, base, places.scratch, binds);
  if (places.owner) giveAway(places.scratch, places.owner);
  return { base, covered, binds, readable };
}

/** Lets commands find a git directory of their own where git looks for the repository. */
async function showGit(
  { root, repository, gitState: laidOut }: Checkout,
  state: string,
  base: string,
  scratch: string,
  binds: [string, string][],
): Promise<readonly string[]> {
  if (repository === null) return [];
  const { top, prefix, common, commit, format } = repository;
  const shown = join(top, ".git");
  const objects = join(common, "objects");
  const linked = linkedGit(shown);
  if (linked !== null) throw linked;
  if (laidOut !== null) {
    if (prefix !== "" || base !== root) binds.push([shown, shown]);
    return objectFolders(objects);
  }
  const directory = join(scratch, "git");
  await writeGitDirectory(directory, { commit, format, objects, state });
  if (commit !== null) {
    await fillIndex(directory, top, prefix);
    await refreshIndex(directory, top);
  }
  if (base === root && fs.lstatSync(shown, { throwIfNoEntry: false })?.isFile()) {
    // A linked worktree: its `.git` is a file that says where.
    const file = join(scratch, "git-file");
    fs.writeFileSync(file, `gitdir: ${directory}\n`);
    binds.push([directory, directory], [objects, join(directory, "objects")], [file, shown]);
  } else binds.push([directory, shown], [objects, join(shown, "objects")]);
  // Its own lie in that directory; those that it borrows, where they are.
  return (await objectFolders(objects)).slice(1);
}

/** Copies are read by the user that commands run as. */
function giveAway(folder: string, owner: { readonly uid: number; readonly gid: number }): void {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true }))
    fs.lchownSync(join(entry.parentPath, entry.name), owner.uid, owner.gid);
  fs.lchownSync(folder, owner.uid, owner.gid);
}
