import type { Block, Span } from "../markdown/small-markdown.ts";

const ENTITIES: { readonly [character: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/**
 * Text as Slack's mrkdwn takes it: with these three escaped nothing in it is a mention, a link or a date (docs.slack.dev,
 * "Formatting message text").
 */
export function escapeSlack(text: string): string {
  return text.replace(/[&<>]/g, (character) => ENTITIES[character]!);
}

/** The blocks in Slack's mrkdwn. */
export function toMrkdwn(blocks: readonly Block[]): string {
  return blocks.map(renderBlock).join("\n");
}

/** What a person typed, from what Slack made of it: names for mentions, addresses for links, `&` for `&amp;`. */
export function fromMrkdwn(text: string): string {
  return text
    .replace(/<([^<>|]*)(?:\|([^<>]*))?>/g, (_, target: string, label: string | undefined) => {
      if (/^[@#]/.test(target)) return `${target[0]}${label?.replace(/^[@#]/, "") ?? target.slice(1)}`;
      if (target.startsWith("!")) return label ?? `@${target.slice(1)}`;
      // A name such as `example.com` was made a link on the way: what was typed is the label.
      return label !== undefined && target.endsWith(label) ? label : target;
    })
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** The text without the bot's name: its first mention when its id is known, else a mention that the text begins with. */
export function withoutBot(text: string, bot: string | undefined): string {
  const mention =
    bot === undefined ? /^\s*<@[A-Z0-9]+(?:\|[^<>]*)?>[\s:,]*/ : new RegExp(`<@${bot}(?:\\|[^<>]*)?>[\\s:,]*`);
  return text.replace(mention, "").trim();
}

function renderBlock(block: Block): string {
  if (block.kind === "fence") {
    // Slack ends a block at three backticks, wherever they are: a space of no width keeps them apart.
    return `\`\`\`\n${escapeSlack(block.lines.join("\n")).replace(/``(?=`)/g, "``\u200b")}\n\`\`\``;
  }
  return `${block.indent}${block.bullet ? "• " : ""}${block.spans.map(renderSpan).join("")}`;
}

function renderSpan({ text, bold, code }: Span): string {
  // Slack has no way to say a backtick, neither within code nor as text, where it would open some: a letter that looks like one
  // stands for it.
  const calm = escapeSlack(text).replaceAll("`", "ˋ");
  const inner = code ? `\`${calm}\`` : calm;
  return bold ? `*${inner}*` : inner;
}
