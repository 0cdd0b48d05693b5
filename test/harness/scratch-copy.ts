import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "./cli.ts";

/**
 * Copies the repository as it is in the work tree into a temporary folder, and commits it there. Its packages stand for each other;
 * all others are those that are installed here.
 */
export function scratchCopy(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "sdetkit-copy-"));
  const git = (cwd: string, ...words: string[]) => execFileSync("git", words, { cwd, encoding: "utf8" });
  for (const path of git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")) {
    // What was deleted and is not committed yet is still listed.
    if (path !== "") cpSync(join(ROOT, path), join(folder, path), { verbatimSymlinks: true, force: true });
  }
  const modules = join(folder, "node_modules");
  for (const name of readdirSync(join(ROOT, "node_modules"))) {
    if (name !== "@sdetkit" && name !== "sdetkit") link(join(ROOT, "node_modules", name), join(modules, name));
  }
  for (const name of readdirSync(join(folder, "packages"))) {
    link(join(folder, "packages", name), join(modules, name === "cli" ? "sdetkit" : `@sdetkit/${name}`));
  }
  git(folder, "init", "-q");
  git(folder, "add", "--all");
  git(folder, "-c", "user.name=n", "-c", "user.email=n@example.org", "commit", "-qm", "the repository");
  return folder;
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}
