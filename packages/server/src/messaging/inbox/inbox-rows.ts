import { sql } from "kysely";
import type { Database, Tx } from "../../storage/database/types.ts";
import { backoffSeconds } from "../backoff.ts";
import { cleanProblem } from "../conversations/clean-json.ts";
import { type Outcome, settled, type Trouble } from "./outcome.ts";
import type { StoredEvent } from "./stored-event.ts";

/** What the rows of the inbox are read and changed with. */
interface RowsDeps {
  readonly database: Database;
  readonly now: () => number;
}

/** An event that is due. */
export interface Claimed {
  readonly id: string;
  readonly channel: string;
  readonly event: string;
  readonly attempts: number;
  /** Characters of its body. */
  readonly length: number;
  readonly stored: StoredEvent | null;
}

const COLUMNS = ["id", "channel", "event", "attempts", "body"] as const;

/** Tenants with events of programs. Hops from one to the next along the index: a long backlog costs no more than a short one. */
export async function tenantsWithWork({ database, now }: RowsDeps): Promise<readonly string[]> {
  const { rows } = await sql<{ tenant: string }>`
    WITH RECURSIVE hop AS (
      (SELECT tenant FROM inbox WHERE state = 'new' AND conversation IS NULL ORDER BY tenant LIMIT 1)
      UNION ALL
      SELECT (
        SELECT tenant FROM inbox WHERE state = 'new' AND conversation IS NULL AND tenant > hop.tenant ORDER BY tenant LIMIT 1
      ) FROM hop WHERE hop.tenant IS NOT NULL
    )
    SELECT hop.tenant FROM hop JOIN tenants ON tenants.id = hop.tenant AND tenants.state = 'active'
    WHERE EXISTS (
      SELECT FROM inbox
      WHERE inbox.tenant = hop.tenant AND state = 'new' AND conversation IS NULL AND ready_at <= ${new Date(now())}
    )`.execute(database.routing);
  return rows.map(({ tenant }) => tenant);
}

/** The oldest events of a tenant's programs that are due, locked until the transaction ends. */
export async function claimPrograms(
  tx: Tx,
  tenant: string,
  { now }: Pick<RowsDeps, "now">,
  most: number,
): Promise<readonly Claimed[]> {
  const rows = await tx
    .selectFrom("inbox")
    .select(COLUMNS)
    .where("tenant", "=", tenant)
    .where("state", "=", "new")
    .where("conversation", "is", null)
    .where("ready_at", "<=", new Date(now()))
    .orderBy("ready_at")
    .limit(most)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(claimed);
}

/** Locks one event; null when it is not due any more, or somebody else has it. */
export async function claimOne(
  tx: Tx,
  tenant: string,
  { id }: Pick<Claimed, "id">,
  { now }: Pick<RowsDeps, "now">,
): Promise<Claimed | null> {
  const row = await tx
    .selectFrom("inbox")
    .select(COLUMNS)
    .where("tenant", "=", tenant)
    .where("id", "=", id)
    .where("state", "=", "new")
    .where("ready_at", "<=", new Date(now()))
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row ? claimed(row) : null;
}

/** A conversation in which something waits to be answered. */
export interface DueConversation {
  readonly tenant: string;
  readonly conversation: string;
}

/** So many conversations at most: tenants take turns, however many one of them has. */
export async function dueConversations({ database, now }: RowsDeps, most: number): Promise<readonly DueConversation[]> {
  const { rows } = await sql<DueConversation>`
    SELECT due.tenant, conversation FROM (
      SELECT tenant, conversation, row_number() OVER (PARTITION BY tenant ORDER BY first) AS turn FROM (
        SELECT tenant, conversation, min(id) AS first FROM inbox
        WHERE state = 'new' AND conversation IS NOT NULL AND ready_at <= ${new Date(now())} GROUP BY tenant, conversation
      ) AS heads
    ) AS due JOIN tenants ON tenants.id = due.tenant AND tenants.state = 'active'
    ORDER BY turn, due.tenant LIMIT ${most}`.execute(database.routing);
  return rows;
}

