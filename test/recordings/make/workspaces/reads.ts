import { git, put } from "../../../harness/workspace.ts";
import { HEALTHY, repository, SHELL, type Workspace } from "./sample-repository.ts";
import { action, approved, run } from "./shorthand.ts";

/** What 0.1.0 read and did not record: its replay was called non-determinism. */
export const hidden: Workspace = {
  name: "hidden",
  fill: (root) => {
    repository(root, HEALTHY, { shell: SHELL }, () => undefined);
    put(root, "build/report.xml", "<testsuite/>\n");
    put(root, "src/app.js", "export const answer = 43;\n");
    git(root, "update-index", "--skip-worktree", "src/app.js");
  },
  runs: [
    run(action("fs.read", { path: "build/report.xml" }), "a file that git ignores"),
    run(
      action("shell.run", { argv: ["cat", "build/report.xml"], deterministic: true }),
      "a command that reads what git ignores",
      "succeeded",
      approved,
    ),
    run(action("fs.read", { path: "src/app.js" }), "a file that git was told not to look at"),
  ],
};
