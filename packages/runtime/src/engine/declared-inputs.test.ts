import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { dirname, join } from "node:path";
import type { Config } from "@sdetkit/core";
import { expect, test } from "vitest";
import { detectSandbox } from "../sandbox/detect-sandbox.ts";
import { commitAll, gitIn } from "../testing/repository.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { openEngine } from "./open-engine.ts";

const CONFINED = detectSandbox().kind === "bubblewrap";
if (!CONFINED) console.warn("!! NOT COVERED: declared inputs in the sandbox: bubblewrap does not work here");

/** Prints what of the declared inputs is there: folders, links with their text, and what can be read of files, through links too. */
const LOOK = `for p in $(find in deep 2>/dev/null | sort); do
  if [ -L $p ]; then echo "$p -> $(readlink $p) $(cat $p 2>/dev/null)";
  elif [ -d $p ]; then echo "$p/"; else echo "$p $(cat $p)"; fi
done`;

interface Case {
  readonly inputs: readonly string[];
  readonly make: (root: string) => void;
  /** What a confined command sees; null: the step is refused. */
  readonly sees: string | null;
  readonly problem?: string;
}

const outside = (root: string): void => put(root, "../outside/secret.txt", "from outside\n");

const CASES: { readonly [what: string]: Case } = {
  "a link out of the workspace": {
    inputs: ["in"],
    make: (root) => {
      outside(root);
      fs.symlinkSync("../outside", join(root, "in"));
    },
    sees: null,
    problem: "workspace:/in: expected a place of the workspace under inputs, found a link that leads out of it",
  },
  "an absolute link out of the workspace": {
    inputs: ["in"],
    make: (root) => {
      outside(root);
      fs.symlinkSync(join(dirname(root), "outside/secret.txt"), join(root, "in"));
    },
    sees: null,
    problem: "workspace:/in: expected a place of the workspace under inputs, found a link that leads out of it",
  },
  "a path through a link": {
    inputs: ["in/secret.txt"],
    make: (root) => {
      outside(root);
      fs.symlinkSync("../outside", join(root, "in"));
    },
    sees: null,
    problem: "workspace:/in/secret.txt: expected a place of the workspace under inputs, found a link at in",
  },
  "a pattern through a link": {
    inputs: ["in/sub/*.txt"],
    make: (root) => {
      put(root, "../outside/sub/secret.txt", "from outside\n");
      fs.symlinkSync("../outside", join(root, "in"));
    },
    sees: null,
    problem: "workspace:/in/sub: expected a place of the workspace under inputs, found a link at in",
  },
  "a link out of the workspace that a pattern matches": {
    inputs: ["in/**"],
    make: (root) => {
      outside(root);
      put(root, "in/a.txt", "a\n");
      fs.symlinkSync("../../outside/secret.txt", join(root, "in/b.txt"));
    },
    sees: "in/\nin/a.txt a\nin/b.txt -> ../../outside/secret.txt \n",
  },
  "a link out of the workspace in a folder": {
    inputs: ["in"],
    make: (root) => {
      outside(root);
      put(root, "in/a.txt", "a\n");
      fs.symlinkSync("../../outside", join(root, "in/b"));
    },
    sees: "in/\nin/a.txt a\nin/b -> ../../outside \n",
  },
  "a link to another ignored file": {
    inputs: ["in"],
    make: (root) => {
      put(root, "deep/er/a.txt", "a\n");
      fs.symlinkSync("deep/er/a.txt", join(root, "in"));
    },
    sees: "deep/\ndeep/er/\ndeep/er/a.txt a\nin -> deep/er/a.txt a\n",
  },
  "a link to a link to an ignored folder": {
    inputs: ["in"],
    make: (root) => {
      put(root, "deep/er/a.txt", "a\n");
      fs.symlinkSync("er", join(root, "deep/link"));
      fs.symlinkSync("deep/link", join(root, "in"));
    },
    sees: "deep/\ndeep/er/\ndeep/er/a.txt a\ndeep/link -> er \nin -> deep/link \n",
  },
  "a loop of links": {
    inputs: ["in"],
    make: (root) => {
      fs.symlinkSync("deep", join(root, "in"));
      fs.symlinkSync("in", join(root, "deep"));
    },
    sees: "deep -> in \nin -> deep \n",
  },
  "a link to nothing": {
    inputs: ["in"],
    make: (root) => fs.symlinkSync("deep/nothing", join(root, "in")),
    sees: "in -> deep/nothing \n",
  },
  "a pipe": {
    inputs: ["in"],
    make: (root) => execFileSync("mkfifo", [join(root, "in")]),
    sees: "",
  },
  "a folder with a pipe, a repository and an empty folder": {
    inputs: ["in"],
    make: (root) => {
      put(root, "in/a.txt", "a\n");
      put(root, "in/lib/.git/config", "x\n");
      put(root, "in/lib/b.txt", "b\n");
      fs.mkdirSync(join(root, "in/empty"));
      execFileSync("mkfifo", [join(root, "in/pipe")]);
    },
    sees: "in/\nin/a.txt a\nin/empty/\nin/lib/\nin/lib/b.txt b\n",
  },
  "a folder that is itself a repository": {
    inputs: ["in"],
    make: (root) => {
      put(root, "in/.git/config", "x\n");
      put(root, "in/b.txt", "b\n");
    },
    sees: "in/\nin/b.txt b\n",
  },
};

