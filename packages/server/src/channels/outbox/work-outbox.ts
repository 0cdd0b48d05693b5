import { sql, type Updateable } from "kysely";
import type { Database, Tx } from "../../database/contract.ts";
import { isAway } from "../../database/database-fault.ts";
import type { Tables } from "../../database/schema.ts";
import type { Vault } from "../../vault/contract.ts";
import { backoffSeconds, MOST_ATTEMPTS } from "../backoff.ts";
import type { Address, ChannelKind, Outgoing, Sent } from "../contract.ts";
import { cleanProblem } from "../conversations/clean-json.ts";
import { openAccount } from "../endpoints/open-account.ts";
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
/** Conversations looked at in one go. */
const HEADS = 200;

/**
 * Sends whatever is due: in a conversation one after the other, in order, by one replica at a time. A reply is sent at least
 * once: who dies between sending and noting it leaves it to be sent once more after the lease. A reply that the vendor will not
 * take, or that failed 12 times, is `failed`, and the next one's turn comes.
 */
export async function workOutbox(deps: OutboxDeps): Promise<void> {
  for (;;) {
    const heads = await dueHeads(deps);
    if (heads.length === 0) return;
    const queue = [...heads];
    await everyOne(
      Array.from({ length: Math.min(SENDERS, queue.length) }, async () => {
        for (let head = queue.shift(); head; head = queue.shift()) await sendHead(deps, head);
      }),
    );
  }
}

async function dueHeads({ database, now }: OutboxDeps): Promise<readonly Head[]> {
  const { rows } = await sql<Head>`
    SELECT tenant, conversation, n FROM (
      SELECT DISTINCT ON (tenant, conversation) tenant, conversation, n, ready_at
      FROM outbox WHERE state = 'new' ORDER BY tenant, conversation, n
    ) AS heads WHERE ready_at <= ${new Date(now())} LIMIT ${HEADS}`.execute(database.routing);
  return rows;
}

async function sendHead(deps: OutboxDeps, head: Head): Promise<void> {
  const { database, now } = deps;
  try {
    const claimed = await database.tenant(head.tenant, (tx) => claim(deps, tx, head));
    if (claimed === null) return;
    const sent = await attempt(deps, claimed);
    await database.tenant(head.tenant, (tx) => mark(tx, head, sent, claimed.attempts, now()));
    const { state, problem } = outcome(sent, claimed.attempts, now());
    if (state === "failed") {
      deps.givenUp?.({ tenant: head.tenant, conversation: head.conversation, why: problem ?? "" });
    }
  } catch (error) {
    if (isAway(error)) throw error;
    // A secret that does not open, say: one tenant's trouble, that keeps no other's replies waiting.
    await database.tenant(head.tenant, async (tx) => {
      const again = await ofHead(tx, head)
        .set((eb) => ({ attempts: eb("attempts", "+", 1) }))
        .returning("attempts")
        .executeTakeFirst();
      if (again) await mark(tx, head, { kind: "later", why: cleanProblem(error) }, again.attempts, now());
    });
  }
}

async function mark(tx: Tx, head: Head, sent: Sent, attempts: number, now: number): Promise<void> {
  const external = sent.kind === "sent" ? { external: sent.external } : {};
  await ofHead(tx, head)
    .set({ ...outcome(sent, attempts, now), ...external })
    .execute();
}

/** A reply that is ours to send, with all that it takes. */
interface Claimed {
  readonly kind: ChannelKind | undefined;
  readonly account: Awaited<ReturnType<typeof openAccount>>;
  readonly address: Address;
  readonly message: Outgoing;
  readonly attempts: number;
}

/** Of two replicas that see the same head, the second one finds it leased. */
async function claim({ vault, kinds, now }: OutboxDeps, tx: Tx, head: Head): Promise<Claimed | null> {
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
  const row = await tx
    .selectFrom("channels")
    .select("kind")
    .where("tenant", "=", head.tenant)
    .where("id", "=", channel)
    .executeTakeFirst();
  return {
    kind: kinds.find(({ kind }) => kind === row?.kind),
    account: await openAccount(tx, vault, head.tenant, channel),
    address: address as Address,
    message: leased.body as Outgoing,
    attempts: leased.attempts,
  };
}

async function attempt({ simulate, fetch }: OutboxDeps, claimed: Claimed): Promise<Sent> {
  const { kind, account, address, message } = claimed;
  if (!kind || account === null) return { kind: "failed", why: "the channel was removed" };
  if (simulate.includes(kind.kind)) return { kind: "sent", external: "simulated" };
  try {
    return await kind.send(account, address, message, fetch);
  } catch (error) {
    return { kind: "later", why: cleanProblem(error) };
  }
}

/** What is noted of an attempt. Of a reply that went out in part, only the rest is tried again. */
function outcome(sent: Sent, attempts: number, now: number): Updateable<Tables["outbox"]> {
  switch (sent.kind) {
    case "sent":
      return { state: "sent", sent_at: new Date(now), problem: null };
    case "failed":
      return { state: "failed", problem: sent.why };
    case "later": {
      if (attempts >= MOST_ATTEMPTS) return { state: "failed", problem: `${sent.why}; given up` };
      const seconds = sent.retryAfter ?? backoffSeconds(attempts);
      const rest = sent.rest ? { body: JSON.stringify(sent.rest) } : {};
      return { ready_at: new Date(now + seconds * 1000), problem: sent.why, ...rest };
    }
  }
}

function ofHead(tx: Tx, { tenant, n }: Head) {
  return tx.updateTable("outbox").where("tenant", "=", tenant).where("n", "=", n).where("state", "=", "new");
}
