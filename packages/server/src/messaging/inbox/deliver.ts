import type { Accepted, Delivery, Incoming } from "@sdetkit/channel-adapters";
import { Fault } from "@sdetkit/core";
import type { LRUCache } from "lru-cache";
import type { Settings } from "../../settings/types.ts";
import { isAway } from "../../storage/database/database-fault.ts";
import type { Limits, Rate } from "../../storage/limits/types.ts";
import { cleanJson } from "../conversations/clean-json.ts";
import { conversationId } from "../conversations/conversation-log.ts";
import type { Endpoint, EndpointCache } from "../endpoints/endpoint-cache.ts";
import type { Channels } from "../types.ts";
import { eventId } from "./event-id.ts";
import { type InboxCommit, keyOf } from "./inbox-commit.ts";
import type { StoredEvent } from "./stored-event.ts";

type Answer = Awaited<ReturnType<Channels["deliver"]>>;

/** What taking deliveries in needs. */
export interface DeliverDeps {
  readonly endpoints: EndpointCache;
  readonly limits: Limits;
  readonly settings: Pick<Settings, "limits">;
  /**
   * Events that are committed, each with the id of its delivery or, where another process took it in, an empty text: what vendors
   * deliver again mostly comes soon after. What it forgets, the database still knows.
   */
  readonly recent: Pick<LRUCache<string, string>, "get" | "set">;
  readonly inbox: InboxCommit;
  /** Told of each event that is committed, with the kind of its channel. */
  readonly received: (kind: string) => void;
}

/** Seconds after which a sender should come again when the database is away. */
const AWAY_SECONDS = 2;
/** Whoever meets a limit is told so in chat once a minute; what comes in between is sent back to the vendor. */
const TOLD: Rate = { burst: 1, perSecond: 1 / 60 };

/**
 * One delivery: verified, kept once, committed, and only then answered with 200. What is in memory as committed is answered
 * without the database: most redeliveries.
 */
export async function deliver(deps: DeliverDeps, kind: string, endpoint: string, delivery: Delivery): Promise<Answer> {
  try {
    const found = await deps.endpoints.find(kind, endpoint);
    if (found === null) return { status: 404 };
    const accepted = await found.kind.accept(found.account, delivery);
    switch (accepted.kind) {
      case "refused":
        return { status: accepted.status };
      case "answer":
        return { status: 200, type: accepted.type, body: accepted.body };
      case "event":
        return await take(deps, found, accepted);
    }
  } catch (error) {
    if (isAway(error) || (error instanceof Fault && error.code === "inbox-full"))
      return { status: 503, retryAfter: AWAY_SECONDS };
    throw error;
  }
}

async function take(deps: DeliverDeps, found: Endpoint, accepted: Accepted & { kind: "event" }): Promise<Answer> {
  const thanks: Answer = { status: 200, ...accepted.answer };
  const { incoming } = accepted;
  if (incoming.kind === "ignored") return thanks;
  const { tenant, id: channel } = found.account;
  const event = eventId(accepted.event);
  const key = keyOf({ tenant, channel, event });
  const known = deps.recent.get(key);
  if (known !== undefined) return named(thanks, known);
  const over = await overLimit(deps, found, incoming);
  const stored = over === null ? incoming : await tell(deps, found, incoming, over);
  if (stored === null) return { status: 429, retryAfter: over!.retryAfter };
  const conversation = "address" in stored ? conversationId(found.kind, channel, stored.address) : null;
  const body = cleanJson(stored satisfies StoredEvent);
  const delivery = (await deps.inbox.keep({ tenant, channel, event, body, conversation })) ?? "";
  deps.received(found.kind.kind);
  deps.recent.set(key, delivery);
  return named(thanks, delivery);
}

function named(answer: Answer, delivery: string): Answer {
  return delivery === "" ? answer : { ...answer, delivery };
}

/** Which limit there is no room in, and for how many seconds; null when there is room in all. */
async function overLimit(
  { limits, settings }: DeliverDeps,
  { account, rate }: Endpoint,
  incoming: Incoming,
): Promise<{ readonly key: readonly string[]; readonly retryAfter: number } | null> {
  const { tenant, id } = account;
  const asked = [
    // The narrowest first: one noisy person takes nothing from the others.
    ...("user" in incoming ? [{ key: ["user", id, incoming.user], allowed: settings.limits.user }] : []),
    { key: ["channel", id], allowed: settings.limits.channel },
    { key: ["tenant"], allowed: rate },
  ];
  for (const { key, allowed } of asked) {
    const admission = await limits.take(tenant, key, allowed);
    if (!admission.ok) return { key, retryAfter: admission.retryAfter };
  }
  return null;
}

/** In the place of what was said: a note for the one who said it, once in a while for each limit. Null in between. */
async function tell(
  { limits }: DeliverDeps,
  { account }: Endpoint,
  incoming: Incoming,
  { key, retryAfter }: { readonly key: readonly string[]; readonly retryAfter: number },
): Promise<StoredEvent | null> {
  if (!("user" in incoming)) return null;
  const told = await limits.take(account.tenant, ["told", account.id, ...key], TOLD);
  return told.ok ? { kind: "limited", address: incoming.address, user: incoming.user, retryAfter } : null;
}
