import type { ChannelKind, Sent } from "@sdetkit/channel-adapters";
import { isAway } from "../../storage/database/database-fault.ts";
import { GroupCommit } from "../../storage/database/group-commit.ts";
import type { Database } from "../../storage/database/types.ts";
import type { Vault } from "../../storage/vault/types.ts";
import { backoffSeconds, MOST_ATTEMPTS } from "../backoff.ts";
import { cleanProblem } from "../conversations/clean-json.ts";
import { everyOne } from "../work-loop.ts";
import { type ClaimedReply, claimReplies, dueHeads, type Head, type Note, noteReplies } from "./outbox-rows.ts";

/** What sending needs. */
export interface OutboxDeps {
  readonly database: Database;
  readonly vault: Vault;
  readonly kinds: readonly ChannelKind[];
  /** Kinds whose replies are recorded instead of sent. */
  readonly simulate: readonly string[];
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  /** Told of each reply that is not tried again. */
  readonly givenUp?: (reply: { readonly tenant: string; readonly conversation: string; readonly why: string }) => void;
}

/** Claims and notes of one tenant: what several senders ask for at the same time shares a transaction. */
interface TenantRows {
  claim(head: Head): Promise<ClaimedReply | null>;
  note(noted: { readonly head: Head; readonly note: Note }): Promise<void>;
}

/** Conversations at once. */
const SENDERS = 8;
/** Who sends holds the reply for so long; far longer than any request takes. Then it counts as lost, and is sent again. */
const LEASE_MS = 60_000;
/** Conversations looked at in one go, and for how long: then it is looked anew who is due, so that no slow vendor holds up others. */
const HEADS = 200;
const ROUND_MS = 2_000;

/**
 * Sends whatever is due until told to stop: in a conversation one after the other, in order, by one replica at a time. A reply is
 * sent at least once: who dies between sending and noting it leaves it to be sent once more after the lease. A reply that the vendor
 * will not take, or that failed 12 times in a row, is `failed`, and the next one's turn comes.
 */
export async function workOutbox(deps: OutboxDeps, going: () => boolean): Promise<void> {
  const known = new Map<string, TenantRows>();
  const rowsOf = (tenant: string): TenantRows => {
    const rows = known.get(tenant) ?? rowsOfTenant(deps, tenant);
    known.set(tenant, rows);
    return rows;
  };
  while (going()) {
    const queue = await dueHeads(deps, HEADS);
    if (queue.length === 0) return;
    const until = deps.now() + ROUND_MS;
    const next = () => (going() && deps.now() < until ? queue.shift() : undefined);
    await everyOne(
      Array.from({ length: Math.min(SENDERS, queue.length) }, async () => {
        for (let head = next(); head; head = next()) await sendHead(deps, head, rowsOf(head.tenant));
      }),
    );
  }
}

function rowsOfTenant(deps: OutboxDeps, tenant: string): TenantRows {
  const claims = new GroupCommit((heads: readonly Head[]) => claimReplies(deps, tenant, heads, LEASE_MS));
  const notes = new GroupCommit(async (batch: readonly Parameters<TenantRows["note"]>[0][]) => {
    await noteReplies(deps.database, tenant, batch);
    return batch.map(() => undefined);
  });
  return { claim: (head) => claims.add(head), note: (noted) => notes.add(noted) };
}

async function sendHead(deps: OutboxDeps, head: Head, rows: TenantRows): Promise<void> {
  const { now, givenUp } = deps;
  const claimed = await rows.claim(head);
  if (claimed === null) return;
  const noted = async (sent: Sent): Promise<void> => {
    const note = noteOf(sent, claimed.attempts, now());
    await rows.note({ head, note });
    const { tenant, conversation } = head;
    if (note.state === "failed") givenUp?.({ tenant, conversation, why: note.problem ?? "" });
  };
  const sent = await attempt(deps, claimed);
  await noted(sent).catch((error: unknown) => {
    if (isAway(error)) throw error;
    // What a vendor answered cannot be kept, say: that keeps no other replies waiting.
    return noted({ kind: "later", why: cleanProblem(error) });
  });
}

async function attempt({ kinds, simulate, fetch }: OutboxDeps, claimed: ClaimedReply): Promise<Sent> {
  const { channel, address, message } = claimed;
  // One channel's trouble, that keeps no other's replies waiting.
  if (typeof channel === "string") return { kind: "later", why: channel };
  const kind = kinds.find((known) => known.kind === channel?.kind);
  if (!kind || channel === null) return { kind: "failed", why: "the channel was removed" };
  if (simulate.includes(kind.kind)) return { kind: "sent", external: "simulated" };
  try {
    return await kind.send(channel.account, address, message, fetch);
  } catch (error) {
    return { kind: "later", why: cleanProblem(error) };
  }
}

/**
 * What is noted of an attempt. The next one comes when the vendor says so, and never sooner than by our own patience: who says "at
 * once" every time would have a reply given up in a moment. Of a reply that went out in part only the rest is tried again, anew.
 */
function noteOf(sent: Sent, attempts: number, now: number): Note {
  const note = { problem: null, ready_at: null, attempts: null, sent_at: null, external: null, body: null };
  switch (sent.kind) {
    case "sent":
      return { ...note, state: "sent", sent_at: new Date(now), external: sent.external };
    case "failed":
      return { ...note, state: "failed", problem: sent.why };
    case "later": {
      const { why, retryAfter = 0, rest } = sent;
      const failures = rest ? 0 : attempts;
      if (failures >= MOST_ATTEMPTS) return { ...note, state: "failed", problem: `${why}; given up` };
      const ready_at = new Date(now + Math.max(retryAfter, backoffSeconds(failures)) * 1000);
      return { ...note, state: "new", problem: why, ready_at, attempts: failures, body: rest ?? null };
    }
  }
}
