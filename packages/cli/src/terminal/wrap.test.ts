import fc from "fast-check";
import { expect, test } from "vitest";
import { render } from "./render.ts";
import { dim } from "./text.ts";
import { width } from "./width.ts";
import { wrap } from "./wrap.ts";

test("prose is broken between words and hangs below its column", () => {
  expect(wrap("  → give yourself the right to write to it", 24)).toBe(
    "  → give yourself the\n    right to write to it",
  );
  expect(wrap("  ✓ gate    the command is not allowed here", 30)).toBe(
    "  ✓ gate    the command is not\n            allowed here",
  );
  expect(wrap("short\n", 20)).toBe("short\n");
});

test("hashes and lines of code stay whole", () => {
  const hash = `  hash    ${"a".repeat(64)}`;
  expect(wrap(hash, 60)).toBe(hash);
  const code = `  12 │ ${"word ".repeat(30)}`;
  expect(wrap(code, 60)).toBe(code);
});

test("styles take no room and are not lost", () => {
  const styled = render(["  ", dim("one two three"), " four"], true);
  expect(wrap(styled, 20)).toBe(styled);
  expect(wrap(styled, 12)).toBe("  \u001b[2mone two\n  three\u001b[22m four");
});

test("no word is lost or changed, and no line of short words is too wide", () => {
  const words = fc.array(fc.stringMatching(/^[a-z✓→:é名]{1,9}$/u), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(words, fc.integer({ min: 40, max: 90 }), fc.integer({ min: 0, max: 6 }), (list, columns, indent) => {
      const wrapped = wrap(" ".repeat(indent) + list.join(" "), columns);
      expect(wrapped.trim().split(/\s+/)).toEqual(list);
      for (const line of wrapped.split("\n")) expect(width(line)).toBeLessThanOrEqual(columns);
    }),
  );
});
