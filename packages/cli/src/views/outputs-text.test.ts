import { expect, test } from "vitest";
import { render } from "../terminal/render.ts";
import { outputsText } from "./outputs-text.ts";

const shown = (outputs: Parameters<typeof outputsText>[0], cut = true) => render(outputsText(outputs, cut), false);

test("text of several lines is shown as it is, and cannot steer the terminal", () => {
  expect(shown({ log: 'one\n\ttwo "x"\r\n\x1b[2Jthree\n', score: 7, title: "a b", commit: "ab12\n" })).toBe(
    [
      "  score   7",
      '  title   "a b"',
      "  commit  ab12",
      "  log",
      "  │ one",
      '  │   two "x"',
      "  │ \\x1b[2Jthree",
      "",
    ].join("\n"),
  );
});

test("what is long is cut for somebody at a terminal alone", () => {
  const long = { list: Array.from({ length: 100 }, (_, n) => n), lines: "x\n".repeat(500) };
  expect(shown(long)).toContain("and 300 more lines: --json has them all");
  expect(shown(long)).toMatch(/^ {2}list {2}.{90,100}… \(\+191\)$/m);
  expect(shown(long, false)).toContain(JSON.stringify(long.list));
  expect(shown(long, false).match(/│ x/g)).toHaveLength(500);
});
