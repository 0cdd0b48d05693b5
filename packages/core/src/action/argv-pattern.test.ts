import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ARGV_PLACEHOLDERS, argvPatternProblem, matchArgv } from "./argv-pattern.ts";

const NAUGHTY = [
  "",
  "-",
  "--",
  "-rf",
  "--output=x",
  "-c",
  "--upload-pack=sh",
  "a\0b",
  "a\nb",
  "\x1b[2J",
  "..",
  "../x",
  "/etc/passwd",
  "C:\\x",
  "output:/../../x",
  "workspace://etc/passwd",
];

describe("shell allowlist entries", () => {
  it("permit exactly what they say", () => {
    expect(matchArgv(["git", "log"], ["git", "log"])).toBe(true);
    expect(matchArgv(["git", "log"], ["git", "log", "--output=x"])).toBe(false);
    expect(matchArgv(["git", "log"], ["git"])).toBe(false);
    expect(matchArgv(["git", "log"], ["git", "Log"])).toBe(false);
    expect(matchArgv(["git", "log"], ["git log"])).toBe(false);
    expect(matchArgv(["git", "log"], ["/usr/bin/git", "log"])).toBe(false);
  });

  it("end freely only with a free tail", () => {
    expect(matchArgv(["npm", "test", "..."], ["npm", "test"])).toBe(true);
    expect(matchArgv(["npm", "test", "..."], ["npm", "test", "--", "-x", ""])).toBe(true);
    expect(matchArgv(["npm", "test", "..."], ["npm", "run"])).toBe(false);
    expect(matchArgv(["npm", "test", "..."], ["npm", "test", "a\0b"])).toBe(false);
    expect(matchArgv(["npm", "...", "test"], ["npm", "x", "test"])).toBe(false);
    expect(matchArgv(["npm", "...", "test"], ["npm", "...", "test"])).toBe(false);
  });

  it.each([
    ["<int>", ["0", "42"], ["-1", "4 2", "1e3", "٣", "1".repeat(16), "4\n"]],
    ["<path>", ["a", "src/a b.ts", "output:/x", "workspace:/y", "."], ["~\0", "a/../b", "a\\b"]],
    [
      "<ref>",
      ["HEAD", "main", "refs/tags/v1.2", "feature/é"],
      ["a..b", "a b", "a^", "HEAD~1", "x.lock", ".x", "a@{1}", "a/"],
    ],
    ["<sha>", ["abcdef0", "0".repeat(64)], ["abcdef", "ABCDEF0", "g".repeat(40), "0".repeat(65)]],
    ["<word>", ["x", "a b", "$(id)", "; rm -rf /", "é", "*"], ["a\tb", "\x7f"]],
  ])("check %s", (placeholder, good, bad) => {
    for (const word of good) expect(matchArgv(["c", placeholder], ["c", word]), word).toBe(true);
    for (const word of bad) expect(matchArgv(["c", placeholder], ["c", word]), word).toBe(false);
    for (const word of good) expect(matchArgv(["c", `--o=${placeholder}`], ["c", `--o=${word}`]), word).toBe(true);
    expect(matchArgv(["c", `--o=${placeholder}`], ["c", `--p=${good[0]}`])).toBe(false);
  });

  it("say what is wrong with a broken entry, which permits nothing", () => {
    for (const pattern of [
      [],
      [""],
      ["<word>"],
      ["..."],
      ["c", "..."].reverse(),
      ["c", "<nothing>"],
      ["c", "a\0"],
      ["c", "-<int>"],
    ]) {
      expect(argvPatternProblem(pattern), JSON.stringify(pattern)).toMatch(/^expected/);
      expect(matchArgv(pattern, pattern)).toBe(false);
    }
    expect(argvPatternProblem(["git", "log", "--max-count=<int>", "..."])).toBeNull();
  });

  it("never take an option, a control character or a way out for a placeholder", () => {
    const naughty = fc.oneof(fc.constantFrom(...NAUGHTY), fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(fc.constantFrom(...ARGV_PLACEHOLDERS), naughty, (placeholder, word) => {
        if (!matchArgv(["c", placeholder], ["c", word])) return;
        expect(word).not.toMatch(/^-|^$/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        expect(word).not.toMatch(/[\0-\x1f\x7f]/);
        if (placeholder === "<path>") expect(word.split("/")).not.toContain("..");
      }),
      { numRuns: 2000 },
    );
  });

  it("without placeholders, permit one argv only", () => {
    const words = fc.array(fc.string({ unit: "binary" }), { maxLength: 4 });
    fc.assert(
      fc.property(words, words, (pattern, argv) => {
        if (!matchArgv(["c", ...pattern], ["c", ...argv])) return;
        if (pattern.every((word) => word !== "..." && !/<[a-z]+>$/.test(word))) expect(argv).toEqual(pattern);
      }),
    );
  });
});
