import type { Block, Span } from "../markdown/small-markdown.ts";

const ENTITIES: { readonly [character: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** The blocks as Telegram's HTML (core.telegram.org/bots/api, "HTML style"). */
export function toTelegramHtml(blocks: readonly Block[]): string {
  return blocks.map(renderBlock).join("\n");
}

function renderBlock(block: Block): string {
  if (block.kind === "fence") return `<pre>${escapeTelegram(block.lines.join("\n"))}</pre>`;
  return `${block.indent}${block.bullet ? "• " : ""}${block.spans.map(renderSpan).join("")}`;
}

function renderSpan({ text, bold, code }: Span): string {
  // Telegram allows no other look within code.
  if (code) return `<code>${escapeTelegram(text)}</code>`;
  const calm = escapeTelegram(withoutMentions(text));
  return bold ? `<b>${calm}</b>` : calm;
}

/** Telegram calls everybody whose `@name` a text holds: a joiner of no width behind the sign keeps it a text. Code needs none. */
function withoutMentions(text: string): string {
  return text.replace(/@(?=\w)/g, "@\u2060");
}

function escapeTelegram(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);
}
