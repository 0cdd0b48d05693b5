import { expect, it } from "vitest";
import { actingTool, inertName, inertPath } from "./acting-tool.ts";

it.each([
  [".git", "git"],
  [".GIT", "git"],
  [".g\u200cit", "git"],
  [".git ", "git"],
  [".git.", "git"],
  [".git::$INDEX_ALLOCATION", "git"],
  ["GIT~1", "git"],
  ["HEAD", "git"],
  [".envrc", "shell hooks"],
  ["mise.production.toml", "mise and asdf"],
  [".Rprofile", "R"],
  ["node_modules", "package managers"],
])("%j is a name that %s acts upon", (name, tool) => {
  expect(actingTool(name)).toBe(tool);
  expect(actingTool(inertName(name))).toBeNull();
});

it.each([
  "report.html",
  "git",
  ".gitignore",
  ".github",
  "headline.txt",
  "Makefile",
  "config",
  "inert.git",
  ".",
  "a.env",
  "...",
  "",
])("%j is an ordinary name", (name) => {
  expect(actingTool(name)).toBeNull();
  expect(inertName(name)).toBe(name);
});

it("makes every part of a path inert, and keeps the rest", () => {
  expect(inertPath("a/.git/HEAD")).toBe("a/inert.git/inert.HEAD");
  expect(inertPath("node_modules/.bin/x")).toBe("inert.node_modules/.bin/x");
  expect(inertPath("reports/a.json")).toBe("reports/a.json");
});
