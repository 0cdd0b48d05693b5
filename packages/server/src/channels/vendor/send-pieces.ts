import type { Outgoing, Sent } from "../contract.ts";
import { type Block, readMarkdown, writeMarkdown } from "../markdown/small-markdown.ts";
import { splitMarkdown } from "../markdown/split-markdown.ts";

/** How a vendor takes text: blocks in its own signs, and how many UTF-16 units of that a message holds. */
export interface Paper {
  readonly longest: number;
  readonly render: (blocks: readonly Block[]) => string;
}

/**
 * Says a message in as many pieces as it takes, in order; the last one has the buttons. When one is to be said later, what is left
 * from there on goes along, so that no piece is said twice.
 */
export async function sendPieces(
  message: Outgoing,
  { longest, render }: Paper,
  say: (text: string, buttons: NonNullable<Outgoing["buttons"]>) => Promise<Sent>,
): Promise<Sent> {
  const pieces = splitMarkdown(message.text, longest, render);
  // No vendor takes a message without text.
  if (pieces.length === 0) pieces.push(readMarkdown("…"));
  let external = "";
  for (const [at, piece] of pieces.entries()) {
    const last = at === pieces.length - 1;
    const sent = await say(render(piece), last ? (message.buttons ?? []) : []);
    if (sent.kind === "later" && at > 0)
      return { ...sent, rest: { ...message, text: writeMarkdown(pieces.slice(at).flat()) } };
    if (sent.kind !== "sent") return sent;
    external = sent.external;
  }
  return { kind: "sent", external };
}
