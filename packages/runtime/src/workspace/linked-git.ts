import fs from "node:fs";
import { Fault } from "@sdetkit/core";

/**
 * What is wrong when a repository's `.git` is a symbolic link, null when it is none: commands find a git directory of their own in its
 * place, and nothing can be mounted over a link. Fault `git-linked`, to be thrown or shown.
 */
export function linkedGit(dotGit: string): Fault | null {
  if (!fs.lstatSync(dotGit, { throwIfNoEntry: false })?.isSymbolicLink()) return null;
  // No path of this machine: it is recorded.
  const expected = "expected .git to be a folder, or a file that names one (`gitdir: PATH`)";
  return new Fault("git-linked", `${expected}; it is a link, so commands cannot run`, {
    remedy: `replace it with a file that holds the line \`gitdir: ${fs.readlinkSync(dotGit)}\``,
  });
}
