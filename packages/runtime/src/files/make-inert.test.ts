import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { actingCorpus, askGitEverywhere } from "../testing/acting-corpus.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { makeInert } from "./make-inert.ts";

function laidOut(files: { readonly [path: string]: string }): string {
  const folder = join(temporaryFolder(), "output");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

describe("git runs nothing of a folder that was made inert, and did before:", () => {
  it.each(Object.keys(actingCorpus("")))("%s", async (what) => {
    const base = temporaryFolder();
    const proof = join(base, "ran");
    const program = join(base, "program");
    writeFileSync(program, `#!/bin/sh\ntouch ${proof}-$$\n`);
    chmodSync(program, 0o755);
    const ran = () => readdirSync(base).filter((name) => name.startsWith("ran-")).length;
    const files = actingCorpus(program)[what] as { [path: string]: string };
    askGitEverywhere(laidOut(files));
    const before = ran();
    expect(before).toBeGreaterThan(0);
    const folder = laidOut(files);
    await makeInert(folder);
    askGitEverywhere(folder);
    expect(ran()).toBe(before);
  });
});

it("renames what tools act upon, wherever it lies, and says so; all else stays", async () => {
  const folder = laidOut({
    "report.html": "r",
    ".envrc": "e",
    "a/node_modules/.bin/x": "x",
    "a/inert.node_modules": "taken",
    "a/.vscode/tasks.json": "{}",
  });
  expect(await makeInert(folder)).toEqual([
    { was: ".envrc", is: "inert.envrc", tool: "shell hooks" },
    { was: "a/.vscode", is: "a/inert.vscode", tool: "Visual Studio Code" },
    { was: "a/node_modules", is: "a/inert-2.node_modules", tool: "package managers" },
  ]);
  expect(readFileSync(join(folder, "a/inert.node_modules"), "utf8")).toBe("taken");
  expect(readFileSync(join(folder, "a/inert-2.node_modules/.bin/x"), "utf8")).toBe("x");
  expect(readFileSync(join(folder, "report.html"), "utf8")).toBe("r");
  expect(await makeInert(folder)).toEqual([]);
});

it("does not follow links, and takes a folder that is not there for empty", async () => {
  const outside = laidOut({ ".git/config": "c" });
  const folder = laidOut({ a: "" });
  symlinkSync(outside, join(folder, "link"));
  symlinkSync(outside, join(folder, ".git"));
  expect(await makeInert(folder)).toEqual([{ was: ".git", is: "inert.git", tool: "git" }]);
  expect(existsSync(join(outside, ".git/config"))).toBe(true);
  expect(await makeInert(join(folder, "none"))).toEqual([]);
});
