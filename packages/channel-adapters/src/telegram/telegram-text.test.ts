import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeSpan, readMarkdown } from "../markdown/small-markdown.ts";
import { splitMarkdown } from "../markdown/split-markdown.ts";
import { toTelegramHtml } from "./telegram-text.ts";

const htmlOf = (text: string) => toTelegramHtml(readMarkdown(text));
const wild = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "@admin",
        "@all ",
        "<b>",
        "</code>",
        '<a href="tg://user?id=1">x</a>',
        "&lt;",
        "`",
        "```",
        "**",
        "\n",
        "- ",
      ),
    ),
  )
  .map((parts) => parts.join(""));

/** What Telegram's parser takes: our tags, closed in order, and no other `<`, `>` or `&`. */
function problemOf(html: string): string | null {
  const open: string[] = [];
  for (const [token, end, tag] of html.matchAll(/<(\/?)(b|code|pre)>|[<>]|&(?!(?:amp|lt|gt|quot);)/g)) {
    if (tag === undefined) return `a bare ${token}`;
    if (end === "") open.push(tag);
    else if (open.pop() !== tag) return `</${tag}> without a beginning`;
    if (open.length > 1) return "one look within another";
  }
  return open.length === 0 ? null : `<${open}> without an end`;
}

describe("text for Telegram", () => {
  it("is in its HTML", () => {
    expect(htmlOf('**done** in `a<b`\n- one\n```sh\nx & "y"\n```')).toBe(
      "<b>done</b> in <code>a&lt;b</code>\n• one\n<pre>x &amp; &quot;y&quot;</pre>",
    );
  });

  it("is taken by its parser, calls nobody and links to nobody, whatever is in it and wherever it is cut", () => {
    fc.assert(
      fc.property(wild, fc.integer({ min: 30, max: 100 }), (text, limit) => {
        const whole = [text, codeSpan(text), `**${text}**`].map(htmlOf);
        const pieces = splitMarkdown(text, limit, toTelegramHtml).map(toTelegramHtml);
        for (const html of [...whole, ...pieces]) {
          expect(problemOf(html)).toBeNull();
          // Within code Telegram looks for no names.
          expect(html.replace(/<(code|pre)>.*?<\/\1>/gs, "")).not.toMatch(/@\w/);
        }
        for (const html of pieces) expect(html.length).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it("fills a message to the last character", () => {
    const sizes = (text: string) =>
      splitMarkdown(text, 4096, toTelegramHtml).map((piece) => toTelegramHtml(piece).length);
    expect(sizes("a".repeat(4096))).toEqual([4096]);
    expect(sizes("a".repeat(4097))).toEqual([4096, 1]);
    expect(sizes("😀".repeat(2049))).toEqual([4096, 2]);
  });
});