/** What was said first of what is due in a conversation. */
export interface ClaimedHead extends Claimed {
  readonly conversation: string;
}

/**
 * Locks what was said first of all that is due in each of these conversations. Leaves out where there is nothing, or somebody else works on
 * that: what was said after it waits.
 */
export async function claimHeads(
  tx: Tx,
  tenant: string,
  conversations: readonly string[],
  { now }: Pick<RowsDeps, "now">,
): Promise<readonly ClaimedHead[]> {
  const { rows } = await sql<Parameters<typeof claimed>[0] & { readonly conversation: string }>`
    SELECT id, channel, event, attempts, body, conversation FROM inbox
    WHERE tenant = ${tenant} AND state = 'new' AND id = ANY(ARRAY(
      SELECT (
        SELECT id FROM inbox WHERE tenant = ${tenant} AND conversation = asked.conversation AND state = 'new'
          AND ready_at <= ${new Date(now())}
        ORDER BY id LIMIT 1
      ) FROM unnest(${conversations}::text[]) AS asked (conversation)
    )) FOR UPDATE SKIP LOCKED`.execute(tx);
  return rows.map(({ conversation, ...row }) => ({ ...claimed(row), conversation }));
}

function claimed({ body, ...row }: Omit<Claimed, "length" | "stored"> & { readonly body: string | null }): Claimed {
  return { ...row, length: body?.length ?? 0, stored: body === null ? null : (JSON.parse(body) as StoredEvent) };
}

/** Writes down what became of events; answers that, of what went wrong once too often that it has failed. */
export async function mark(
  tx: Tx,
  tenant: string,
  outcomes: ReadonlyMap<Claimed, Outcome>,
  { now }: Pick<RowsDeps, "now">,
): Promise<ReadonlyMap<Claimed, Outcome>> {
  const ended = new Map([...outcomes].map(([one, outcome]) => [one, settled(outcome, one.attempts)]));
  const rows = [...ended];
  const at = now();
  const tried = rows.map(([{ attempts }]) => attempts + 1);
  const again = rows.map(([, { kind }], n) =>
    kind === "later" ? new Date(at + backoffSeconds(tried[n]!) * 1000) : null,
  );
  await sql`
    UPDATE inbox SET state = outcome.state, code = outcome.code, problem = outcome.problem, attempts = outcome.attempts,
      ready_at = coalesce(outcome.ready_at, inbox.ready_at),
      ended_at = CASE WHEN outcome.state = 'new' THEN NULL ELSE ${new Date(at)}::timestamptz END
    FROM unnest(
      ${rows.map(([{ id }]) => id)}::text[], ${rows.map(([, outcome]) => stateOf(outcome))}::text[],
      ${rows.map(([, outcome]) => codeOf(outcome))}::text[],
      ${rows.map(([, outcome]) => ("problem" in outcome ? cleanProblem(outcome.problem) : null))}::text[],
      ${tried}::int[], ${again}::timestamptz[]
    ) AS outcome (id, state, code, problem, attempts, ready_at)
    WHERE inbox.tenant = ${tenant} AND inbox.id = outcome.id AND inbox.state = 'new'`.execute(tx);
  return ended;
}

function stateOf({ kind }: Outcome): "new" | "done" | "failed" {
  return kind === "later" ? "new" : kind === "failed" ? "failed" : "done";
}

function codeOf(outcome: Outcome): string | null {
  return "code" in outcome ? outcome.code : outcome.kind === "skipped" ? "skipped" : null;
}

/** Says of events what they wait for. They stay due, and no attempt is counted. */
export async function noteWaiting(
  tx: Tx,
  tenant: string,
  events: readonly Claimed[],
  { code, problem }: Trouble,
): Promise<void> {
  await tx
    .updateTable("inbox")
    .set({ code, problem })
    .where("tenant", "=", tenant)
    .where(
      "id",
      "in",
      events.map(({ id }) => id),
    )
    .where("state", "=", "new")
    .execute();
}
