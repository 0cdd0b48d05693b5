import { hash } from "node:crypto";
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../database/contract.ts";
import type { Address, ChannelKind, Outgoing } from "../contract.ts";
import { cleanJson } from "./clean-json.ts";

/** What somebody said, as the log keeps it. */
export type Message = { readonly text: string } | { readonly button: string };

/** The id of the conversation at an address of a channel: the same for the same thread, on every replica. */
export function conversationId(kind: ChannelKind, channel: string, address: Address): string {
  return `c-${hash("sha256", JSON.stringify([channel, kind.conversationKey(address)]), "hex").slice(0, 40)}`;
}

/** Finds the conversation at an address, or opens it; answers its id. */
export async function openConversation(
  tx: Tx,
  tenant: string,
  kind: ChannelKind,
  channel: string,
  address: Address,
): Promise<string> {
  const id = conversationId(kind, channel, address);
  await tx
    .insertInto("conversations")
    .values({ tenant, id, channel, address: cleanJson(address) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return id;
}

/** Logs what came in at an address, and opens its conversation where there is none; `author`: the account's name, or the vendor's id of somebody who has none. */
export async function logIncoming(
  tx: Tx,
  message: {
    readonly tenant: string;
    readonly conversation: string;
    readonly channel: string;
    readonly address: Address;
    readonly author: string;
    readonly body: Message;
    readonly at: Date;
  },
): Promise<void> {
  const { tenant, conversation, channel, address, author, body, at } = message;
  // One statement: whoever says something waits for each.
  await sql`
    WITH opened AS (
      INSERT INTO conversations (tenant, id, channel, address)
      VALUES (${tenant}, ${conversation}, ${channel}, ${cleanJson(address)}::jsonb) ON CONFLICT DO NOTHING
    )
    INSERT INTO messages (tenant, conversation, at, direction, author, body)
    VALUES (${tenant}, ${conversation}, ${at}, 'in', ${author}, ${cleanJson(body)}::jsonb)`.execute(tx);
}

/** Logs what goes out and queues it, in the transaction of what it tells. @param notice tells who sends it. */
export async function queueReply(
  tx: Tx,
  reply: { readonly tenant: string; readonly conversation: string; readonly message: Outgoing; readonly at: Date },
  notice: RawBuilder<unknown>,
): Promise<void> {
  const { tenant, conversation, message, at } = reply;
  const body = cleanJson(message);
  await sql`
    WITH logged AS (
      INSERT INTO messages (tenant, conversation, at, direction, author, body)
      VALUES (${tenant}, ${conversation}, ${at}, 'out', 'sdetkit', ${body}::jsonb)
    ), queued AS (
      INSERT INTO outbox (tenant, conversation, body, ready_at, created_at)
      VALUES (${tenant}, ${conversation}, ${body}::jsonb, ${at}, ${at})
    )
    SELECT ${notice}`.execute(tx);
}
