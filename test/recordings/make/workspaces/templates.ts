import { assorted } from "./assorted-templates.ts";
import { HEALTHY, repository, SHELL, type Workspace } from "./sample-repository.ts";
import { approved, run } from "./shorthand.ts";

/** Of a token's shape, and of nobody: it is to be redacted. */
const DEPLOY_TOKEN = "q7Zt9vXw2LmK4rPs8NdB6yHc";

export const templates: Workspace = {
  name: "templates",
  fill: (root) =>
    repository(
      root,
      { ...HEALTHY, "reports/.gitkeep": "" },
      { write: ["reports"], shell: SHELL, env: ["GREETING", "DEPLOY_TOKEN"] },
      assorted,
    ),
  runs: [
    run("template:typed", "inputs as they are by default", "succeeded", { env: { GREETING: "hello" } }),
    run("template:typed", "inputs that were given", "succeeded", {
      env: { GREETING: "good day" },
      words: [
        "--set",
        "text=ü '\"",
        "--set",
        "count=2.5",
        "--set",
        "flag=false",
        "--set",
        "level=high",
        "--set",
        'list=["p","q"]',
      ],
    }),
    run("template:expressions", "expressions"),
    run("template:corners", "corners of expressions"),
    run("template:goes-on", "a failure that is let pass", "succeeded", approved),
    run("template:fails", "a failure with a retry and what follows from it", "failed", approved),
    run("template:takes-too-long", "a command that takes too long", "timed-out", approved),
    run("template:commands", "commands side by side, and a bundle", "succeeded", approved),
    run("template:wants-more", "more than the policy allows", "denied", approved),
    run("template:says-a-secret", "a secret that only commands take", "failed", {
      env: { DEPLOY_TOKEN, GREETING: "hello" },
    }),
    run("template:gives-a-secret", "a secret that a command is given", "succeeded", {
      env: { DEPLOY_TOKEN, GREETING: "hello" },
      ...approved,
    }),
    run("template:keeps-a-credential", "a credential that a file would keep", "failed"),
    run("template:cuts-a-credential", "a credential that a step cuts"),
  ],
};

/** Writes into the repository: whatever is run afterwards finds it dirty, so it has a workspace of its own. */
export const publishes: Workspace = {
  name: "publishes",
  fill: (root) => repository(root, HEALTHY, { write: ["reports"] }, assorted),
  runs: [
    run("template:publishes", "nobody approves the publication", "denied"),
    run("template:publishes", "the publication is approved", "succeeded", approved),
  ],
};

/** Runs are interrupted in this one: see `make-local.ts`. */
export const interrupted: Workspace = {
  name: "interrupted",
  fill: (root) => repository(root, HEALTHY, { shell: SHELL }, assorted),
  runs: [],
};
