import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { detectSandbox } from "../packages/runtime/src/sandbox/detect-sandbox.ts";
import { call, json } from "./harness/cli.ts";
import { commit, configure, emptyFolder, git, put, repository, template } from "./harness/workspace.ts";

const CONFINED = detectSandbox().kind === "bubblewrap";
if (!CONFINED) console.error("NOT COVERED: what commands see in the sandbox, which does not work here");

const CAT = ["cat", "node_modules/tool/data"];

function workspace(inputs: readonly string[]): string {
  const root = repository();
  configure(root, { shell: [CAT] });
  put(root, ".gitignore", "node_modules/\ndist/\n");
  put(root, "node_modules/tool/data", "data\n");
  put(root, "dist/a.js", "built\n");
  const step = { id: "check", action: "shell.run", with: { argv: CAT, deterministic: true } };
  template(root, "check", [inputs.length === 0 ? step : { ...step, inputs }], { permissions: { shell: [CAT] } });
  commit(root);
  return root;
}

test.runIf(CONFINED)(
  "a command that fails while ignored files were hidden learns which, and what to write",
  async () => {
    const root = workspace([]);
    const { exit, out } = await call(root, ["agent", "templates", "run", "check", "--approve"]);
    expect(exit).toBe(1);
    expect(out).toContain("the command cannot see files that git ignores: dist, node_modules;");
    expect(out).toContain("inputs: [dist, node_modules]");
    const { answer } = await json(root, ["agent", "templates", "run", "check", "--approve"]);
    expect(answer.steps[0].hidden).toEqual(["dist/", "node_modules/"]);
    // It is said to the person, and is no part of the record: another clone ignores other files.
    const { answer: shown } = await json(root, ["agent", "history", "show", answer.hash]);
    expect(JSON.stringify(shown.record)).not.toContain("dist");
  },
);

test.runIf(CONFINED)("a single action is told of a template, and nobody of files that hold secrets", async () => {
  const root = workspace([]);
  const action = `action shell.run ${JSON.stringify({ argv: CAT, deterministic: true })}`;
  for (const name of [".env", ".env.local", "deploy.pem"]) put(root, name, "x\n");
  put(root, ".gitignore", "dist\nnode_modules\n.env*\n*.pem\n");
  const { out } = await call(root, ["agent", "run", action, "--approve"]);
  expect(out).toContain("cannot see files that git ignores: .env, .env.local, deploy.pem, dist, node_modules;");
  expect(out).toContain("run it from a template, and declare them in its step: inputs: [dist, node_modules]");
});

test.runIf(CONFINED)("what is declared is seen, counts, and is laid out again", async () => {
  const root = workspace(["node_modules"]);
  const first = await json(root, ["agent", "templates", "run", "check", "--approve"]);
  expect(first.answer.steps[0].outputs).toEqual({ stdout: "data\n" });
  expect(await json(root, ["agent", "replay", first.answer.hash])).toMatchObject({ exit: 0, answer: { ok: true } });
  put(root, "node_modules/tool/other", "changed\n");
  const again = await json(root, ["agent", "replay", first.answer.hash]);
  expect(again).toMatchObject({
    exit: 5,
    answer: { problems: [{ field: "node_modules", class: "inputs-missing" }] },
  });
  expect((await json(root, ["agent", "templates", "run", "check", "--approve"])).answer.hash).not.toBe(
    first.answer.hash,
  );
});

test("a plan shows what is ignored and not declared", async () => {
  const hidden = async (inputs: readonly string[]) =>
    (await json(workspace(inputs), ["agent", "templates", "plan", "check"])).answer.steps[0].hidden;
  expect(await hidden([])).toEqual(["dist", "node_modules"]);
  expect(await hidden(["dist", "node_modules"])).toBeUndefined();
});

test.each([
  ["../other", "out of the workspace"],
  [".git", "git's own"],
  [".sdetkit/agent", "the agent's own"],
  ["/etc", "absolute"],
])("an input that names %s (%s) is refused with its place", async (input) => {
  const { exit, err, out } = await call(workspace([input]), ["agent", "templates", "validate", "check"]);
  expect(exit).toBe(2);
  expect(err + out).toContain("expected paths below the workspace in `inputs` of step `check`");
});

test("a bare repository is refused, and nothing is written into it", async () => {
  const bare = join(emptyFolder(), "bare.git");
  git(repository(), "clone", "-q", "--bare", ".", bare);
  const before = readdirSync(bare);
  for (const folder of [bare, join(bare, "refs")]) {
    const { exit, err } = await call(folder, ["agent", "demo"]);
    expect(exit).toBe(2);
    expect(err).toContain("a bare repository");
  }
  expect(readdirSync(bare)).toEqual(before);
});

test("a repository that git cannot read is refused, and never taken for a plain folder", async () => {
  const root = repository();
  execFileSync("rm", [join(root, ".git/HEAD")]);
  const { exit, err } = await call(root, ["agent", "run", 'action fs.read {"path":"README.md"}']);
  expect(exit).toBe(1);
  expect(err).toContain("expected git to read the repository at");
});
