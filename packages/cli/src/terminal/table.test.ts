import { expect, test } from "vitest";
import { render } from "./render.ts";
import { table } from "./table.ts";
import { cyan } from "./text.ts";
import { width } from "./width.ts";

const columns = [{ title: "name" }, { title: "count", align: "right" }, { title: "what", flexible: true }] as const;

test("columns line up under wide characters", () => {
  const rows = [
    ["日本", "7", "a"],
    ["abc", "12", "b"],
  ];
  expect(render(table(columns, rows, 80), false)).toBe(
    ["name  count  what", "日本      7  a", "abc      12  b", ""].join("\n"),
  );
});

test("the flexible column gives way, so that no line is wider than the terminal", () => {
  const shown = render(table(columns, [["a", "1", "word ".repeat(40)]], 40), false);
  expect(Math.max(...shown.split("\n").map((line) => width(line)))).toBe(40);
  expect(shown).toContain("…");
});

test("a cell with line breaks stays on its line, and one with escapes does not colour it", () => {
  const shown = render(table(columns, [[cyan("x\ny"), "1", "\x1b[31mred"]], 80), true);
  expect(shown.split("\n")).toHaveLength(3);
  expect(shown).toContain("\\x1b[31mred");
});

test("where even that does not fit, optional columns are left out from the right", () => {
  const wide = [
    { title: "name" },
    { title: "when", optional: true },
    { title: "took", optional: true },
    { title: "hash" },
  ];
  const row = ["a".repeat(10), "b".repeat(10), "c".repeat(10), "d".repeat(10)];
  const lines = (columns: number) => render(table(wide, [row], columns), false).split("\n");
  expect(lines(46)[0]).toBe("name        when        took        hash");
  expect(lines(45)[0]).toBe("name        when        hash");
  expect(lines(33)[0]).toBe("name        hash");
});

test("a flexible column keeps its least width as long as an optional one can be left out, and not longer", () => {
  const task = [{ title: "task", flexible: true, narrowest: 24 }, { title: "when", optional: true }, { title: "hash" }];
  const head = (columns: number) =>
    render(table(task, [["t".repeat(40), "w".repeat(10), "h".repeat(10)]], columns), false);
  expect(head(48)).toContain("when");
  expect(head(47)).toContain(`${"t".repeat(34)}…  h`);
  expect(head(30)).toContain(`${"t".repeat(17)}…  h`);
});