test.runIf(CONFINED).each(Object.entries(CASES))(
  "%s shows nothing of what lies outside",
  async (_, { inputs, make, sees, problem }) => {
    const root = workspace(inputs, make, "auto");
    const { hash, step } = await run(root);
    if (sees === null) expect(step?.failure).toEqual({ code: "path-escapes", message: problem });
    else expect(step?.outputs).toEqual({ stdout: sees });
    expect(await replay(root, hash)).toEqual([]);
  },
);

test.each(Object.entries(CASES).filter(([, { sees }]) => sees === null))(
  "%s is refused without a sandbox, too",
  async (_, { inputs, make, problem }) => {
    const root = workspace(inputs, make, "off");
    const { hash, step } = await run(root);
    expect(step?.failure).toEqual({ code: "path-escapes", message: problem });
    expect(await replay(root, hash)).toEqual([]);
  },
);

test.runIf(CONFINED)("a link that names the workspace by its absolute path cannot be laid out elsewhere", async () => {
  const root = workspace(
    ["in"],
    (place) => {
      put(place, "deep/a.txt", "a\n");
      fs.symlinkSync(join(place, "deep"), join(place, "in"));
    },
    "auto",
  );
  const { hash, step } = await run(root);
  expect(step?.outputs).toEqual({ stdout: `deep/\ndeep/a.txt a\nin -> workspace:/deep \n` });
  expect(await replay(root, hash)).toMatchObject([{ field: "in", class: "inputs-missing" }]);
});

test.runIf(CONFINED)("an empty folder in a declared one counts", async () => {
  const root = workspace(["in"], (place) => put(place, "in/a.txt", "a\n"), "auto");
  const { hash } = await run(root);
  fs.mkdirSync(join(root, "in/empty"));
  expect((await run(root)).hash).not.toBe(hash);
  expect(await replay(root, hash)).toMatchObject([{ field: "in", class: "inputs-missing" }]);
});

function workspace(inputs: readonly string[], make: (root: string) => void, sandbox: Config["sandbox"]): string {
  const root = join(temporaryFolder(), "w");
  const policy = { shell: [["bash", "look.sh"]] };
  put(root, "look.sh", LOOK);
  put(root, ".gitignore", "/in\n/deep\n");
  put(root, ".sdetkit/config.yaml", JSON.stringify({ sandbox, policy }));
  put(root, ".sdetkit/.gitignore", "/agent/\n");
  const template = {
    metadata: { id: "look", title: "Look", version: "1.0.0", description: "Looks.", owner: "qa" },
    permissions: policy,
    workflow: [{ id: "look", action: "shell.run", with: { argv: ["bash", "look.sh"], deterministic: true }, inputs }],
  };
  put(root, "templates/automations/look.yaml", JSON.stringify(template));
  gitIn(root, "init", "-q");
  commitAll(root);
  make(root);
  return root;
}

async function run(root: string) {
  const engine = await engineIn(root);
  const answer = await engine.run(
    { task: "template:look", inputs: {} },
    { approver: { ask: async () => ({ kind: "given", by: "ann", via: "flag" }) } },
  );
  engine.close();
  if (answer.kind !== "ran") throw new Error(answer.message);
  return { hash: answer.report.hash, step: answer.report.steps[0] };
}

async function replay(root: string, hash: string) {
  const engine = await engineIn(root);
  const { problems } = await engine.replay(hash, {});
  engine.close();
  return problems;
}

function engineIn(root: string) {
  return openEngine({ cwd: root, env: {}, builtinTemplates: join(root, "none"), version: "0.0.0", channel: "test" });
}

function put(root: string, path: string, text: string): void {
  fs.mkdirSync(dirname(join(root, path)), { recursive: true });
  fs.writeFileSync(join(root, path), text);
}
