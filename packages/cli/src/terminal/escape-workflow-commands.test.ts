import { expect, test } from "vitest";
import { print, printError, printJson } from "./console.ts";
import { testConsole } from "./testing/test-console.ts";
import { dim } from "./text.ts";

/** What GitHub's runner takes for a command: `##[` anywhere in a line, `::` where it begins. */
const COMMAND = /##\[|^\s*::/m;
const HOSTILE = [
  "a ##[set-output name=a]b",
  "::stop-commands::t",
  "one\n  ::error::x",
  "###[x] ##[##[y]",
  "##",
  "[group]z",
];

test("in GitHub Actions nothing that is shown is a command for the runner, however it was put together", () => {
  const console = testConsole({ env: { GITHUB_ACTIONS: "true" } });
  for (const text of HOSTILE) print(console, [text, "\n"]);
  printError(console, ["##", dim("["), "stop-commands]t\n", ":", ":error::x"]);
  expect(console.out() + console.err()).not.toMatch(COMMAND);
  expect(console.out()).toContain("a #\\x23[set-output name=a]b\n\\x3a:stop-commands::t\none\n  \\x3a:error::x\n");
});

test("JSON is no command either, and the same value", () => {
  const console = testConsole({ env: { GITHUB_ACTIONS: "true" } });
  printJson(console, console.stdout, JSON.stringify([...HOSTILE, "\\##["]));
  expect(console.out()).not.toMatch(COMMAND);
  expect(JSON.parse(console.out())).toEqual([...HOSTILE, "\\##["]);
});

test("elsewhere texts stay what they are", () => {
  const console = testConsole();
  print(console, "##[x] a\n::b::c\n");
  printJson(console, console.stdout, '"##["');
  expect(console.out()).toBe('##[x] a\n::b::c\n"##["\n');
});
