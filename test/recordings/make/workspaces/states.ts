import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { commit, configure, git, put } from "../../../harness/workspace.ts";
import { curated, HEALTHY, repository, SHELL, type Workspace } from "./sample-repository.ts";
import { action, approved, run } from "./shorthand.ts";

export const dirty: Workspace = {
  name: "dirty",
  fill: (root) => {
    repository(root, { ...HEALTHY, "gone.txt": "soon gone\n" }, { shell: SHELL }, curated);
    put(root, "data.txt", "three\n");
    put(root, "new/untracked file.txt", "new\n");
    put(root, "staged.txt", "staged\n");
    git(root, "add", "staged.txt");
    rmSync(join(root, "gone.txt"));
  },
  runs: [
    run(action("fs.read", { path: "data.txt" }), "a file that was changed"),
    run(action("fs.read", { path: "new/untracked file.txt" }), "a file that is not tracked"),
    run(action("fs.read", { path: "gone.txt" }), "a file that was removed", "failed"),
    run(
      action("shell.run", { argv: ["cat", "data.txt"], deterministic: true }),
      "a command in a dirty workspace",
      "succeeded",
      approved,
    ),
    run("template:repo-health-audit", "an audit of a dirty workspace"),
    run("template:change-evidence", "evidence of a dirty workspace", "succeeded", approved),
  ],
};

export const plain: Workspace = {
  name: "plain",
  fill: (root) => {
    for (const [path, text] of Object.entries(HEALTHY)) put(root, path, text);
    configure(root, { shell: SHELL });
    curated(root);
  },
  runs: [
    run(action("fs.read", { path: "data.txt" }), "a file of a folder without git"),
    run(
      action("shell.run", { argv: ["cat", "docs/über uns.md"], deterministic: true }),
      "a command in a folder without git",
      "succeeded",
      approved,
    ),
    run("template:repo-health-audit", "an audit of a folder without git"),
    run("template:release-gate", "a gate of a folder without git"),
    run("template:change-evidence", "git where there is none", "failed", approved),
  ],
};

export const subfolder: Workspace = {
  name: "subfolder",
  below: "services/one",
  fill: (root) => {
    repository(root, { "README.md": "# Top\n", "services/two/data.txt": "other\n" }, {}, () => undefined);
    const one = join(root, "services/one");
    for (const [path, text] of Object.entries(HEALTHY)) put(one, path, text);
    put(one, ".sdetkit/.gitignore", "/agent/\n/server/\n");
    configure(one, { shell: SHELL });
    curated(one);
    commit(root, "second");
  },
  runs: [
    run(action("fs.read", { path: "data.txt" }), "a file of a folder below the top"),
    run("template:repo-health-audit", "an audit of a folder below the top"),
  ],
};

export const unborn: Workspace = {
  name: "unborn",
  fill: (root) => {
    mkdirSync(root, { recursive: true });
    git(root, "init", "-q", "-b", "main", "--template=");
    for (const [path, text] of Object.entries(HEALTHY)) put(root, path, text);
    configure(root, { shell: SHELL });
  },
  runs: [run(action("fs.read", { path: "data.txt" }), "a file of a repository without commits")],
};
