import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { commit, configure, git, type Policy, put, type Step, template } from "../../harness/workspace.ts";
import type { Asked } from "./recorder.ts";

/** A workspace that is to be recorded: what is in it, and the runs, one after the other. */
export interface Workspace {
  readonly name: string;
  /** Where in the folder the workspace lies, when it is not the top. */
  readonly below?: string;
  /** Puts everything there. */
  readonly fill: (root: string) => void;
  readonly runs: readonly Asked[];
}

const SHELL = [
  ["git", "rev-parse", "HEAD"],
  ["git", "ls-files"],
  ["git", "log", "-1", "--format=%s"],
  ["cat", "<path>"],
  ["cat", "-"],
  ["pwd"],
  ["env"],
  ["false"],
  ["sleep", "<int>"],
];
/** Of a token's shape, and of nobody: it is to be redacted. */
const DEPLOY_TOKEN = "q7Zt9vXw2LmK4rPs8NdB6yHc";

const HEALTHY: { readonly [path: string]: string } = {
  "README.md": "# Sample\n\n## Usage\n\nRun it.\n",
  LICENSE: "Apache License, Version 2.0\n",
  "SECURITY.md": "Write to security@example.org.\n",
  ".github/CODEOWNERS": "* @owner\n",
  ".gitignore": "node_modules/\nbuild/\n",
  "src/app.js": "export const answer = 42;\n",
  "docs/über uns.md": "# Über uns\n",
  "data.txt": "one\ntwo\n",
};

const run = (
  task: string,
  about: string,
  status = "succeeded",
  more: Partial<Asked> & { words?: string[] } = {},
): Asked => {
  const { words = [], ...rest } = more;
  return { argv: ["run", task, ...words], about, status, ...rest };
};
const action = (name: string, params: object) => `action ${name} ${JSON.stringify(params)}`;
const step = (id: string, name: string, params: object, more: object = {}): Step => {
  return { id, action: name, with: params, ...more };
};
const command = (id: string, argv: readonly string[], more: object = {}, params: object = {}): Step =>
  step(id, "shell.run", { argv, deterministic: true, ...params }, more);
const write = (id: string, content: unknown, more: object = {}): Step =>
  step(
    id,
    "fs.write",
    { path: `output:/${id}.txt`, ...(typeof content === "string" ? { content } : { content, encoding: "json" }) },
    more,
  );

/** The five templates of 0.1.0 as files of the workspace: a replay runs the template that it finds, so it finds these. */
function curated(root: string): void {
  cpSync(join(import.meta.dirname, "../../../templates/automations"), join(root, "templates/automations"), {
    recursive: true,
  });
}

function repository(
  root: string,
  files: { readonly [path: string]: string },
  policy: Policy,
  more: (root: string) => void,
): void {
  mkdirSync(root, { recursive: true });
  git(root, "init", "-q", "-b", "main", "--template=");
  for (const [path, text] of Object.entries(files)) put(root, path, text);
  put(root, ".sdetkit/.gitignore", "/agent/\n/server/\n");
  configure(root, policy);
  more(root);
  commit(root, "first");
}

const ALL_CURATED: readonly Asked[] = [
  run("template:change-evidence", "change-evidence", "succeeded", {
    words: ["--approve", "--set", "reason=Recorded once"],
  }),
  run("template:repo-health-audit", "repo-health-audit"),
  run("template:security-governance-summary", "security-governance-summary"),
  run("template:report-dashboard", "report-dashboard"),
];

