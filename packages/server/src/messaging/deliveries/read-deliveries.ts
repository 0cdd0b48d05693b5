import { sql } from "kysely";
import type { Tx } from "../../storage/database/types.ts";
import { idsOfChannel } from "../ids-of-channel.ts";
import { INTERNAL } from "../inbox/outcome.ts";
import type { StoredEvent } from "../inbox/stored-event.ts";
import type { Deliveries, DeliveryFilter, DeliveryView } from "../types.ts";

const STATES = { waiting: "new", done: "done", failed: "failed" } as const satisfies {
  readonly [state in DeliveryView["state"]]: string;
};
/** What is a defect, or about this machine, is for those who run it: they have its line in the log. */
const HIDDEN = "internal error: a platform administrator can find this delivery in the server's log";

/** Deliveries of a tenant, newest first. */
export async function listDeliveries(tx: Tx, tenant: string, filter: DeliveryFilter): Promise<DeliveryView[]> {
  const { channel, state, before, limit } = filter;
  const rows = await select(tx, tenant)
    .$if(channel !== undefined, (query) => query.where("inbox.channel", "in", idsOfChannel(tx, tenant, channel!)))
    .$if(state !== undefined, (query) => query.where("inbox.state", "=", STATES[state!]))
    .$if(before !== undefined, (query) => query.where("inbox.id", "<", before!))
    .orderBy("inbox.id", "desc")
    .limit(limit)
    .execute();
  return rows.map(viewOf);
}

/** One delivery with what was sent; what people said is in their conversation, and not here. */
export async function findDelivery(tx: Tx, tenant: string, id: string): ReturnType<Deliveries["find"]> {
  const row = await select(tx, tenant).select("inbox.body").where("inbox.id", "=", id).executeTakeFirst();
  if (!row) return null;
  const { body, ...rest } = row;
  const stored = body === null ? null : (JSON.parse(body) as StoredEvent);
  const sent = stored?.kind === "event" ? stored : null;
  return { ...viewOf(rest), type: sent?.type ?? null, payload: sent?.payload ?? null };
}

function select(tx: Tx, tenant: string) {
  return tx
    .selectFrom("inbox")
    .leftJoin("channels", (join) =>
      join.onRef("channels.tenant", "=", "inbox.tenant").onRef("channels.id", "=", "inbox.channel"),
    )
    .select(["inbox.id", "inbox.channel", "channels.name as channel_name", "channels.kind", "inbox.event"])
    .select(["inbox.state", "inbox.attempts", "inbox.received_at", "inbox.ready_at", "inbox.ended_at"])
    .select(["inbox.code", "inbox.problem"])
    .select((eb) =>
      eb
        .selectFrom("runs")
        .select("runs.id")
        .where("runs.tenant", "=", tenant)
        .whereRef("runs.cause", "=", sql<string>`'inbox:' || inbox.channel || ':' || inbox.event`)
        .as("run"),
    )
    .where("inbox.tenant", "=", tenant);
}

type Row = Awaited<ReturnType<ReturnType<typeof select>["execute"]>>[number];

function viewOf({ state, received_at, ready_at, ended_at, problem, ...row }: Row): DeliveryView {
  return {
    ...row,
    state: state === "new" ? "waiting" : state,
    received_at: received_at.toISOString(),
    next_at: state === "new" ? ready_at.toISOString() : null,
    ended_at: ended_at?.toISOString() ?? null,
    problem: row.code === INTERNAL ? HIDDEN : problem,
  };
}
