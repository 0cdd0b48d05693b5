import { sql } from "kysely";
import type { Tx } from "../storage/database/types.ts";

/** Ids of the channel that is meant by a name or an id, as a subquery; what came through a channel that was removed keeps its id. */
export function idsOfChannel(tx: Tx, tenant: string, channel: string) {
  return tx
    .selectFrom("channels")
    .select("id")
    .where("tenant", "=", tenant)
    .where("name", "=", channel)
    .union(tx.selectNoFrom(sql<string>`${channel}::text`.as("id")));
}