const healthy: Workspace = {
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

const troubled: Workspace = {
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

const actions: Workspace = {
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

/** One template for each way in which steps, values and ends are put together. */
function assorted(root: string): void {
  const shell = { permissions: { shell: SHELL } };
  template(
    root,
    "typed",
    [
      write("all", {
        text: "${{ inputs.text }}",
        count: "${{ inputs.count }}",
        flag: "${{ inputs.flag }}",
        level: "${{ inputs.level }}",
        list: "${{ inputs.list }}",
        absent: "${{ inputs.absent }}",
        said: "${{ env.GREETING }}",
        kind: "${{ workspace.kind }}",
      }),
    ],
    {
      inputs: {
        text: { type: "string", default: "a b" },
        count: { type: "number", default: 3 },
        flag: { type: "boolean", default: true },
        level: { type: "enum", enum: ["low", "high"], default: "low" },
        list: { type: "list", default: ["x", "y z"] },
        absent: { type: "string", required: false },
      },
      outputs: { text: "${{ inputs.text }}", count: "${{ inputs.count }}" },
    },
  );
  template(root, "expressions", [
    step("read", "fs.read", { path: "data.txt" }),
    write("functions", {
      contains: "${{ contains(steps.read.outputs.content, 'two') }}",
      format: "${{ format('{0}-{1}', 'a', 1) }}",
      join: "${{ join(fromJSON('[\"a\",\"b\"]'), '+') }}",
      toJSON: '${{ toJSON(fromJSON(\'{"b":1,"a":[true,null]}\')) }}',
      case: "${{ case(1 == 2, 'no', 'yes') }}",
      chosen: "${{ steps.read.outputs.bytes > 4 && 'long' || 'short' }}",
      bytes: "${{ steps.read.outputs.bytes }}",
    }),
  ]);
  // Values on which the meaning of an expression may be put right one day: then a replay has to name `rules-changed`.
  template(root, "corners", [
    write("compared", {
      case: "${{ 'ABC' == 'abc' }}",
      sharp: "${{ 'straße' == 'STRASSE' }}",
      less: "${{ 'a' < 'B' }}",
      large: "${{ fromJSON('9007199254740993') }}",
      fraction: "${{ fromJSON('1.10') }}",
    }),
  ]);
  template(
    root,
    "goes-on",
    [
      command("breaks", ["false"], { "continue-on-error": true, needs: [] }),
      write("after", "status ${{ steps.breaks.status }}", { needs: ["breaks"], if: "always()" }),
      write("never", "not written", { needs: ["after"], if: "failure()" }),
    ],
    shell,
  );
  template(
    root,
    "fails",
    [
      command("breaks", ["false"], { retry: { max: 1, "delay-seconds": 0 } }),
      write("skipped", "not written"),
      write("cleanup", "written all the same", { if: "always()" }),
    ],
    shell,
  );
  template(root, "takes-too-long", [command("sleeps", ["sleep", "30"], { "timeout-minutes": 0.01 })], shell);
  template(
    root,
    "is-stopped",
    [write("before", "done"), command("sleeps", ["sleep", "4"]), write("after", "done")],
    shell,
  );
  template(
    root,
    "is-killed",
    [write("before", "done"), command("sleeps", ["sleep", "4"], { idempotent: true }), write("after", "done")],
    shell,
  );
  template(
    root,
    "is-killed-once",
    [write("before", "done"), command("sleeps", ["sleep", "4"]), write("after", "done", { if: "always()" })],
    shell,
  );
  template(
    root,
    "commands",
    [
      command("commit", ["git", "rev-parse", "HEAD"], { needs: [] }),
      command("subject", ["git", "log", "-1", "--format=%s"], { needs: [] }),
      command("given", ["cat", "-"], { needs: [] }, { stdin: "from standard input\n" }),
      command("environment", ["env"], { needs: [], env: { LEVEL: "high" } }, { deterministic: false }),
      write(
        "said",
        "${{ steps.commit.outputs.stdout }}${{ steps.subject.outputs.stdout }}${{ steps.given.outputs.stdout }}",
        {
          needs: ["commit", "subject", "given", "environment"],
        },
      ),
      step(
        "bundle",
        "artifacts.bundle",
        { paths: ["output:/said.txt", "src/**"], output: "output:/all.tar" },
        { needs: ["said"] },
      ),
    ],
    shell,
  );
  template(
    root,
    "publishes",
    [
      step(
        "publish",
        "fs.write",
        { path: "reports/${{ template.id }}.txt", content: "${{ run.id }} in ${{ workspace }}\n" },
        {
          approval: { reason: "It goes into the repository" },
        },
      ),
      step("again", "fs.read", { path: "reports/publishes.txt" }),
    ],
    { permissions: { write: ["reports"] } },
  );
  template(root, "wants-more", [command("removes", ["rm", "-rf", "src"])], {
    permissions: { shell: [["rm", "-rf", "src"]] },
  });
  template(root, "says-a-secret", [write("token", "Bearer ${{ env.DEPLOY_TOKEN }} of ${{ env.GREETING }}")]);
}

const approved = { words: ["--approve"] };

const templates: Workspace = {
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
    run("template:says-a-secret", "a secret that was redacted", "succeeded", {
      env: { DEPLOY_TOKEN, GREETING: "hello" },
    }),
  ],
};

/** Writes into the repository: whatever is run afterwards finds it dirty, so it has a workspace of its own. */
const publishes: Workspace = {
  name: "publishes",
  fill: (root) => repository(root, HEALTHY, { write: ["reports"] }, assorted),
  runs: [
    run("template:publishes", "nobody approves the publication", "denied"),
    run("template:publishes", "the publication is approved", "succeeded", approved),
  ],
};

const dirty: Workspace = {
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

const plain: Workspace = {
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

const subfolder: Workspace = {
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

const unborn: Workspace = {
  name: "unborn",
  fill: (root) => {
    mkdirSync(root, { recursive: true });
    git(root, "init", "-q", "-b", "main", "--template=");
    for (const [path, text] of Object.entries(HEALTHY)) put(root, path, text);
    configure(root, { shell: SHELL });
  },
  runs: [run(action("fs.read", { path: "data.txt" }), "a file of a repository without commits")],
};

/** What 0.1.0 read and did not record: its replay was called non-determinism. */
const hidden: Workspace = {
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

/** Runs are interrupted in this one: see `make-local.ts`. */
const interrupted: Workspace = {
  name: "interrupted",
  fill: (root) => repository(root, HEALTHY, { shell: SHELL }, assorted),
  runs: [],
};

/** Every workspace that is recorded. */
export const WORKSPACES: readonly Workspace[] = [
  ...[healthy, troubled, actions, templates, publishes, dirty, plain, subfolder, unborn, hidden, interrupted],
];
