import type { Asked } from "../recorder.ts";
import { curated, HEALTHY, repository, SHELL, type Workspace } from "./sample-repository.ts";
import { run } from "./shorthand.ts";

const ALL_CURATED: readonly Asked[] = [
  run("template:change-evidence", "change-evidence", "succeeded", {
    words: ["--approve", "--set", "reason=Recorded once"],
  }),
  run("template:repo-health-audit", "repo-health-audit"),
  run("template:security-governance-summary", "security-governance-summary"),
  run("template:report-dashboard", "report-dashboard"),
];

export const healthy: Workspace = {
  name: "healthy",
  fill: (root) => repository(root, HEALTHY, { shell: SHELL }, curated),
  runs: [
    ...ALL_CURATED,
    run("template:release-gate", "release-gate, open", "succeeded", { words: ["--set", "release=0.1.0"] }),
    run("template:repo-health-audit", "with inputs", "succeeded", {
      words: ["--set", "profile=strict", "--set", "exclude=docs/,*.js"],
    }),
    run("audit the health of this repository", "free text"),
    run("template:change-evidence", "nobody approves", "denied"),
    run("template:change-evidence", "one step is approved, the other not", "denied", { words: ["--approve=commit"] }),
  ],
};

/** A key that opens nothing, in parts: an audit of this repository finds none. */
const KEY_ID = ["AKIA", "Q7ZT9VXW2LMK4RPS"].join("");
const KEY = ["wJ7rXk2mQv9TzLp4Yb8N", "cE5hGd3FsA6uKx1RoV0i"].join("");

export const troubled: Workspace = {
  name: "troubled",
  fill: (root) =>
    repository(
      root,
      {
        "README.md": "Sample\n",
        "config/deploy.env": `AWS_ACCESS_KEY_ID=${KEY_ID}\nAWS_SECRET_ACCESS_KEY=${KEY}\n`,
        ".env": "PASSWORD=once\n",
        "src/merge.js": "<<<<<<< HEAD\nconst a = 1;\n=======\nconst a = 2;\n>>>>>>> theirs\n",
        "src/hidden.js": "const admin = '\u202E';\n",
      },
      { shell: SHELL },
      curated,
    ),
  runs: [
    ...ALL_CURATED,
    run("template:release-gate", "release-gate, closed", "failed"),
    run("template:repo-health-audit", "findings that fail", "failed", { words: ["--set", "fail-on=warning"] }),
    run("template:security-governance-summary", "findings that fail the summary", "failed", {
      words: ["--set", "fail-on=error"],
    }),
  ],
};
