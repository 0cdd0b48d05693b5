import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readGitState, writeGitDirectory } from "./git-directory.ts";

test("shortens ids to the same length, however many objects the borrowed store has", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sdetkit-git-directory-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const git = (...args: string[]) => execFileSync("git", ["-C", folder, ...args], { encoding: "utf8" }).trim();
  git("init", "--quiet", "source");
  const author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  git("-C", "source", ...author, "commit", "--quiet", "--allow-empty", "--message=one");
  const commit = git("-C", "source", "rev-parse", "HEAD");
  const objects = join(folder, "source", ".git", "objects");

  await writeGitDirectory(join(folder, "view"), { commit, format: "sha1", objects, state: "" });

  expect(git("--git-dir=view", "log", "--oneline", "--no-decorate")).toBe(`${commit.slice(0, 12)} one`);
});

test("says what a partial clone left out, since git prints other things for what is not there", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sdetkit-git-directory-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const git = (...args: string[]) => execFileSync("git", ["-C", folder, ...args], { encoding: "utf8" }).trim();
  git("init", "--quiet", "source");
  const author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  git("-C", "source", ...author, "commit", "--quiet", "--allow-empty", "--message=one");
  git("-C", "source", "config", "uploadpack.allowFilter", "true");
  const commit = git("-C", "source", "rev-parse", "HEAD");
  const stateOf = (name: string) =>
    readGitState(join(folder, name), { commit, common: join(folder, name, ".git"), format: "sha1" });
  for (const filter of ["blob:none", "tree:0"]) {
    git("clone", "--quiet", "--origin=a.b", `--filter=${filter}`, `file://${join(folder, "source")}`, filter);
    expect(await stateOf(filter)).toBe(`partial ${filter}\n`);
  }
  expect(await stateOf("source")).toBe("");
});
