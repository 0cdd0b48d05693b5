import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { singleLine } from "./single-line.ts";
import { codeSpan, fenced, readMarkdown, writeMarkdown } from "./small-markdown.ts";
import { splitMarkdown } from "./split-markdown.ts";

const span = (text: string, look: { bold?: boolean; code?: boolean } = {}) => ({
  text,
  bold: look.bold ?? false,
  code: look.code ?? false,
});
/** Text as people, programs and attackers write it. */
const wild = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("`", "``", "```", "**", "*", "\n", "- ", "<b>", "&amp;", "😀", " "),
    ),
  )
  .map((parts) => parts.join(""));

describe("the small Markdown", () => {
  it("reads bold, code, lists and fences", () => {
    expect(readMarkdown("a **b `c` d** `` e`f ``\n  - g\n```sh\n**h**\n```\ni")).toEqual([
      {
        kind: "line",
        indent: "",
        bullet: false,
        spans: [
          span("a "),
          span("b ", { bold: true }),
          span("c", { bold: true, code: true }),
          span(" d", { bold: true }),
          span(" "),
          span("e`f", { code: true }),
        ],
      },
      { kind: "line", indent: "  ", bullet: true, spans: [span("g")] },
      { kind: "fence", lines: ["**h**"] },
      { kind: "line", indent: "", bullet: false, spans: [span("i")] },
    ]);
  });

  it("leaves what is never closed as text", () => {
    expect(readMarkdown("2 ** 3 and `x")).toMatchObject([{ spans: [span("2 ** 3 and `x")] }]);
    expect(readMarkdown("```\nno end")).toEqual([{ kind: "fence", lines: ["no end"] }]);
  });

  it("keeps what others chose within code", () => {
    fc.assert(
      fc.property(wild, (name) => {
        const [line, ...more] = readMarkdown(`run ${codeSpan(name)} now`);
        expect(more).toEqual([]);
        expect(line).toMatchObject({ spans: [span("run "), { code: true, bold: false }, span(" now")] });
        const blocks = readMarkdown(`a\n${fenced(name)}\nb`);
        expect(blocks.map(({ kind }) => kind)).toEqual(["line", "fence", "line"]);
      }),
    );
  });

  it("keeps what others wrote on its line", () => {
    fc.assert(
      fc.property(wild, (text) => {
        expect(readMarkdown(`- title: ${singleLine(text, 100)}`)).toMatchObject([{ kind: "line", bullet: true }]);
      }),
    );
    expect(singleLine("a\n```\nb", 5)).toBe("a ```… (+2)");
  });

  it("shows what would be hidden, and what would turn the reading around", () => {
    expect(readMarkdown(fenced("rm x\u202ecod\u200b\ttmp"))).toEqual([
      { kind: "fence", lines: ["rm x⟨U+202E⟩cod⟨U+200B⟩\ttmp"] },
    ]);
  });

  it.each(["`**``code``", "`****``code``", "a` ``b`` c", "**`x`**``y``", "****```abc", "****- x"])(
    "is written as it is read: %s",
    (text) => {
      const spans = (value: string) =>
        readMarkdown(value).flatMap((block) => (block.kind === "line" ? block.spans : []));
      expect(spans(writeMarkdown(readMarkdown(text)))).toEqual(spans(text));
    },
  );

  it("is written as it is read", () => {
    fc.assert(
      fc.property(wild, (text) => {
        const blocks = readMarkdown(text);
        const shown = (each: typeof blocks) =>
          JSON.stringify(each.map((block) => (block.kind === "line" ? block.spans : block.lines)));
        expect(shown(readMarkdown(writeMarkdown(blocks)))).toBe(shown(blocks));
      }),
    );
  });
});

describe("splitting", () => {
  const render = writeMarkdown;

  it("loses nothing but space, in pieces that fit, and cuts no character", () => {
    fc.assert(
      fc.property(wild, fc.integer({ min: 24, max: 80 }), (text, limit) => {
        const pieces = splitMarkdown(text, limit, render);
        const letters = (value: ReturnType<typeof readMarkdown>) =>
          value
            .map((block) =>
              block.kind === "line" ? block.spans.map((each) => each.text).join("") : block.lines.join(""),
            )
            .join("")
            .replace(/\s/g, "");
        expect(pieces.map(letters).join("")).toBe(letters(readMarkdown(text)));
        for (const piece of pieces) {
          expect(render(piece).isWellFormed()).toBe(true);
          // Many backticks in a row may need a fence that is itself longer than that.
          if (!/`{5}/.test(text)) expect(render(piece).length).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });

  it("cuts between lines before it cuts words, and words before letters", () => {
    const texts = (text: string, limit: number) => splitMarkdown(text, limit, render).map(render);
    expect(texts("one\ntwo\nthree", 8)).toEqual(["one\ntwo", "three"]);
    expect(texts("one two three", 9)).toEqual(["one two ", "three"]);
    expect(texts("abcdefghij", 4)).toEqual(["abcd", "efgh", "ij"]);
    expect(texts("😀😀😀", 3)).toEqual(["😀", "😀", "😀"]);
  });

  it("opens in the next piece what it closed in this one", () => {
    const texts = (text: string, limit: number) => splitMarkdown(text, limit, render).map(render);
    expect(texts("```\naaaa\nbbbb\n```", 14)).toEqual(["```\naaaa\n```", "```\nbbbb\n```"]);
    expect(texts("**aaaa bbbb**", 9)).toEqual(["**aaaa **", "**bbbb**"]);
  });

  it("is done with a megabyte without a break in it", () => {
    expect(splitMarkdown("&".repeat(1_000_000), 4_000, render).length).toBe(250);
  });

  it("renders no more than it has to, however many lines there are", () => {
    let rendered = 0;
    const counting: typeof render = (blocks) => {
      rendered += blocks.length;
      return render(blocks);
    };
    expect(splitMarkdown("a\n".repeat(20_000), 4_000, counting)).toHaveLength(10);
    expect(rendered).toBeLessThan(20 * 20_000);
  });

  it("fits a line that is set in further than any message is long", () => {
    const pieces = splitMarkdown(`${" ".repeat(5_000)}- far away`, 3_000, render).map(render);
    expect(pieces).toEqual([`${" ".repeat(1_500)}- far away`]);
  });
});
