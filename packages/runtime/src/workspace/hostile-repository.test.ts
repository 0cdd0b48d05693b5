import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Sha256 } from "@sdetkit/core";
import { beforeEach, expect, test } from "vitest";
import { commitAll, gitIn } from "../testing/repository.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { gitState } from "./git-state-version-1.ts";
import { layOutVersion1 } from "./lay-out-version-1.ts";
import { hasCommit } from "./repository.ts";

let base: string;
let root: string;
let canary: string;

beforeEach(() => {
  base = temporaryFolder();
  root = join(base, "repository");
  canary = join(base, "canary");
  mkdirSync(root);
  gitIn(root, "init", "--quiet");
  writeFileSync(join(root, "a.txt"), "a\n");
});

/** git looks into a file again when it is newer than the index says. */
function touch(name: string): void {
  utimesSync(join(root, name), 1_000, 1_000);
}

test.each(["clean", "process"])("a %s filter of the repository is not run", async (kind) => {
  writeFileSync(join(root, ".gitattributes"), "*.txt filter=a=b.c\n");
  const commit = commitAll(root);
  appendFileSync(
    join(root, ".git", "config"),
    `[filter "a=b.c"]\n\t${kind} = "touch ${canary}; cat"\n\tsmudge = "touch ${canary}; cat"\n\trequired = true\n`,
  );
  touch("a.txt");
  expect(await gitState(root)).toEqual({ commit, dirty: [] });
  await layOutVersion1(root, { kind: "git", commit, dirty: null }, join(base, "scratch"));
  expect(existsSync(canary)).toBe(false);
});

test("a filter and a monitor of a submodule are not run", async () => {
  const inner = join(root, "inner");
  mkdirSync(inner);
  gitIn(root, "-C", "inner", "init", "--quiet");
  writeFileSync(join(inner, "b.txt"), "b\n");
  writeFileSync(join(inner, ".gitattributes"), "* filter=evil\n");
  gitIn(root, "-C", "inner", "add", "--all");
  gitIn(root, "-C", "inner", "commit", "--quiet", "--message=x");
  const commit = commitAll(root);
  appendFileSync(
    join(inner, ".git", "config"),
    `[filter "evil"]\n\tclean = "touch ${canary}; cat"\n[core]\n\tfsmonitor = "touch ${canary}"\n`,
  );
  touch("inner/b.txt");
  expect((await gitState(root))?.commit).toBe(commit);
  expect(existsSync(canary)).toBe(false);
});

test("an object that is missing is not fetched by a program that the repository names", async () => {
  commitAll(root);
  appendFileSync(
    join(root, ".git", "config"),
    `[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = evil\n[protocol]\n\tallow = always\n[protocol "ext"]\n\tallow = always\n` +
      `[remote "evil"]\n\turl = ext::touch ${canary}\n\tpromisor = true\n\tpartialclonefilter = blob:none\n`,
  );
  expect(await hasCommit(root, "0123456789012345678901234567890123456789")).toBe(false);
  expect(existsSync(canary)).toBe(false);
});

test("a link in the recorded commit does not lead a later uncommitted file out of the scratch copy", async () => {
  const outside = join(base, "outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "b.txt"), "not yours\n");
  symlinkSync(outside, join(root, "folder"));
  const commit = commitAll(root);
  rmSync(join(root, "folder"));
  mkdirSync(join(root, "folder"));
  writeFileSync(join(root, "folder", "kept.txt"), "committed later\n");
  commitAll(root);
  writeFileSync(join(root, "folder", "b.txt"), "hostile\n");
  const scratch = join(base, "scratch");
  await layOutVersion1(root, { kind: "git", commit, dirty: "0".repeat(64) as Sha256 }, scratch);
  expect(readFileSync(join(outside, "b.txt"), "utf8")).toBe("not yours\n");
  expect(readFileSync(join(scratch, "folder", "b.txt"), "utf8")).toBe("hostile\n");
});

test("a pipe in a folder without git does not stop a copy", async () => {
  const folder = join(base, "plain");
  mkdirSync(join(folder, "inner"), { recursive: true });
  writeFileSync(join(folder, "a.txt"), "a\n");
  execFileSync("mkfifo", [join(folder, "pipe"), join(folder, "inner", "pipe")]);
  const scratch = join(base, "scratch");
  await layOutVersion1(folder, { kind: "folder", read: "0".repeat(64) as Sha256 }, scratch);
  expect(readdirSync(scratch).sort()).toEqual(["a.txt", "inner"]);
});
