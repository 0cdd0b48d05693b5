import { HEALTHY, repository, SHELL, type Workspace } from "./sample-repository.ts";
import { action, run } from "./shorthand.ts";

/** Each action by itself, and what can come of it. */
export const actions: Workspace = {
  name: "actions",
  fill: (root) => repository(root, HEALTHY, { write: ["reports"], shell: SHELL }, () => undefined),
  runs: [
    run(action("fs.read", { path: "README.md" }), "fs.read"),
    run(action("fs.read", { path: "data.txt", encoding: "none" }), "fs.read of the digest alone"),
    run(action("fs.read", { path: "nowhere.txt" }), "fs.read of nothing", "failed"),
    run(action("fs.write", { path: "output:/note.txt", content: "noted\n" }), "fs.write"),
    run(
      action("fs.write", { path: "output:/note.json", content: { b: [1, 2.5, null], a: "ü" }, encoding: "json" }),
      "fs.write of JSON",
    ),
    run(
      action("fs.write", { path: "src/app.js", content: "changed\n" }),
      "fs.write where the policy says no",
      "denied",
    ),
    run(
      action("fs.write", { path: "reports/asks.txt", content: "asked\n" }),
      "fs.write that nobody approves",
      "denied",
    ),
    run(action("shell.run", { argv: ["cat", "data.txt"], deterministic: true }), "shell.run", "succeeded", {
      words: ["--approve"],
    }),
    run(action("shell.run", { argv: ["cat", "data.txt"] }), "shell.run, volatile", "succeeded", {
      words: ["--approve"],
    }),
    run(action("shell.run", { argv: ["pwd"], deterministic: true }), "shell.run that prints where it is", "succeeded", {
      words: ["--approve"],
    }),
    run(action("shell.run", { argv: ["false"] }), "shell.run that fails", "failed", { words: ["--approve"] }),
    run(action("shell.run", { argv: ["rm", "-rf", "src"] }), "shell.run that no policy allows", "denied", {
      words: ["--approve"],
    }),
    run(action("artifacts.bundle", { paths: ["src", "docs/*.md", "data.txt"], name: "all" }), "artifacts.bundle"),
    run(action("repo.audit", { profile: "strict" }), "repo.audit"),
    run(action("report.build", { output: "output:/dashboard.html" }), "report.build"),
  ],
};
