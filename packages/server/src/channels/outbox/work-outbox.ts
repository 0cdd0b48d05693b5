import { sql, type Updateable } from "kysely";
import type { Database, Tx } from "../../database/contract.ts";
import { isAway } from "../../database/database-fault.ts";
import type { Tables } from "../../database/schema.ts";
import type { Vault } from "../../vault/contract.ts";
import { backoffSeconds, MOST_ATTEMPTS } from "../backoff.ts";
import type { Address, ChannelKind, Outgoing, Sent } from "../contract.ts";
import { cleanProblem } from "../conversations/clean-json.ts";
import { openChannel, type StoredChannel } from "../endpoints/open-channel.ts";
import { everyOne } from "../work-loop.ts";

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

/** The oldest unsent reply of a conversation: those behind it wait. */
interface Head {
  readonly tenant: string;
  readonly conversation: string;
  readonly n: number;
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
  while (going()) {
    const queue = await dueHeads(deps);
    if (queue.length === 0) return;
    const until = deps.now() + ROUND_MS;
    const next = () => (going() && deps.now() < until ? queue.shift() : undefined);
    await everyOne(
      Array.from({ length: Math.min(SENDERS, queue.length) }, async () => {
        for (let head = next(); head; head = next()) await sendHead(deps, head);
      }),
    );
  }
}

/** Tenants take turns, however many conversations one of them has. */
async function dueHeads({ database, now }: OutboxDeps): Promise<Head[]> {
  const { rows } = await sql<Head>`
    SELECT tenant, conversation, n FROM (
      SELECT tenant, conversation, n, row_number() OVER (PARTITION BY tenant ORDER BY ready_at, n) AS turn FROM (
        SELECT DISTINCT ON (tenant, conversation) tenant, conversation, n, ready_at
        FROM outbox WHERE state = 'new' ORDER BY tenant, conversation, n
      ) AS heads WHERE ready_at <= ${new Date(now())}
    ) AS due ORDER BY turn, tenant LIMIT ${HEADS}`.execute(database.routing);
  return rows;
}

async function sendHead(deps: OutboxDeps, head: Head): Promise<void> {
  const { database } = deps;
  try {
    const claimed = await database.tenant(head.tenant, (tx) => claim(deps, tx, head));
    if (claimed !== null) await note(deps, head, await attempt(deps, claimed), claimed.attempts);
  } catch (error) {
    if (isAway(error)) throw error;
    // A secret that does not open, say: one tenant's trouble, that keeps no other's replies waiting.
    const again = await database.tenant(head.tenant, (tx) =>
      ofHead(tx, head)
        .set((eb) => ({ attempts: eb("attempts", "+", 1) }))
        .returning("attempts")
        .executeTakeFirst(),
    );
    if (again) await note(deps, head, { kind: "later", why: cleanProblem(error) }, again.attempts);
  }
}

/** Notes what sending came to, and tells of a reply that is not tried again. */
async function note({ database, now, givenUp }: OutboxDeps, head: Head, sent: Sent, attempts: number): Promise<void> {
  const { tenant, conversation } = head;
  const changed = outcome(sent, attempts, now());
  await database.tenant(tenant, (tx) => ofHead(tx, head).set(changed).execute());
  if (changed.state === "failed") givenUp?.({ tenant, conversation, why: changed.problem ?? "" });
}

/** A reply that is ours to send, with all that it takes. */
interface Claimed {
  /** Null: it was removed. */
  readonly channel: StoredChannel | null;
  readonly address: Address;
  readonly message: Outgoing;
  readonly attempts: number;
}

/** Of two replicas that see the same head, the second one finds it leased. */
async function claim({ vault, now }: OutboxDeps, tx: Tx, head: Head): Promise<Claimed | null> {
  const leased = await ofHead(tx, head)
    .set((eb) => ({ ready_at: new Date(now() + LEASE_MS), attempts: eb("attempts", "+", 1) }))
    .where("ready_at", "<=", new Date(now()))
    .returning(["body", "attempts"])
    .executeTakeFirst();
  if (!leased) return null;
  const { channel, address } = await tx
    .selectFrom("conversations")
    .select(["channel", "address"])
    .where("tenant", "=", head.tenant)
    .where("id", "=", head.conversation)
    .executeTakeFirstOrThrow();
  return {
    channel: await openChannel(tx, vault, head.tenant, { id: channel }),
    address: address as Address,
    message: leased.body as Outgoing,
    attempts: leased.attempts,
  };
}

async function attempt({ kinds, simulate, fetch }: OutboxDeps, claimed: Claimed): Promise<Sent> {
  const { channel, address, message } = claimed;
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
function outcome(sent: Sent, attempts: number, now: number): Updateable<Tables["outbox"]> {
  switch (sent.kind) {
    case "sent":
      return { state: "sent", sent_at: new Date(now), problem: null, external: sent.external };
    case "failed":
      return { state: "failed", problem: sent.why };
    case "later": {
      const { why, retryAfter = 0, rest } = sent;
      const failures = rest ? 0 : attempts;
      if (failures >= MOST_ATTEMPTS) return { state: "failed", problem: `${why}; given up` };
      const ready_at = new Date(now + Math.max(retryAfter, backoffSeconds(failures)) * 1000);
      return { ready_at, problem: why, attempts: failures, ...(rest ? { body: JSON.stringify(rest) } : {}) };
    }
  }
}

function ofHead(tx: Tx, { tenant, n }: Head) {
  return tx.updateTable("outbox").where("tenant", "=", tenant).where("n", "=", n).where("state", "=", "new");
}
