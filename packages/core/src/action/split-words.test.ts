import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitWords } from "./split-words.ts";

/** How a word is written so that any POSIX shell reads it back. */
const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

describe("splitting a constant command", () => {
  it.each([
    ["git log -1", ["git", "log", "-1"]],
    ["  a \t b  ", ["a", "b"]],
    [`echo 'a b' "c d" e\\ f`, ["echo", "a b", "c d", "e f"]],
    [`a '' ""`, ["a", "", ""]],
    [`a"b"'c'd`, ["abcd"]],
    [`"a\\"b" "a\\\\b" "a\\n" '\\'`, [`a"b`, "a\\b", "a\\n", "\\"]],
    [`a '|&;<>$()*?' \\* "*|"`, ["a", "|&;<>$()*?", "*", "*|"]],
    ["a ~ {b,c} [d] !e #f", ["a", "~", "{b,c}", "[d]", "!e", "#f"]],
  ])("%s", (command, words) => expect(splitWords(command)).toEqual(words));

  it("refuses every unquoted operator, names the place, and shows the argv form", () => {
    for (const operator of "|&;<>$`()*?\n") {
      const answer = splitWords(`git log ${operator} x`);
      expect(answer).toMatchObject({ column: 9, problem: expect.stringContaining('argv: ["git","log"]') });
    }
    expect(splitWords('a "$HOME"')).toMatchObject({ column: 4 });
    expect(splitWords('a "`id`"')).toMatchObject({ column: 4 });
  });

  it.each([
    ["", 1],
    ["   ", 1],
    ["a 'b", 3],
    ['a "b', 3],
    ["a \\", 3],
    ["a\0b", 2],
    ["'a\0b'", 3],
  ])("refuses %j", (command, column) =>
    expect(splitWords(command)).toMatchObject({ column, problem: expect.stringMatching(/^expected/) }),
  );

  it("gives back what was quoted, whatever it is", () => {
    const word = fc.string({ unit: "binary" }).filter((text) => !text.includes("\0"));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        expect(splitWords(words.map(quoted).join(" "))).toEqual(words);
      }),
    );
  });

  it("splits as sh does, or refuses", () => {
    const unit = fc.constantFrom(..."ab '\"\\-=.$*;|\t");
    const commands = fc.sample(fc.string({ unit, maxLength: 12 }), { numRuns: 400, seed: 1 }).filter((command) => {
      const words = splitWords(command);
      return Array.isArray(words);
    });
    const script = commands.map((command) => `set -- ${command}\nprintf '%s\\0' "$#" "$@"\n`).join("");
    const printed = spawnSync("sh", { input: script, env: {}, cwd: "/" }).stdout.toString().split("\0");
    for (const command of commands) {
      const count = Number(printed.shift());
      expect(splitWords(command), command).toEqual(printed.splice(0, count));
    }
    expect(commands.length).toBeGreaterThan(50);
  });
});
