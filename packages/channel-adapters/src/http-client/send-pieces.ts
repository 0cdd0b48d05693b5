import { type Block, readMarkdown, writeMarkdown } from "../markdown/small-markdown.ts";
import { splitMarkdown } from "../markdown/split-markdown.ts";
import type { Outgoing, Sent } from "../types.ts";

/** No piece is begun after so long: who sends holds a message for a minute, and then it counts as lost. In milliseconds. */
const PATIENCE_MS = 20_000;

/** How a vendor takes text: blocks in its own signs, and how many UTF-16 units of that a message holds. */
export interface Paper {
  readonly longest: number;
  readonly render: (blocks: readonly Block[]) => string;
}

/**
 * Says a message in as many pieces as it takes, in order; the last one has the buttons. When one is to be said later, or it takes
 * long, what is left from there on goes along, so that no piece is said twice.
 */
export async function sendPieces(
  message: Outgoing,
  { longest, render }: Paper,
  say: (text: string, buttons: NonNullable<Outgoing["buttons"]>) => Promise<Sent>,
): Promise<Sent> {
  const pieces = splitMarkdown(message.text, longest, render);
  // No vendor takes a message without text.
  if (pieces.length === 0) pieces.push(readMarkdown("…"));
  const rest = (at: number) => ({ rest: { ...message, text: writeMarkdown(pieces.slice(at).flat()) } });
  const until = performance.now() + PATIENCE_MS;
  let external = "";
  for (const [at, piece] of pieces.entries()) {
    if (at > 0 && performance.now() > until)
      return { kind: "later", why: "the vendor responds too slowly", ...rest(at) };
    const last = at === pieces.length - 1;
    const sent = await say(render(piece), last ? (message.buttons ?? []) : []);
    if (sent.kind === "later" && at > 0) return { ...sent, ...rest(at) };
    if (sent.kind !== "sent") return sent;
    external = sent.external;
  }
  return { kind: "sent", external };
}
