import { mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Answered, call, json } from "./harness/cli.ts";
import { HOSTILE_PATHS, NAUGHTY, UNPLAIN } from "./harness/naughty.ts";
import { size } from "./harness/size.ts";
import { commit, configure, git, put, repository, template, text } from "./harness/workspace.ts";

const RANDOM = size("SDETKIT_RANDOM_INPUTS", 60);
/** Prints its words as JSON, and one variable. */
const PRINTER = "console.log(JSON.stringify({ words: process.argv.slice(2), value: process.env.VALUE }))";
const PRINT = ["node", "print.mjs", "..."];
const random = fc.sample(fc.string({ unit: "grapheme", maxLength: 40 }), { numRuns: RANDOM, seed: 7 });
const printable = [...NAUGHTY, ...UNPLAIN, ...random.filter((each) => !each.includes("\0"))];

/** A workspace with a template that hands each item of a list to the printer as a word, and all of them by environment. */
function printing(allowed: readonly string[][] = [PRINT]): string {
  const root = repository({ "print.mjs": PRINTER, "README.md": "" });
  configure(root, { shell: allowed });
  return root;
}

/** Inputs as JSON on standard input, every character beyond ASCII as an escape: YAML would refuse some of them as they are. */
const inputs = (values: object) => ({
  input: JSON.stringify(values).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  ),
});

test(`${printable.length} texts in inputs reach a command as exactly one word each, and as environment unchanged`, async () => {
  const root = printing();
  for (let at = 0; at < printable.length; at += 40) {
    const texts = printable.slice(at, at + 40);
    const names = texts.map((_, n) => `i${n}`);
    template(
      root,
      "print",
      names.map((name) => ({
        id: name,
        action: "shell.run",
        needs: [],
        env: { VALUE: `\${{ inputs.${name} }}` },
        with: { argv: ["node", "print.mjs", "first", `\${{ inputs.${name} }}`, "last"], deterministic: true },
      })),
      {
        inputs: Object.fromEntries(
          names.map((name) => [name, { type: "string", default: "", description: "Any text" }]),
        ),
        permissions: { shell: [PRINT] },
      },
    );
    const given = inputs(Object.fromEntries(names.map((name, n) => [name, texts[n]])));
    const { answer } = await json(
      root,
      ["agent", "templates", "run", "print", "--approve", "--input-file", "-"],
      given,
    );
    expect(answer.error).toBeUndefined();
    const seen = answer.steps.map((step: { status: string; outputs: { stdout?: string } }) => {
      const { words, value } = JSON.parse(step.outputs.stdout ?? "{}");
      return { status: step.status, words, value };
    });
    expect(seen).toEqual(texts.map((each) => ({ status: "succeeded", words: ["first", each, "last"], value: each })));
  }
  expect(readdirSync(root).filter((name) => name.includes("pwned"))).toEqual([]);
}, 300_000);

test("a typed placeholder lets no option, no empty word and no control character through", async () => {
  const allowed = ["node", "print.mjs", "<word>"];
  const root = printing([allowed]);
  const permissions = { shell: [allowed] };
  const with_ = { argv: ["node", "print.mjs", "${{ inputs.x }}"], deterministic: true };
  template(root, "one", [{ id: "s", action: "shell.run", with: with_ }], {
    permissions,
    inputs: { x: { default: "", description: "x" } },
  });
  for (const text of UNPLAIN) {
    const given = inputs({ x: text });
    const { exit, answer } = await json(
      root,
      ["agent", "run", "template:one", "--approve", "--input-file", "-"],
      given,
    );
    expect({ text, exit, status: answer.status }).toEqual({ text, exit: 3, status: "denied" });
  }
  const good = await json(root, ["agent", "run", "template:one", "--approve", "--set", "x=$(touch pwned)"]);
  expect(JSON.parse(good.answer.steps[0].outputs.stdout).words).toEqual(["$(touch pwned)"]);
});

test("an expression in cmd is refused before anything runs, with the form that is safe", async () => {
  const root = printing();
  const more = { permissions: { shell: [PRINT] }, inputs: { x: { default: "", description: "x" } } };
  for (const cmd of ["node print.mjs ${{ inputs.x }}", "${{ inputs.x }}", "node print.mjs '${{inputs.x}}'"]) {
    template(root, "bad", [{ id: "s", action: "shell.run", with: { cmd } }], more);
    const { exit, err } = await call(root, [
      "agent",
      "templates",
      "run",
      "bad",
      "--approve",
      "--set",
      "x=; touch pwned",
    ]);
    expect({ cmd, exit }).toEqual({ cmd, exit: 2 });
    expect(err).toContain("argv: [");
    expect(err).toMatch(/bad\.yaml:\d+:\d+/);
  }
  expect((await json(root, ["agent", "history", "list"])).answer.total).toBe(0);
});

test("an expression inside an input's value stays text, however often it is passed on", async () => {
  const root = repository();
  const value = "${{ run.id }} ${{ inputs.other }} ${{ env.HOME }}";
  template(
    root,
    "pass",
    [
      { id: "one", action: "fs.write", with: { path: "output:/one.txt", content: "${{ inputs.x }}" } },
      { id: "two", action: "fs.read", with: { path: "output:/one.txt" } },
      {
        id: "three",
        action: "fs.write",
        with: { path: "output:/three.txt", content: "<${{ steps.two.outputs.content }}>" },
      },
    ],
    { inputs: { x: { default: "", description: "x" }, other: { default: "LEAK", description: "o" } } },
  );
  const { answer } = await json(root, ["agent", "templates", "run", "pass", "--set", `x=${value}`]);
  const path = answer.artifacts.find(({ name }: { name: string }) => name === "three.txt").path;
  expect(text(root, path)).toBe(`<${value}>`);
});

