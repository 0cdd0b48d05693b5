import type { Settings } from "../../settings/types.ts";
import type { Database } from "../../storage/database/types.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Clears what retention no longer keeps: bodies of events that were worked off and what was wrong with them in words, messages, replies
 * that were sent. The inbox keeps the ids of events, so that one delivered again after years is still known.
 */
export async function sweep(database: Database, retention: Settings["retention"], now: number): Promise<void> {
  const events = new Date(now - retention.eventsDays * DAY_MS);
  const messages = new Date(now - retention.conversationsDays * DAY_MS);
  const tenants = await database.routing.selectFrom("tenants").select("id").execute();
  for (const { id: tenant } of tenants) {
    await database.tenant(tenant, async (tx) => {
      await tx
        .updateTable("inbox")
        .set({ body: null, problem: null })
        .where("tenant", "=", tenant)
        .where("state", "<>", "new")
        .where("body", "is not", null)
        .where("received_at", "<", events)
        .execute();
      await tx.deleteFrom("messages").where("tenant", "=", tenant).where("at", "<", messages).execute();
      await tx
        .deleteFrom("outbox")
        .where("tenant", "=", tenant)
        .where("state", "<>", "new")
        .where("created_at", "<", messages)
        .execute();
    });
  }
}
