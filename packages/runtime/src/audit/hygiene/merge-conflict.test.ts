import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { createPace } from "../../platform/pace.ts";
import { commitAll, gitIn } from "../../testing/repository.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import type { RawFinding } from "../finding.ts";
import { textFile } from "../text-file.ts";
import { MARKER_SIZE } from "./conflicts/find-conflicts.ts";
import { mergeConflict } from "./merge-conflict.ts";

async function check(path: string, text: string, size = MARKER_SIZE): Promise<readonly RawFinding[]> {
  const pace = createPace(new AbortController().signal);
  return Array.fromAsync(mergeConflict.check(textFile({ path, bytes: text.length }, text, size), pace));
}

const [OURS, BASE, MIDDLE, THEIRS] = ["<<<<<<< HEAD", "||||||| base", "=======", ">>>>>>> topic"] as const;

describe("merge-conflict", () => {
  it.each([
    ["LF", "\n"],
    ["CRLF", "\r\n"],
    ["CR", "\r"],
  ])("finds the trio at its line with %s", async (_name, lineBreak) => {
    const text = ["a", OURS, "b", MIDDLE, "c", THEIRS, ""].join(lineBreak);
    expect(await check("a.py", text)).toMatchObject([{ line: 2, column: 1 }]);
  });

  it.each([
    ["a blank behind the middle", [OURS, `${MIDDLE} `, THEIRS]],
    ["tabs and blanks behind the middle", [OURS, `${MIDDLE}\t  `, THEIRS]],
    ["labels behind a tab", ["<<<<<<<\tHEAD", MIDDLE, ">>>>>>>\ttopic"]],
    ["blanks in the place of labels", ["<<<<<<< ", MIDDLE, ">>>>>>>\t"]],
  ])("finds a conflict with %s", async (_name, lines) => {
    expect(await check("a.py", lines.join("\n"))).toMatchObject([{ line: 1, column: 1 }]);
    expect(await check("a.py", lines.join("\r\n"))).toMatchObject([{ line: 1, column: 1 }]);
  });

  it("finds diff3 conflicts, several of them, and one at the end without a line break", async () => {
    const text = [OURS, "b", BASE, "o", MIDDLE, "c", THEIRS, OURS, MIDDLE, THEIRS].join("\n");
    expect((await check("a.py", text)).map(({ line }) => line)).toEqual([1, 8]);
  });

  it.each([
    ["an underlined heading", `Title\n${MIDDLE}\ntext`],
    ["markers out of order", [MIDDLE, OURS, THEIRS].join("\n")],
    ["an unfinished conflict", [OURS, "a", MIDDLE].join("\n")],
    ["indented markers", [` ${OURS}`, ` ${MIDDLE}`, ` ${THEIRS}`].join("\n")],
    ["longer markers", ["<<<<<<<< a", "========", ">>>>>>>> b"].join("\n")],
    ["a fenced example", ["```", OURS, MIDDLE, THEIRS, "```"].join("\n")],
  ])("does not take %s for a conflict", async (_name, text) => {
    expect(await check("a.md", text)).toEqual([]);
  });

  it("takes time that grows with the text only, however many fences and conflicts it has", async () => {
    const text = `${"```\n".repeat(20_000)}${`${OURS}\n${MIDDLE}\n${THEIRS}\n`.repeat(20_000)}`;
    expect(await check("a.md", text)).toHaveLength(20_000);
  });

  it("finds a conflict after a closed fence of a Markdown file", async () => {
    const text = ["```", "x", "```", OURS, MIDDLE, THEIRS].join("\n");
    expect(await check("a.md", text)).toHaveLength(1);
  });

  it.each([
    ["behind a fence that is closed by one with less indentation", ["```", "x", "   ```", OURS, MIDDLE, THEIRS]],
    ["behind code that has its backticks on one line", ["```x```", OURS, MIDDLE, THEIRS, "```", "```"]],
    [
      "behind a fence with text, which closes nothing",
      ["```", "``` js", "```", OURS, MIDDLE, THEIRS, "```", "x", "```"],
    ],
    ["behind a shorter fence in a longer one", ["````", "```", "````", OURS, MIDDLE, THEIRS, "```", "x", "```"]],
    ["behind a fence of the other kind", ["~~~", "```", "~~~", OURS, MIDDLE, THEIRS, "```", "x", "```"]],
    ["in a block that nobody closed", ["```", OURS, MIDDLE, THEIRS]],
    ["below a list item whose fence it ends", ["- a", "", "  ```", OURS, MIDDLE, THEIRS, "  ```"]],
    ["below a list item with a fence of its own", ["- ```", "  x", "  ```", OURS, MIDDLE, THEIRS, "", "```", "```"]],
    ["below a numbered item", ["12. a", "", "    ```", OURS, MIDDLE, THEIRS, "    ```"]],
    ["behind indented code that looks like a fence", ["    ```", "", OURS, MIDDLE, THEIRS, "", "    ```"]],
    ["behind a fence inside of a comment", ["<!--", "```", "-->", OURS, MIDDLE, THEIRS, "```", "```"]],
    ["across the end of a block", ["```", OURS, "```", MIDDLE, "```", THEIRS, "```"]],
    ["in a block of code that somebody would copy", ["## Install", "", "```sh", OURS, "a", MIDDLE, "b", THEIRS, "```"]],
    ["among other lines of a block", ["# It", "```", "first", OURS, "a", MIDDLE, "b", THEIRS, "last", "```"]],
  ])("finds one %s", async (_name, lines) => {
    expect(await check("a.md", lines.join("\n"))).toHaveLength(1);
    expect(await check("a.md", lines.join("\r\n"))).toHaveLength(1);
  });

  it.each([
    [
      "a block with a language, in a text about it",
      ["Resolve the conflict:", "", "```py", "x", OURS, MIDDLE, THEIRS, "```"],
    ],
    ["the same, said below", ["```py", OURS, MIDDLE, THEIRS, "```", "Now merge again."]],
    ["the same in another language", ["競合の例", "```py", "x", OURS, MIDDLE, THEIRS, "```"]],
    ["a tilde fence, indented", ["  ~~~~ text", OURS, MIDDLE, THEIRS, "  ~~~~~"]],
    ["a block behind a list", ["- a", "- b", "", "```", OURS, MIDDLE, THEIRS, "```"]],
  ])("takes one in %s for an example", async (_name, lines) => {
    expect(await check("a.md", lines.join("\n"))).toEqual([]);
    expect(await check("a.py", lines.join("\n"))).toHaveLength(1);
  });

  it("goes by the size that an attribute gives the file", async () => {
    const sized = (size: number, label = "a") =>
      [`${"<".repeat(size)} ${label}`, "=".repeat(size), `${">".repeat(size)} b`].join("\n");
    for (const size of [1, 3, 7, 8, 12, 32])
      expect(await check("a.c", sized(size), size), String(size)).toHaveLength(1);
    expect(await check("a.c", sized(7), 12)).toEqual([]);
    expect(await check("a.c", sized(7, "HEAD"), 32)).toEqual([]);
    expect(await check("a.c", sized(7), 3)).toEqual([]);
    expect(await check("a.c", [OURS, "=".repeat(8), THEIRS].join("\n"))).toEqual([]);
  });

  it("knows git's own greater markers, which it writes for conflicts inside of conflicts", async () => {
    const sized = (label: string) => [`${"<".repeat(9)} ${label}`, "=".repeat(9), `${">".repeat(9)} b`].join("\n");
    for (const label of ["HEAD", "Temporary merge branch 1", "Updated upstream", "HEAD:src/a.c"])
      expect(await check("a.c", sized(label)), label).toHaveLength(1);
    expect(await check("a.c", sized("HEADING"))).toEqual([]);
  });

  it.each(["merge", "diff3", "zdiff3"])("finds what git really leaves with conflictStyle %s", async (style) => {
    const root = temporaryFolder();
    const write = (name: string, line: string) =>
      execFileSync("node", [
        "-e",
        `require("fs").writeFileSync(${JSON.stringify(`${root}/${name}`)}, ${JSON.stringify(line)})`,
      ]);
    const both = (line: string) => {
      write("a.txt", `one\n${line}\nthree\n`);
      write("b.txt", `one\r\n${line}\r\nthree\r\n`);
      write("c.txt", line);
      write("README.md", `# It\n\n\`\`\`sh\n${line}\n\`\`\`\n`);
      write("sized.txt", `one\n${line}\nthree\n`);
    };
    gitIn(root, "init", "-q", "-b", "main");
    gitIn(root, "config", "merge.conflictStyle", style);
    gitIn(root, "config", "core.autocrlf", "false");
    write(".gitattributes", "sized.txt conflict-marker-size=12\n");
    both("base");
    commitAll(root);
    gitIn(root, "checkout", "-qb", "topic");
    both("theirs");
    commitAll(root);
    gitIn(root, "checkout", "-q", "main");
    both("ours");
    commitAll(root);
    expect(() => gitIn(root, "merge", "-q", "topic")).toThrow();
    for (const [name, size] of [
      ["a.txt", 7],
      ["b.txt", 7],
      ["c.txt", 7],
      ["README.md", 7],
      ["sized.txt", 12],
    ] as const) {
      const text = execFileSync("cat", [`${root}/${name}`], { encoding: "utf8" });
      expect(await check(name, text, size), `${name}: ${text}`).toHaveLength(1);
    }
  });
});
