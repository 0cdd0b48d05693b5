import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { ConfinedFiles } from "../files/types.ts";
import { createPace } from "../platform/pace.ts";
import { repositoryFilter } from "../workspace/source-filter.ts";
import { selectFiles } from "./select-files.ts";
import { testWorkspace } from "./testing/workspace.ts";

const unhurried = createPace(new AbortController().signal);

const RUNS = Number(process.env["SDETKIT_PROPERTY_RUNS"] ?? 15);

function gitSees(root: string): string[] {
  const git = (...args: string[]) => execFileSync("git", ["-C", root, "-c", "core.excludesFile=/dev/null", ...args]);
  git("init", "-q");
  const listed = git("ls-files", "-z", "--others", "--exclude-standard").toString();
  return listed.split("\0").filter(Boolean).sort();
}

it("leaves out what git leaves out, nested .gitignore files and negations included", async () => {
  const name = fc.constantFrom("a", "b", "c.log", "d.log", "build", "A");
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => `${parts.join("/")}.f`);
  const pattern = fc.constantFrom(
    "*.log",
    "*.f",
    "!*.f",
    "build/",
    "/a",
    "a/b",
    "!a/",
    "**/b",
    "a/**",
    "!c.log.f",
    "# x",
    "\\!a",
    "a*/",
    "[ab].f",
    "A.f",
  );
  const rules = fc.array(pattern, { maxLength: 4 }).map((lines) => `${lines.join("\n")}\n`);
  await fc.assert(
    fc.asyncProperty(fc.array(path, { minLength: 1, maxLength: 12 }), rules, rules, rules, async (paths, top, a, b) => {
      using workspace = testWorkspace({ ".gitignore": top, "a/.gitignore": a, "a/b/.gitignore": b });
      workspace.put(Object.fromEntries(paths.map((each) => [each, "x"])));
      const { files: selected } = await selectFiles(
        workspace.context.files,
        await workspace.context.source(),
        [],
        unhurried,
      );
      expect(selected.map(({ path: each }) => each)).toEqual(gitSees(workspace.root));
    }),
    { numRuns: RUNS },
  );
});

it("leaves out exclusions, .git and .sdetkit, and sorts by code units", async () => {
  using workspace = testWorkspace({
    "b/x": "",
    "a.txt": "",
    "B/y": "",
    ".sdetkit/z": "",
    ".git/w": "",
    "vendor/v": "",
  });
  const { files: selected } = await selectFiles(
    workspace.context.files,
    await workspace.context.source(),
    ["vendor/"],
    unhurried,
  );
  expect(selected.map(({ path }) => path)).toEqual(["B/y", "a.txt", "b/x"]);
});

it.each([
  ["a nested negation", { ".gitignore": "*.f\n", "a/.gitignore": "!x.f\n" }],
  ["a nested pattern after a negation above", { ".gitignore": "*.f\n!x.f\n", "a/.gitignore": "x.f\n" }],
  ["a negation below an ignored folder", { ".gitignore": "a/\n", "a/.gitignore": "!*\n" }],
  ["names that differ in case only", { ".gitignore": "X.f\na/B\n" }],
  ["a .gitignore that ignores itself", { "a/.gitignore": ".gitignore\nx.f\n" }],
])("agrees with git on %s", async (_name, rules) => {
  using workspace = testWorkspace({ "x.f": "", "a/x.f": "", "a/y.f": "", "a/b/x.f": "", "A/x.f": "", ...rules });
  const { files: selected } = await selectFiles(
    workspace.context.files,
    await workspace.context.source(),
    [],
    unhurried,
  );
  expect(selected.map(({ path }) => path)).toEqual(gitSees(workspace.root));
});

it("does not enter a folder that is left out", async () => {
  using workspace = testWorkspace({
    ".gitignore": "node_modules/\nbuild/*\n!build/keep/\n",
    "a.f": "",
    "build/keep/b.f": "",
  });
  workspace.put({ "node_modules/x/y.f": "", "build/c.f": "", "vendor/d/e.f": "" });
  const entered: string[] = [];
  const files: ConfinedFiles = {
    ...workspace.context.files,
    list: (path, options) =>
      workspace.context.files.list(path, {
        ...options,
        keep: async (folder, entries) => {
          entered.push(folder.path);
          return (await options?.keep?.(folder, entries)) ?? entries;
        },
      }),
  };
  await selectFiles(files, await workspace.context.source(), ["vendor/"], unhurried);
  expect(entered).toEqual(["", "build", "build/keep"]);
});

it("matches names against a hostile .gitignore without delay: patterns nobody writes are left out", async () => {
  const pattern = `${"*a".repeat(40)}b`;
  using workspace = testWorkspace({ ".gitignore": `${pattern}\n*.log\n`, [`${"a".repeat(200)}.f`]: "", "x.log": "" });
  const { files } = await selectFiles(workspace.context.files, await workspace.context.source(), [], unhurried);
  expect(files.map(({ path }) => path)).toEqual([".gitignore", `${"a".repeat(200)}.f`]);
});

it("looks at what git tracks, whatever a .gitignore says, and not at what it ignores", async () => {
  using workspace = testWorkspace({
    ".gitignore": ".env\nbuild/\n",
    ".env": "",
    "deep/build/.env": "",
    "deep/build/b/c": "",
  });
  const git = (...args: string[]) => execFileSync("git", ["-C", workspace.root, ...args]);
  git("init", "-q");
  git("add", "--force", ".");
  workspace.put({ "deep/.env": "", "deep/build/out.js": "", "build/x": "", "new.ts": "" });
  const { files: selected } = await selectFiles(
    workspace.context.files,
    repositoryFilter(workspace.root),
    [],
    unhurried,
  );
  const tracked = [".env", ".gitignore", "deep/build/.env", "deep/build/b/c"];
  expect(selected.map(({ path }) => path)).toEqual([...tracked, "new.ts"]);
});
