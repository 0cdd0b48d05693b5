import fc from "fast-check";
import { expect, test } from "vitest";
import type { Diagnostic } from "./diagnostic.ts";
import { renderDiagnostics } from "./render-diagnostics.ts";

const at = (line: number, column: number, length: number, more: Partial<Diagnostic> = {}): Diagnostic => ({
  code: "unknown-key",
  severity: "error",
  file: "a.yaml",
  place: { line, column, length },
  message: "expected a key",
  hint: "did you mean `title`?",
  ...more,
});
const render = (text: string, ...diagnostics: Diagnostic[]) =>
  renderDiagnostics(diagnostics, new Map([["a.yaml", text]]))
    .map((part) => (typeof part === "string" ? part : part.text))
    .join("");

test("shows the place, the line, carets and the hint, and counts", () => {
  expect(render("metadata:\n  titel: x\n", at(2, 3, 5), at(1, 1, 1, { severity: "warning", file: "b.yaml" }))).toBe(
    [
      "a.yaml:2:3  error expected a key  unknown-key",
      "  2 │   titel: x",
      "    │   ^^^^^",
      "    = did you mean `title`?",
      "",
      "b.yaml:1:1  warning expected a key  unknown-key",
      "    = did you mean `title`?",
      "",
      "1 error, 1 warning in 2 files",
      "",
    ].join("\n"),
  );
  expect(render("")).toBe("");
});

/** The code line and the caret line of a single diagnostic, without the gutter. */
function lines(text: string, column: number, length: number): [string, string] {
  const [, code, carets] = render(text, at(1, column, length)).split("\n");
  return [code!.slice(6), carets!.slice(6)];
}

test("tabs, wide characters and combining marks keep the carets under the place", () => {
  expect(lines("\ta: x", 2, 1)).toEqual(["  a: x", "  ^"]);
  expect(lines("名前: x", 5, 1)).toEqual(["名前: x", "      ^"]);
  expect(lines("e\u0301: x", 5, 1)).toEqual(["e\u0301: x", "   ^"]);
});

test("a wide line is cut around the place", () => {
  const [code, carets] = lines(`${"x".repeat(500)}HERE${"y".repeat(500)}`, 501, 4);
  expect(code.length).toBeLessThan(110);
  expect(code.slice(carets.indexOf("^"), carets.length)).toBe("HERE");
});

test("control and direction characters reach the terminal only as their names", () => {
  const [code, carets] = lines("a: \u001b[31m\u202eevil", 4, 1);
  expect(code).toBe("a: ⟨U+001B⟩[31m⟨U+202E⟩evil");
  expect(carets).toBe("   ^^^^^^^^");
  const hostile = render("x", at(1, 1, 1, { file: "a\u001b]0;x\u0007.yaml", message: "\u202e\n", hint: "\u009b2J" }));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
  expect(hostile).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

test("an error is red, a warning yellow, and nothing else is", () => {
  const [error, warning] = [at(1, 1, 1), at(1, 2, 1, { severity: "warning" })];
  const styled = (style: string, ...diagnostics: Diagnostic[]) =>
    renderDiagnostics(diagnostics, new Map([["a.yaml", "ab"]])).flatMap((part) =>
      typeof part !== "string" && part.style === style ? [part.text] : [],
    );
  expect(styled("red", error, warning)).toEqual(["error", "^", "1 error"]);
  expect(styled("yellow", error, warning)).toEqual(["warning", "^", "1 warning"]);
});

test("any text and any place can be rendered", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.integer(),
      fc.integer(),
      fc.integer(),
      (text, line, column, length) => {
        const rendered = render(text, at(line, column, length));
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
        expect(rendered).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
        expect(rendered.isWellFormed()).toBe(true);
      },
    ),
  );
});