test("a name of a variable that is no name is refused, and never becomes another option", async () => {
  const root = printing();
  for (const name of ["A=B", "a b", "--bind", "", "A\nB", "LD PRELOAD", "é", "0A"]) {
    const step = { id: "s", action: "shell.run", env: { [name]: "x" }, with: { argv: ["node", "print.mjs"] } };
    template(root, "named", [step], { permissions: { shell: [PRINT] } });
    const { exit } = await call(root, ["agent", "templates", "run", "named", "--approve"]);
    expect({ name, refused: exit === 2 || exit === 1 }).toEqual({ name, refused: true });
  }
});

test("a path that leads out leads nowhere: whatever the way in, nothing outside is made, changed or read", async () => {
  const parent = repository();
  const root = join(parent, "workspace");
  mkdirSync(root);
  git(root, "init", "-q");
  const outside = join(parent, "outside");
  put(outside, "secret.txt", "OUTSIDE-CONTENT");
  put(root, "allowed/.keep", "");
  symlinkSync(outside, join(root, "allowed/link"));
  symlinkSync(join(outside, "secret.txt"), join(root, "allowed/linked-file"));
  configure(root, { write: ["allowed", "."] });
  commit(root);
  const dotGit = tree(join(root, ".git"));
  const before = tree(outside);
  for (const action of ["fs.write", "fs.read"]) {
    const names = HOSTILE_PATHS.map((_, n) => `p${n}`);
    const steps = names.map((id) => {
      const path = `\${{ inputs.${id} }}`;
      return { id, action, needs: [], with: action === "fs.write" ? { path, content: "PWNED" } : { path } };
    });
    const declared = Object.fromEntries(names.map((name) => [name, { default: "x", description: "Where" }]));
    template(root, "paths", steps, { permissions: { write: ["."] }, inputs: declared });
    const given = inputs(Object.fromEntries(names.map((name, n) => [name, HOSTILE_PATHS[n]])));
    const argv = ["agent", "run", "template:paths", "--approve", "--input-file", "-"];
    harmlessAnswer(await json(root, argv, given));
  }
  for (const path of HOSTILE_PATHS.filter((_, n) => n % 4 === 0)) {
    const params = { path, content: "PWNED" };
    harmlessAnswer(await json(root, ["agent", "run", "--approve", `action fs.write ${JSON.stringify(params)}`]));
  }
  expect(tree(outside)).toEqual(before);
  expect(readdirSync(parent).sort()).toEqual([".git", "README.md", "outside", "workspace"]);
  expect(tree(join(root, ".git"))).toEqual(dotGit);
  expect(readFileSync(join(root, ".sdetkit/config.yaml"), "utf8")).not.toContain("PWNED");
  expect((await json(root, ["agent", "history", "verify"])).exit).toBe(0);
}, 300_000);

/** No crash, nothing read from outside; what did succeed wrote below the workspace, and not where the rules and the proof lie. */
function harmlessAnswer({ exit, out, answer }: Answered): void {
  expect([0, 1, 2, 3]).toContain(exit);
  expect(answer.error?.code).not.toBe("internal");
  expect(out).not.toContain("OUTSIDE-CONTENT");
  for (const { path } of answer.artifacts ?? []) {
    expect(path).not.toMatch(/(^|\/)\.\.(\/|$)|^\/|^\.(git|sdetkit\/(config|agent\/(keys|history)))/i);
  }
}

test("file names that steer a terminal are harmless on screen, and true in JSON", async () => {
  const names = [
    "\u001b[2Jclear.txt",
    "\u202etxt.exe",
    "new\nline.txt",
    "\u0007bell.txt",
    "\u009b31m.txt",
    "a\u200bb.txt",
  ];
  const content = `${"<".repeat(7)} ours\n1\n=======\n2\n${">".repeat(7)} theirs\n`;
  const root = repository(Object.fromEntries(names.map((name) => [name, content])));
  const screens = [
    ["agent", "templates", "run", "repo-health-audit", "--verbose"],
    ["agent", "history", "show"],
    ["agent", "history", "list"],
  ];
  const { answer } = await json(root, ["agent", "templates", "run", "repo-health-audit"]);
  for (const argv of screens) {
    const { out, err } = await call(root, argv.at(-1) === "show" ? [...argv, answer.hash] : argv, {
      env: { NO_COLOR: "1" },
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    expect(`${out}${err}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u200b]/);
  }
  for (const name of names) {
    const params = JSON.stringify({ path: `output:/${name}`, content: "x" });
    const task = `action fs.write ${params}`;
    const shown = await call(root, ["agent", "run", task, "--verbose"], { env: { NO_COLOR: "1" } });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    expect(`${shown.out}${shown.err}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u200b]/);
    const { answer: written } = await json(root, ["agent", "run", task]);
    expect(written.artifacts[0]?.name).toBe(name);
  }
});

function tree(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
}
