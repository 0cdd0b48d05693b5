import { hash } from "node:crypto";
import type { Address, ChannelKind, Outgoing } from "@sdetkit/channel-adapters";
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../storage/database/types.ts";
import { cleanJson } from "./clean-json.ts";

/** What somebody said, as the log keeps it. */
export type Message = { readonly text: string } | { readonly button: string };

/** The id of the conversation at an address of a channel: the same for the same thread, on every replica. */
export function conversationId(kind: Pick<ChannelKind, "conversationKey">, channel: string, address: Address): string {
  return `c-${hash("sha256", JSON.stringify([channel, kind.conversationKey(address)]), "hex").slice(0, 40)}`;
}

/** What the log of a conversation gets, in this order: what somebody said, and what is answered. */
export interface LogEntry {
  readonly conversation: string;
  /** Where it is, to open it where there is none yet. */
  readonly at?: { readonly channel: string; readonly address: Address };
  /** `author`: the account's name, or the vendor's id of somebody who has none. */
  readonly heard?: { readonly author: string; readonly body: Message };
  /** Is queued as well, in the transaction of what it tells. */
  readonly reply?: Outgoing;
}

/** Writes entries of conversations, all in one statement: whoever says something waits for each. @param notice tells who sends replies. */
export async function writeLog(
  tx: Tx,
  tenant: string,
  entries: readonly LogEntry[],
  now: number,
  notice: RawBuilder<unknown>,
): Promise<void> {
  const opened = entries.flatMap(({ conversation, at }) => (at ? [{ conversation, ...at }] : []));
  const lines = entries.flatMap(({ conversation, heard, reply }) => [
    ...(heard ? [{ conversation, direction: "in", author: heard.author, body: cleanJson(heard.body) }] : []),
    ...(reply ? [{ conversation, direction: "out", author: "sdetkit", body: cleanJson(reply) }] : []),
  ]);
  const at = new Date(now);
  const replied = entries.some(({ reply }) => reply !== undefined);
  await sql`
    WITH opened AS (
      INSERT INTO conversations (tenant, id, channel, address)
      SELECT ${tenant}, place.* FROM unnest(
        ${opened.map(({ conversation }) => conversation)}::text[], ${opened.map(({ channel }) => channel)}::text[],
        ${opened.map(({ address }) => cleanJson(address))}::jsonb[]
      ) AS place ON CONFLICT DO NOTHING
    ), lines AS (
      SELECT * FROM unnest(
        ${lines.map(({ conversation }) => conversation)}::text[], ${lines.map(({ direction }) => direction)}::text[],
        ${lines.map(({ author }) => author)}::text[], ${lines.map(({ body }) => body)}::jsonb[]
      ) WITH ORDINALITY AS line (conversation, direction, author, body, n)
    ), logged AS (
      INSERT INTO messages (tenant, conversation, at, direction, author, body)
      SELECT ${tenant}, conversation, ${at}::timestamptz, direction, author, body FROM lines ORDER BY n
    ), queued AS (
      INSERT INTO outbox (tenant, conversation, body, ready_at, created_at)
      SELECT ${tenant}, conversation, body, ${at}::timestamptz, ${at}::timestamptz FROM lines
      WHERE direction = 'out' ORDER BY n
    )
    SELECT ${replied ? notice : sql`1`}`.execute(tx);
}
