import { sql } from "kysely";
import { z } from "zod";
import { idsOfChannel } from "../messaging/ids-of-channel.ts";
import type { Tx } from "../storage/database/types.ts";
import { defineOperation } from "./define-operation.ts";
import { pageOf } from "./paging.ts";
import { notFound } from "./problems.ts";
import { textStream } from "./text-stream.ts";
import { identifier, instant, page, paging } from "./views/shapes.ts";

const CHUNK = 500;

const view = z
  .strictObject({
    id: z.string(),
    channel: z.string(),
    channel_name: z.string().nullable().describe("Null if the channel was removed."),
    address: z
      .record(z.string(), z.unknown())
      .readonly()
      .describe("Address of the conversation in the channel's own terms."),
    created_at: instant,
    last_message_at: instant.nullable(),
  })
  .meta({ id: "Conversation" });

/** When a conversation began, as exactly as a page's cursor says it. */
const MOMENT = sql<Date>`date_trunc('milliseconds', created_at)`;

/** The moment and the id that a position is made of. */
function placeOf(position: string): readonly [Date, string] {
  const space = position.indexOf(" ");
  return [new Date(position.slice(0, space)), position.slice(space + 1)];
}

export const listConversations = defineOperation(
  {
    id: "conversations.list",
    summary: "List conversations",
    description: "Newest first.",
    scope: "conversations:read",
    query: z.strictObject({
      ...paging,
      channel: identifier("Only of the channel with this name or id.", "team-slack").exactOptional(),
    }),
    reply: page(view),
  },
  async ({ query }, call) => {
    const { tenant } = call.caller;
    const { channel } = query;
    const read = async (before: string | null, limit: number) => {
      const rows = await call.tx
        .selectFrom("conversations")
        .select(["id", "channel", "address", "created_at"])
        .select((eb) => [
          eb
            .selectFrom("channels")
            .select("name")
            .where("channels.tenant", "=", tenant)
            .whereRef("channels.id", "=", "conversations.channel")
            .as("channel_name"),
          eb
            .selectFrom("messages")
            .select("at")
            .where("messages.tenant", "=", tenant)
            .whereRef("messages.conversation", "=", "conversations.id")
            .orderBy("n", "desc")
            .limit(1)
            .as("last_message_at"),
        ])
        .where("tenant", "=", tenant)
        .$if(channel !== undefined, (rows) => rows.where("channel", "in", idsOfChannel(call.tx, tenant, channel!)))
        .$if(before !== null, (rows) => rows.where(sql<boolean>`(${MOMENT}, id) < (${sql.join(placeOf(before!))})`))
        .orderBy(MOMENT, "desc")
        .orderBy("id", "desc")
        .limit(limit)
        .execute();
      return rows.map(({ address, created_at, last_message_at, ...row }) => ({
        ...row,
        address: { ...address },
        created_at: created_at.toISOString(),
        last_message_at: last_message_at?.toISOString() ?? null,
      }));
    };
    const place = (row: { readonly created_at: string; readonly id: string }) => `${row.created_at} ${row.id}`;
    return { body: await pageOf(query, call, read, place) };
  },
);

export const exportConversation = defineOperation(
  {
    id: "conversations.export",
    summary: "Export a conversation",
    description: "One message a line, oldest first: `n` (from 1), `at`, `direction` (`in`, `out`), `author`, `body`.",
    scope: "conversations:read",
    params: z.strictObject({
      conversation: identifier("Id of a conversation.", "c-9f2c4a6be01d7358c4e9a1b0d6f83527be4c90a1"),
    }),
    reply: z.string(),
    success: { types: ["application/jsonl"] },
    detached: true,
    maxConcurrent: 8,
  },
  async ({ params: { conversation } }, { services, caller: { tenant } }) => {
    const within = <T>(work: (tx: Tx) => Promise<T>) => services.database.tenant(tenant, work);
    const found = await within((tx) =>
      tx
        .selectFrom("conversations")
        .select("id")
        .where("tenant", "=", tenant)
        .where("id", "=", conversation)
        .executeTakeFirst(),
    );
    if (!found) return notFound;
    const read = (after: number) =>
      within((tx) =>
        tx
          .selectFrom("messages")
          .select(["n", "at", "direction", "author", "body"])
          .where("tenant", "=", tenant)
          .where("conversation", "=", conversation)
          .where("n", ">", after)
          .orderBy("n")
          .limit(CHUNK)
          .execute(),
      );
    async function* lines() {
      // Counted here: the column counts the messages of all tenants, and its gaps would tell how much others say.
      let n = 0;
      for (let after = -1; ; ) {
        const rows = await read(after);
        yield rows.map((row) => `${JSON.stringify({ ...row, n: ++n, at: row.at.toISOString() })}\n`).join("");
        if (rows.length < CHUNK) return;
        after = rows.at(-1)!.n;
      }
    }
    return { content: textStream(lines()), headers: { "content-type": "application/jsonl" } };
  },
);
