import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findWorkspace } from "./find-workspace.ts";

let top = "";
beforeEach(() => {
  top = mkdtempSync(join(realpathSync(tmpdir()), "find-"));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

const folder = (...names: string[]) => {
  const path = join(top, ...names);
  mkdirSync(path, { recursive: true });
  return path;
};

test("a .sdetkit/ above is the workspace", () => {
  folder("repo", ".sdetkit");
  folder("repo", ".git");
  expect(findWorkspace(folder("repo", "a", "b"))).toEqual({ root: join(top, "repo"), by: "sdetkit-folder" });
});

test("a part of a repository may be a workspace of its own", () => {
  folder("repo", ".git");
  folder("repo", "part", ".sdetkit");
  expect(findWorkspace(folder("repo", "part", "src")).root).toBe(join(top, "repo", "part"));
});

test("failing that, the top of the git work tree, linked ones included", () => {
  folder("repo", ".git");
  expect(findWorkspace(folder("repo", "a"))).toEqual({ root: join(top, "repo"), by: "git" });
  writeFileSync(join(folder("linked"), ".git"), "gitdir: elsewhere\n");
  expect(findWorkspace(folder("linked", "a"))).toEqual({ root: join(top, "linked"), by: "git" });
});

test("a repository inside another workspace is never taken for it", () => {
  folder("outer", ".sdetkit");
  folder("outer", "clone", ".git");
  expect(findWorkspace(folder("outer", "clone", "src")).root).toBe(join(top, "outer", "clone"));
});

test("failing all, the folder itself; what is no folder is refused", () => {
  const alone = folder("alone");
  expect(findWorkspace(alone)).toEqual({ root: alone, by: "start" });
  expect(() => findWorkspace(join(top, "missing"))).toThrow(/expected a folder to work in/);
});
