import type { Address, Outgoing } from "@sdetkit/channel-adapters";
import { sql } from "kysely";
import { isAway } from "../../storage/database/database-fault.ts";
import type { Database, Tx } from "../../storage/database/types.ts";
import type { Vault } from "../../storage/vault/types.ts";
import { cleanProblem } from "../conversations/clean-json.ts";
import { openChannel, type StoredChannel } from "../endpoints/open-channel.ts";

/** The oldest unsent reply of a conversation: those behind it wait. */
export interface Head {
  readonly tenant: string;
  readonly conversation: string;
  readonly n: number;
}

/** A reply that is ours to send, with all that it takes. */
export interface ClaimedReply {
  /** Null: it was removed. A text: why its secrets do not open. */
  readonly channel: StoredChannel | string | null;
  readonly address: Address;
  readonly message: Outgoing;
  /** This one counted. */
  readonly attempts: number;
}

/** What is noted of a reply. What is null stays as it is, but for `problem`. */
export interface Note {
  readonly state: "new" | "sent" | "failed";
  readonly problem: string | null;
  readonly ready_at: Date | null;
  readonly attempts: number | null;
  readonly sent_at: Date | null;
  readonly external: string | null;
  /** What is left to send. */
  readonly body: Outgoing | null;
}

/** What the rows of the outbox are read and changed with. */
interface RowsDeps {
  readonly database: Database;
  readonly vault: Vault;
  readonly now: () => number;
}

/** Tenants take turns, however many conversations one of them has. */
export async function dueHeads({ database, now }: Omit<RowsDeps, "vault">, most: number): Promise<Head[]> {
  const { rows } = await sql<Head>`
    SELECT tenant, conversation, n FROM (
      SELECT tenant, conversation, n, row_number() OVER (PARTITION BY tenant ORDER BY ready_at, n) AS turn FROM (
        SELECT DISTINCT ON (tenant, conversation) tenant, conversation, n, ready_at
        FROM outbox WHERE state = 'new' ORDER BY tenant, conversation, n
      ) AS heads WHERE ready_at <= ${new Date(now())}
    ) AS due ORDER BY turn, tenant LIMIT ${most}`.execute(database.routing);
  return rows;
}

/** Leases replies of a tenant, all in one transaction. Null for one that somebody else holds: of two replicas that see the same head, the second one finds it leased. */
export async function claimReplies(
  { database, vault, now }: RowsDeps,
  tenant: string,
  heads: readonly Head[],
  leaseMs: number,
): Promise<readonly (ClaimedReply | null)[]> {
  return database.tenant(tenant, async (tx) => {
    const { rows } = await sql<{ n: number; body: Outgoing; attempts: number; channel: string; address: Address }>`
      UPDATE outbox SET ready_at = ${new Date(now() + leaseMs)}, attempts = outbox.attempts + 1
      FROM conversations AS c
      WHERE outbox.tenant = ${tenant} AND outbox.n = ANY(${heads.map(({ n }) => n)}::bigint[]) AND outbox.state = 'new'
        AND outbox.ready_at <= ${new Date(now())} AND c.tenant = outbox.tenant AND c.id = outbox.conversation
      RETURNING outbox.n, outbox.body, outbox.attempts, c.channel, c.address`.execute(tx);
    const channels = new Map<string, ClaimedReply["channel"]>();
    for (const id of new Set(rows.map(({ channel }) => channel))) channels.set(id, await opened(tx, vault, tenant, id));
    const claimed = new Map(
      rows.map(({ n, body: message, attempts, channel, address }) => {
        const reply: ClaimedReply = { channel: channels.get(channel)!, address, message, attempts };
        return [n, reply];
      }),
    );
    return heads.map(({ n }) => claimed.get(n) ?? null);
  });
}

async function opened(tx: Tx, vault: Vault, tenant: string, id: string): Promise<ClaimedReply["channel"]> {
  try {
    return await openChannel(tx, vault, tenant, { id });
  } catch (error) {
    if (isAway(error)) throw error;
    return cleanProblem(error);
  }
}

/** Notes what became of replies of a tenant, all in one transaction. */
export async function noteReplies(
  database: Database,
  tenant: string,
  notes: readonly { readonly head: Head; readonly note: Note }[],
): Promise<void> {
  const of = <T>(pick: (note: Note) => T) => notes.map(({ note }) => pick(note));
  await database.tenant(tenant, (tx) =>
    sql`
      UPDATE outbox SET state = note.state, problem = note.problem, ready_at = coalesce(note.ready_at, outbox.ready_at),
        attempts = coalesce(note.attempts, outbox.attempts), sent_at = coalesce(note.sent_at, outbox.sent_at),
        external = coalesce(note.external, outbox.external), body = coalesce(note.body::jsonb, outbox.body)
      FROM unnest(
        ${notes.map(({ head }) => head.n)}::bigint[], ${of(({ state }) => state)}::text[],
        ${of(({ problem }) => problem)}::text[], ${of(({ ready_at }) => ready_at)}::timestamptz[],
        ${of(({ attempts }) => attempts)}::int[], ${of(({ sent_at }) => sent_at)}::timestamptz[],
        ${of(({ external }) => external)}::text[], ${of(({ body }) => body && JSON.stringify(body))}::text[]
      ) AS note (n, state, problem, ready_at, attempts, sent_at, external, body)
      WHERE outbox.tenant = ${tenant} AND outbox.n = note.n AND outbox.state = 'new'`.execute(tx),
  );
}
