import { sql } from "kysely";
import type { Database, Tx } from "../../database/contract.ts";
import { backoffSeconds, MOST_ATTEMPTS } from "../backoff.ts";
import { cleanProblem } from "../conversations/clean-json.ts";
import type { Outcome } from "./handle-event.ts";
import type { Stored } from "./stored.ts";

/** What the rows of the inbox are read and changed with. */
interface RowsDeps {
  readonly database: Database;
  readonly now: () => number;
}

/** An event that is due. */
export interface Claimed {
  readonly channel: string;
  readonly event: string;
  readonly attempts: number;
  /** Characters of its body. */
  readonly length: number;
  readonly stored: Stored | null;
}

/** Hops from tenant to tenant along the index: a long backlog of one costs no more than a short one. */
export async function tenantsWithWork({ database, now }: RowsDeps): Promise<readonly string[]> {
  const { rows } = await sql<{ tenant: string }>`
    WITH RECURSIVE hop AS (
      (SELECT tenant FROM inbox WHERE state = 'new' ORDER BY tenant LIMIT 1)
      UNION ALL
      SELECT (SELECT tenant FROM inbox WHERE state = 'new' AND tenant > hop.tenant ORDER BY tenant LIMIT 1)
      FROM hop WHERE hop.tenant IS NOT NULL
    )
    SELECT hop.tenant FROM hop JOIN tenants ON tenants.id = hop.tenant AND tenants.state = 'active'
    WHERE EXISTS (
      SELECT FROM inbox WHERE inbox.tenant = hop.tenant AND state = 'new' AND ready_at <= ${new Date(now())}
    )`.execute(database.routing);
  return rows.map(({ tenant }) => tenant);
}

/** The oldest events of a tenant that are due, locked until the transaction ends. `rest`: without those of programs. */
export async function claim(
  tx: Tx,
  tenant: string,
  { now }: Pick<RowsDeps, "now">,
  { most, rest }: { readonly most: number; readonly rest: boolean },
): Promise<readonly Claimed[]> {
  const rows = await tx
    .selectFrom("inbox")
    .select(["channel", "event", "attempts", "body"])
    .where("tenant", "=", tenant)
    .where("state", "=", "new")
    .where("ready_at", "<=", new Date(now()))
    .$if(rest, (query) => query.where("body", "not like", `{"kind":"event"%`))
    .orderBy("ready_at")
    .limit(most)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(({ body, ...row }) => ({
    ...row,
    length: body?.length ?? 0,
    stored: body === null ? null : (JSON.parse(body) as Stored),
  }));
}

/** Locks one event; false when it is not due any more, or somebody else has it. */
export async function lockDue(
  tx: Tx,
  tenant: string,
  { channel, event }: Claimed,
  { now }: Pick<RowsDeps, "now">,
): Promise<boolean> {
  const row = await tx
    .selectFrom("inbox")
    .select("event")
    .where("tenant", "=", tenant)
    .where("channel", "=", channel)
    .where("event", "=", event)
    .where("state", "=", "new")
    .where("ready_at", "<=", new Date(now()))
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row !== undefined;
}

/** Lets an event be tried again later; true when it was the last time. */
export async function postpone(
  tenant: string,
  one: Claimed,
  error: unknown,
  { database, now }: RowsDeps,
): Promise<boolean> {
  const attempts = one.attempts + 1;
  const last = attempts >= MOST_ATTEMPTS;
  const ready_at = new Date(now() + backoffSeconds(attempts) * 1000);
  await database.tenant(tenant, (tx) =>
    tx
      .updateTable("inbox")
      .set({ attempts, problem: cleanProblem(error), ...(last ? { state: "failed" } : { ready_at }) })
      .where("tenant", "=", tenant)
      .where("channel", "=", one.channel)
      .where("event", "=", one.event)
      .where("state", "=", "new")
      .execute(),
  );
  return last;
}

/** Writes down what became of events. */
export async function mark(tx: Tx, tenant: string, outcomes: ReadonlyMap<Claimed, Outcome>): Promise<void> {
  const rows = [...outcomes];
  await sql`
    UPDATE inbox SET state = outcome.state, problem = outcome.problem
    FROM unnest(
      ${rows.map(([{ channel }]) => channel)}::text[], ${rows.map(([{ event }]) => event)}::text[],
      ${rows.map(([, { kind }]) => kind)}::text[],
      ${rows.map(([, outcome]) => (outcome.kind === "failed" ? cleanProblem(outcome.problem) : null))}::text[]
    ) AS outcome (channel, event, state, problem)
    WHERE inbox.tenant = ${tenant} AND inbox.channel = outcome.channel AND inbox.event = outcome.event`.execute(tx);
}
