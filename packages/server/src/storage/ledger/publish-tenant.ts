import { setTimeout as sleep } from "node:timers/promises";
import { ledgerAltered } from "@sdetkit/core";
import { type History, openHistory } from "@sdetkit/runtime";
import { sql } from "kysely";
import type { Database, Tx } from "../database/types.ts";
import type { TenantContent } from "./content.ts";
import type { TenantKeys } from "./tenant-keys.ts";

/** Leaves that are read and written at a time. */
const BATCH = 1000;
/** How often it is tried to note how far the copy is, and after how many milliseconds again. */
const NOTING_ATTEMPTS = 5;
const NOTING_MS = 20;

/** What publishing needs. */
export interface Publisher {
  readonly database: Database;
  readonly keys: Pick<TenantKeys, "keyFor">;
  content(tenant: string): Promise<TenantContent>;
}

/**
 * Copies what the tenant's portable history does not have yet, in order, and answers how many leaves it holds now. The copy says
 * itself how far it is, so a crash at any moment costs nothing but doing the rest; of all replicas one copies at a time. Fault
 * `ledger-altered` when the copy holds anything else than the ledger in PostgreSQL.
 */
export function publishTenant(tenant: string, { database, keys, content }: Publisher): Promise<number> {
  return database.tenant(tenant, async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`sdetkit publish ${tenant}`}, 0))`.execute(tx);
    // Of a tenant that is being removed nothing is written: its folder may be gone already.
    const head = await tx
      .selectFrom("ledger_heads as h")
      .innerJoin("tenants as t", "t.id", "h.tenant")
      .select(["h.size", "h.frontier", "h.checkpoint", "h.published"])
      .where("h.tenant", "=", tenant)
      .where("t.state", "!=", "deleting")
      .executeTakeFirst();
    if (head === undefined) return 0;
    const key = await keys.keyFor(tx, tenant, head.checkpoint);
    const { layout } = await content(tenant);
    const history = openHistory(layout, { key });
    try {
      let size = history.size();
      if (size > head.size) throw ledgerAltered(`a published copy of ${size} rows, the ledger has ${head.size}`);
      await holdAgainst(tx, tenant, history, size);
      do {
        const leaves = await leavesFrom(tx, tenant, size, Math.min(BATCH, head.size - size));
        const last = size + leaves.length === head.size;
        size = history.appendPart({ from: size, leaves, ...(last ? { head } : {}) });
      } while (size < head.size);
    } finally {
      history.close();
    }
    if (head.published < head.size) await notePublished(tx, tenant, head.size);
    return head.size;
  });
}

/**
 * Notes how far the copy is, without waiting for a transaction that appends: the number only saves looking, and is written the next time.
 * A few tries, so that it does not stand still while there is always somebody who appends.
 */
async function notePublished(tx: Tx, tenant: string, size: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { numAffectedRows } = await sql`
      UPDATE ledger_heads SET published = ${size}, behind_since = CASE WHEN size > ${size} THEN now() END
      WHERE published < ${size} AND tenant = (
        SELECT tenant FROM ledger_heads WHERE tenant = ${tenant} FOR UPDATE SKIP LOCKED
      )
    `.execute(tx);
    if (numAffectedRows === 1n || attempt === NOTING_ATTEMPTS) return;
    await sleep(NOTING_MS);
  }
}

/** A copy of another past (a database that was restored from a backup and went on) ends with another leaf. */
async function holdAgainst(tx: Tx, tenant: string, history: History, size: number): Promise<void> {
  if (size === 0) return;
  const [copied] = history.read<{ leaf: string }>("SELECT leaf FROM ledger WHERE seq = ?", size - 1);
  const [leaf] = await leavesFrom(tx, tenant, size - 1, 1);
  if (copied?.leaf !== leaf) throw ledgerAltered(`a published copy whose row ${size - 1} is another one`);
}

async function leavesFrom(tx: Tx, tenant: string, from: number, count: number): Promise<string[]> {
  if (count === 0) return [];
  const rows = await tx
    .selectFrom("ledger")
    .select(["seq", "leaf"])
    .where("tenant", "=", tenant)
    .where("seq", ">=", from)
    .where("seq", "<", from + count)
    .orderBy("seq")
    .execute();
  if (rows.length !== count) throw ledgerAltered(`${rows.length} of the ${count} rows from number ${from} on`);
  return rows.map(({ leaf }) => leaf);
}
