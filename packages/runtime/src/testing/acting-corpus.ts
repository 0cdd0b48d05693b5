import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Files of one folder by their names. */
type Files = { readonly [path: string]: string };

const HEAD = "ref: refs/heads/main\n";

/** Repositories as a run may leave them in its output folder: whoever asks git about the folder runs `command`. */
export function actingCorpus(command: string): { readonly [what: string]: Files } {
  const config = (more = "") => `[core]\n\trepositoryformatversion = 0\n\tfsmonitor = ${command}\n${more}`;
  const inside = (folder: string, more = ""): Files => ({
    [`${folder}HEAD`]: HEAD,
    [`${folder}config`]: config(more),
    [`${folder}objects/info/keep`]: "",
    [`${folder}refs/heads/keep`]: "",
  });
  return {
    "a repository": inside(".git/"),
    "a repository further down": inside("reports/2026/.git/"),
    "a bare repository": inside("", "\tbare = false\n\tworktree = .\n"),
    "a bare repository further down": inside("data/", "\tbare = false\n\tworktree = .\n"),
    "a folder continued in another": {
      "site/HEAD": HEAD,
      "site/commondir": "../store\n",
      "store/config": config(),
      "store/objects/info/keep": "",
      "store/refs/heads/keep": "",
      "site/config.worktree": "",
      "site/.git": "gitdir: .\n",
    },
    "a file that names a repository": { ".git": "gitdir: store\n", ...inside("store/") },
  };
}

/** Asks git in every folder below, as a prompt does and from outside. */
export function askGitEverywhere(folder: string): void {
  const env = { PATH: process.env["PATH"], HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" };
  const folders = readdirSync(folder, { recursive: true, withFileTypes: true });
  const all = [folder, ...folders.flatMap((each) => (each.isDirectory() ? [join(each.parentPath, each.name)] : []))];
  for (const cwd of all) {
    spawnSync("git", ["status"], { cwd, env });
    spawnSync("git", ["-C", cwd, "status"], { cwd: folder, env });
  }
}
