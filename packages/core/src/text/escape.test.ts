import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeControl, escapeHtml, escapeMarkdown, HIDDEN_CHARACTERS } from "./escape.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom(
      "`",
      "|",
      "<",
      ">",
      "&",
      '"',
      "'",
      "\\",
      "\n",
      "\r",
      "[",
      "]",
      "(",
      "*",
      "a",
      " ",
      "\u202e",
      "\ud800",
    ),
  }),
);

const isHidden = (text: string) => text.replace(HIDDEN_CHARACTERS, "") !== text;
const everyCodePoint = Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code));

describe("hidden characters", () => {
  it.each([
    ["ignorable by default", /\p{Default_Ignorable_Code_Point}/u],
    ["bidirectional controls", /\p{Bidi_Control}/u],
    ["controls", /\p{Cc}/u],
    ["line and paragraph separators", /[\p{Zl}\p{Zp}]/u],
    ["lone surrogates", /\p{Cs}/u],
  ])("are all that are %s", (_, property) => {
    const missed = everyCodePoint.filter((character) => property.test(character) && !isHidden(character));
    expect(missed.map((character) => character.codePointAt(0)?.toString(16))).toEqual([]);
  });

  it("are no letters, marks, numbers, punctuation, symbols and blanks that a screen shows", () => {
    const shown = /[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]/u;
    const ignorable = /\p{Default_Ignorable_Code_Point}/u;
    const taken = everyCodePoint.filter((each) => shown.test(each) && !ignorable.test(each) && isHidden(each));
    expect(taken).toEqual([]);
  });

  it("are not the signs above numbers, nor what chooses the form of an emoji", () => {
    expect(["\u0600\u0661", "\u06dd", "⚠\ufe0f", "1\ufe0f\u20e3"].filter(isHidden)).toEqual([]);
    expect(["a\ufe0f", "\ufe0f"].every(isHidden)).toBe(true);
  });
});

describe("escapeControl", () => {
  it("shows overrides, zero-width characters, line breaks and lone surrogates by their code point", () => {
    expect(escapeControl("a\u202eb\u200bc\nd\ud800e\u{e0041}")).toBe("a⟨U+202E⟩b⟨U+200B⟩c⟨U+000A⟩d⟨U+D800⟩e⟨U+E0041⟩");
  });

  it("leaves what can be seen as it is", () => {
    expect(escapeControl("Größe 日本 🙂 a b")).toBe("Größe 日本 🙂 a b");
  });
});

describe("escapeHtml", () => {
  it("leaves no character that opens a tag, ends an attribute or begins a reference", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(escapeHtml(text).replace(/&(?:amp|lt|gt|quot|#39|#96);/g, "")).not.toMatch(/[&<>"'`\n\r]/);
      }),
    );
  });
});

describe("escapeMarkdown", () => {
  it("writes ordinary names as code spans", () => {
    expect(escapeMarkdown("repo-health-audit")).toBe("`repo-health-audit`");
    expect(escapeMarkdown("template:repo_audit/1.2.0")).toBe("`template:repo_audit/1.2.0`");
  });

  it("writes anything else without a single mark that Markdown knows", () => {
    expect(escapeMarkdown("a|b`c")).toBe("<code>a&#124;b&#96;c</code>");
    expect(escapeMarkdown("@team see www.example.org")).toBe("<code>&#64;team see www&#46;example&#46;org</code>");
    fc.assert(
      fc.property(anyText, (text) => {
        expect(escapeMarkdown(text)).toMatch(
          /^(?:`[A-Za-z0-9 _/.:-]+`|<code>(?:[A-Za-z0-9 \u0080-\u{10ffff}]|&#\d+;)*<\/code>)$/u,
        );
      }),
    );
  });

  it("lets no link come out of a plain name", () => {
    for (const text of ["https://example.org", "www.example.org", "see http://x"])
      expect(escapeMarkdown(text)).toContain("&#");
  });
});
