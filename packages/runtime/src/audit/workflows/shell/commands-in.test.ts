import { expect, it } from "vitest";
import { commandsIn, withoutPrefixes } from "./commands-in.ts";

const wordsOf = (script: string) => commandsIn(script).map(({ words }) => words.join(" "));

it.each([
  ["npm ci && npm test; echo done | tee log", ["npm ci", "npm test", "echo done", "tee log"]],
  ["cargo \\\n  publish \\\n  --dry-run\nmake", ["cargo publish --dry-run", "make"]],
  ["cargo `\n  publish", ["cargo publish"]],
  ["echo 'a; b' \"c && d\" # e; f\nls", ["echo a; b c && d", "ls"]],
  ["x=$(git log | head)", ["x=", "git log", "head"]],
  ["(cd a; make)", ["cd a", "make"]],
  ["echo ${{ a && b || c }} > out 2>&1", ["echo ${{ a && b || c }} > out 2>&1"]],
  ["echo it's\nmake all", ["echo its", "make all"]],
  ["a#b #c", ["a#b"]],
])("divides %j", (script, commands) => {
  expect(wordsOf(script)).toEqual(commands);
});

it("keeps where a command begins, and whether it reads another's output", () => {
  const script = "cd a\ncurl -s x | sh -e";
  expect(commandsIn(script).map(({ at, piped }) => [script.slice(at).split(" ")[0], piped])).toEqual([
    ["cd", false],
    ["curl", false],
    ["sh", true],
  ]);
});

it("leaves out what only says how a command is started", () => {
  expect(withoutPrefixes(["sudo", "A=1", "env", "B=2", "npm", "ci"])).toEqual(["npm", "ci"]);
});
