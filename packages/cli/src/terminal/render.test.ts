import { expect, test } from "vitest";
import { print, wantsColor } from "./console.ts";
import { render } from "./render.ts";
import { testConsole } from "./testing/test-console.ts";
import { bold, cyan, dim, red } from "./text.ts";

test("a style inside another one gives way to it again", () => {
  expect(render(bold("a", dim("b"), "c"), true)).toBe("\x1b[1ma\x1b[2mb\x1b[22m\x1b[1mc\x1b[22m");
  expect(render(red("a", cyan("b"), "c"), true)).toBe("\x1b[31ma\x1b[36mb\x1b[39m\x1b[31mc\x1b[39m");
});

test("without colour there is not one escape", () => {
  expect(render(bold("a", red("b\x1b[0m")), false)).toBe("ab\\x1b[0m");
});

test.each([
  [{ tty: true }, true],
  [{ tty: false }, false],
  [{ tty: true, env: { NO_COLOR: "1" } }, false],
  [{ tty: true, env: { NO_COLOR: "" } }, true],
  [{ tty: false, env: { FORCE_COLOR: "1" } }, true],
  [{ tty: true, env: { FORCE_COLOR: "0" } }, false],
  [{ tty: false, env: { FORCE_COLOR: "1", NO_COLOR: "1" } }, false],
  [{ tty: true, env: { TERM: "dumb" } }, false],
])("in the world %j colours are %s", (world, colours) => {
  const console = testConsole(world);
  expect(wantsColor(console, console.stdout)).toBe(colours);
  print(console, red("x"));
  expect(console.out() !== "x").toBe(colours);
});
