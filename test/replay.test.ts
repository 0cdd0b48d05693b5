import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { type Answered, json } from "./harness/cli.ts";
import { leftovers } from "./harness/leftovers.ts";
import { commit, configure, put, repository, template, text } from "./harness/workspace.ts";

const SHELL = [["git", "log", "--format=%s"]];

/** A repository with a template that reads, runs a command and writes. */
function workspace(): string {
  const root = repository({ "README.md": "# Sample\n", "data.txt": "one\n" });
  configure(root, { shell: SHELL });
  put(root, ".gitignore", ".sdetkit/\n");
  write(root, "first");
  commit(root);
  return root;
}

function write(root: string, content: string): void {
  const steps = [
    { id: "read", action: "fs.read", with: { path: "data.txt" } },
    {
      id: "report",
      action: "fs.write",
      with: { path: "output:/report.txt", content: `${content}: \${{ steps.read.outputs.content }}` },
    },
    { id: "log", action: "shell.run", with: { argv: SHELL[0], deterministic: true } },
  ];
  template(root, "sample", steps, { permissions: { shell: SHELL } });
}

async function record(root: string): Promise<string> {
  const { exit, answer } = await json(root, ["agent", "templates", "run", "sample", "--approve"]);
  expect({ exit, status: answer.status }).toEqual({ exit: 0, status: "succeeded" });
  return answer.hash;
}

const replay = (root: string, hash: string): Promise<Answered> => json(root, ["agent", "replay", hash]);

test("the same again: exit 0, nothing left behind, nothing added to the history", async () => {
  const root = workspace();
  const hash = await record(root);
  const before = readdirSync(`${root}/.sdetkit/agent`, { recursive: true }).sort();
  expect(await replay(root, hash)).toMatchObject({ exit: 0, answer: { ok: true, hash, replayed: hash, problems: [] } });
  // What was changed after the run and is not committed does not touch the replay of a commit.
  put(root, "data.txt", "two\n");
  put(root, "new.txt", "new\n");
  expect(await replay(root, hash.slice(0, 12))).toMatchObject({ exit: 0, answer: { ok: true } });
  const after = readdirSync(`${root}/.sdetkit/agent`, { recursive: true }).sort();
  expect(after.filter((path) => path !== "scratch")).toEqual(before);
  expect(leftovers(root)).toEqual([]);
  expect(text(root, "data.txt")).toBe("two\n");
});

test("an edited template: exit 5, with step, field, expected, got and class", async () => {
  const root = workspace();
  const hash = await record(root);
  write(root, "second");
  const { exit, answer } = await replay(root, hash);
  expect({ exit, ok: answer.ok }).toEqual({ exit: 5, ok: false });
  expect(answer.problems[0]).toMatchObject({
    step: "report",
    field: "params.content",
    expected: '"first: one\\n"',
    got: '"second: one\\n"',
    class: "template-edited",
  });
});

test("an edited command was not approved: it is not run again under the old yes", async () => {
  const root = workspace();
  const hash = await record(root);
  const wider = { shell: [...SHELL, ["touch", "escaped"]] };
  configure(root, wider);
  const steps = [{ id: "log", action: "shell.run", with: { argv: ["touch", "escaped"] } }];
  template(root, "sample", steps, { permissions: wider });
  const { exit, answer } = await replay(root, hash);
  expect(exit).toBe(5);
  const status = answer.problems.find((each: { field: string }) => each.field === "status");
  expect(status).toMatchObject({ step: "log", expected: '"succeeded"', got: '"denied"' });
});

test("an input that was not committed and changed since: exit 5, class inputs-missing, by name", async () => {
  const root = workspace();
  put(root, "data.txt", "dirty\n");
  const hash = await record(root);
  expect((await replay(root, hash)).exit).toBe(0);
  put(root, "data.txt", "dirtier\n");
  const { exit, answer } = await replay(root, hash);
  expect(exit).toBe(5);
  expect(answer.problems).toMatchObject([{ field: "data.txt", class: "inputs-missing" }]);
});

test("an altered record: exit 5, class tampering", async () => {
  const root = workspace();
  const hash = await record(root);
  const path = `.sdetkit/agent/history/records/${hash}.json`;
  put(root, path, text(root, path).replace("first: one", "forged one"));
  const { exit, answer } = await replay(root, hash);
  expect(exit).toBe(5);
  expect(answer.problems).toMatchObject([{ field: "record", expected: hash, class: "tampering" }]);
});

test("a changed policy: exit 5, class policy-changed", async () => {
  const root = workspace();
  const hash = await record(root);
  configure(root, { shell: [...SHELL, ["git", "status"]] });
  const { exit, answer } = await replay(root, hash);
  expect(exit).toBe(5);
  expect(answer.problems[0]).toMatchObject({ step: null, field: "policy", class: "policy-changed" });
});

test("a run that never was, or was elsewhere: exit 2", async () => {
  const root = workspace();
  const hash = await record(root);
  const other = repository();
  expect((await json(other, ["agent", "replay", hash])).answer.error.code).toBe("unknown-run");
  expect((await json(root, ["agent", "replay", "0".repeat(64)])).exit).toBe(2);
});
