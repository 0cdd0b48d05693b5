import { sql } from "kysely";
import type { Address, ChannelKind } from "../../../../channel-adapters/src/types.ts";
import type { Tx } from "../../storage/database/types.ts";
import { conversationId, writeLog } from "../conversations/conversation-log.ts";

/** Opens the conversation at an address where nobody said anything yet; answers its id. */
export async function openConversation(
  tx: Tx,
  tenant: string,
  kind: Pick<ChannelKind, "conversationKey">,
  channel: string,
  address: Address,
): Promise<string> {
  const conversation = conversationId(kind, channel, address);
  await writeLog(tx, tenant, [{ conversation, at: { channel, address } }], 0, sql`1`);
  return conversation;
}
