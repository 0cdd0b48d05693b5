import { escapeSlackText, slackMrkdwnToMarkdown } from "@chat-adapter/slack/format";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeSpan, readMarkdown } from "../markdown/small-markdown.ts";
import { escapeSlack, fromMrkdwn, toMrkdwn, withoutBot } from "./slack-text.ts";

const slackOf = (text: string) => toMrkdwn(readMarkdown(text));
const PINGS = [
  "<!channel>",
  "<!here|x>",
  "<@U0123>",
  "<#C01|x>",
  "<!subteam^S1>",
  "<https://evil|click>",
  "&lt;!channel&gt;",
];
const wild = fc
  .array(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...PINGS, "`", "```", "**", "\n", "&", "<", ">")))
  .map((parts) => parts.join(""));

describe("text for Slack", () => {
  it("is in Slack's own signs", () => {
    expect(slackOf("**done** in `a<b`\n- one\n```\nx & y\n```")).toBe("*done* in `a&lt;b`\n• one\n```\nx &amp; y\n```");
  });

  it("calls nobody and links nothing, whatever is in it", () => {
    fc.assert(
      fc.property(wild, (text) => {
        for (const rendered of [slackOf(text), slackOf(codeSpan(text)), slackOf(`**${text}**`)]) {
          expect(rendered).not.toMatch(/[<>]/);
          expect(rendered).not.toMatch(/&(?!amp;|lt;|gt;)/);
        }
      }),
    );
  });

  it("lets nothing out of code", () => {
    fc.assert(
      fc.property(wild, (name) => {
        expect(slackOf(codeSpan(name))).toMatch(/^`[^`]*`$/);
        expect(
          slackOf(`\`\`\`\`\`\`\`\`\n${name.replaceAll("`".repeat(8), "")}\n\`\`\`\`\`\`\`\``).split("```"),
        ).toHaveLength(3);
      }),
    );
  });

  it("lets no loose backtick make code of what is none", () => {
    expect(slackOf("three ```, `code`, one `\nnext")).toBe("three ˋˋˋ, `code`, one ˋ\nnext");
    fc.assert(
      fc.property(wild, (text) => {
        const lines = readMarkdown(text).filter((block) => block.kind === "line");
        const codes = lines.flatMap(({ spans }) => spans).filter(({ code }) => code);
        expect(toMrkdwn(lines).match(/`/g)?.length ?? 0).toBe(2 * codes.length);
      }),
    );
  });

  it("escapes as the chat library does", () => {
    fc.assert(
      fc.property(wild, (text) => {
        expect(escapeSlack(text)).toBe(escapeSlackText(text));
      }),
    );
  });
});

describe("text from Slack", () => {
  it("is what was typed", () => {
    expect(
      fromMrkdwn("run &lt;x&gt; on <https://a.org/b|https://a.org/b> for <@U1|ann>, <#C1|general> and <!here>"),
    ).toBe("run <x> on https://a.org/b for @ann, #general and @here");
    expect(fromMrkdwn("host=<http://example.com|example.com> to=<mailto:a@b.org|a@b.org> &amp;lt;")).toBe(
      "host=example.com to=a@b.org &lt;",
    );
    expect(fromMrkdwn("<https://good.org|click here>")).toBe("https://good.org");
  });

  it("comes back from what is sent", () => {
    fc.assert(
      fc.property(wild, (text) => {
        expect(fromMrkdwn(escapeSlack(text))).toBe(text);
      }),
    );
    expect(slackMrkdwnToMarkdown(escapeSlack("a < b & c"))).toBe("a < b & c");
  });

  it("has the bot's name taken out, and no other", () => {
    expect(withoutBot("<@U0BOT> run demo for <@U0ANN>", "U0BOT")).toBe("run demo for <@U0ANN>");
    expect(withoutBot("<@U0ANN> hey <@U0BOT|sdetkit>: help", "U0BOT")).toBe("<@U0ANN> hey help");
    expect(withoutBot(" <@U0ANY>, help", undefined)).toBe("help");
  });
});
