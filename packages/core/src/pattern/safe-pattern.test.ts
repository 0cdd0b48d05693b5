import fc from "fast-check";
import { expect, test } from "vitest";
import { compilePattern } from "./safe-pattern.ts";

function matches(source: string, text: string): boolean {
  const pattern = compilePattern(source);
  if (!("test" in pattern)) throw new Error(`${pattern.offset}: ${pattern.message}`);
  return pattern.test(text);
}

test.each<[string, string, boolean]>([
  ["[a-z0-9]+(-[a-z0-9]+)*", "repo-health-audit", true],
  ["[a-z0-9]+(-[a-z0-9]+)*", "repo--audit", false],
  ["^v?\\d+\\.\\d+(\\.\\d+)?$", "v1.20", true],
  ["a|bc", "bc", true],
  ["a|bc", "abc", false],
  ["", "", true],
  ["", "a", false],
  ["a{2,3}", "aaa", true],
  ["a{2,3}", "aaaa", false],
  ["(a*)*", "aaaa", true],
  ["(a|aa)+$", "aaab", false],
  ["[^/]+", "a/b", false],
  ["[\\w.-]+@[\\w.-]+", "me.x@host-1.org", true],
  [".", "\n", false],
  [".", "😀", true],
  ["a$", "a\n", false],
  ["(?:a|b)c", "bc", true],
])("%s on %j: %s", (source, text, expected) => {
  expect(matches(source, text)).toBe(expected);
});

test.each([
  "(?=a)",
  "(?<n>a)",
  "\\1",
  "\\bx",
  "\\p{L}",
  "(a",
  "a)",
  "[a",
  "a**",
  "*a",
  "a{3,1}",
  "[z-a]",
  "a{9999}",
  "\\",
  "^*",
  "(((a{99}){99}){99}){99}",
  "((){1000}){1000}",
  "(".repeat(200),
  "x".repeat(600),
])("%s is refused", (source) => {
  expect(compilePattern(source)).toMatchObject({ message: expect.any(String), offset: expect.any(Number) });
});

test("patterns that hang a backtracking matcher are answered", () => {
  const text = `${"a".repeat(5_000)}!`;
  for (const source of ["(a+)+", "(a|a)*", "(a|aa)+", "(.*a){20}", "(a*)*b"]) expect(matches(source, text)).toBe(false);
});

test("agrees with the platform's regular expressions where both accept a pattern", () => {
  const atom = fc.constantFrom("a", "b", "-", ".", "[ab]", "[^a]", "\\d", "\\w", "(a|b)", "(ab)", "^", "$");
  const piece = fc
    .tuple(atom, fc.constantFrom("", "", "*", "+", "?", "{1,2}"))
    .map(([one, times]) => (one === "^" || one === "$" ? one : one + times));
  const source = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(""));
  const text = fc.string({ unit: fc.constantFrom("a", "b", "-", "1", "\n"), maxLength: 6 });
  fc.assert(
    fc.property(source, text, (pattern, given) => {
      expect(matches(pattern, given)).toBe(new RegExp(`^(?:${pattern})$`, "u").test(given));
    }),
    { numRuns: 1_000 },
  );
});
