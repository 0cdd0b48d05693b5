import { growLedger, type LedgerHead, ledgerAltered, trustHead } from "@sdetkit/core";
import { hashing } from "@sdetkit/runtime";
import { sql } from "kysely";
import { sqlState } from "../database/database-fault.ts";
import type { Tx } from "../database/types.ts";
import type { TenantKeys } from "./tenant-keys.ts";

const UNIQUE_VIOLATION = "23505";
const REMEMBERED = 10_000;

/** What else is written beside an act's leaf. */
export interface AuditEventIndex {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly act: string;
  readonly target: string;
}

/** A tenant's ledger in the hands of one transaction: nobody else appends until it is over. */
export interface LockedLedger {
  readonly size: number;
  /** Appends leaves; with `index` one, which is that act's. Once a transaction, or after locking it again. */
  append(leaves: readonly string[], index?: AuditEventIndex): Promise<void>;
}

/** Locks the ledger's head. */
export type LockLedger = (tx: Tx, tenant: string) => Promise<LockedLedger>;

/** Ledgers of tenants whose keys are found with `keys`. */
export function createLock(keys: Pick<TenantKeys, "keyFor">): LockLedger {
  // What this process signed need not be verified again.
  const ownNotes = new Map<string, string>();
  const remember = (tenant: string, note: string) => {
    if (ownNotes.size >= REMEMBERED) ownNotes.clear();
    ownNotes.set(tenant, note);
  };
  return async (tx, tenant) => {
    const head = await tx
      .selectFrom("ledger_heads")
      .select(["size", "frontier", "checkpoint"])
      .where("tenant", "=", tenant)
      .forUpdate()
      .executeTakeFirst();
    if (head === undefined) throw ledgerAltered("no head row");
    return {
      size: head.size,
      append: async (leaves, index) => {
        if (leaves.length === 0) return;
        const key = await keys.keyFor(tx, tenant, head.checkpoint);
        // That the last row is there, and none behind it, is seen when writing.
        trustHead(head, head.size - 1, key, hashing, ownNotes.get(tenant));
        const grown = growLedger(head, leaves, key, hashing);
        await write(tx, tenant, head, grown, index);
        // Also right when the transaction is rolled back: the head then still carries another note, which is verified again.
        remember(tenant, grown.head.checkpoint);
      },
    };
  };
}

/** One statement for everything: the round trips are what appending costs. */
async function write(
  tx: Tx,
  tenant: string,
  was: LedgerHead,
  { head, rows }: ReturnType<typeof growLedger>,
  index: AuditEventIndex | undefined,
): Promise<void> {
  const seqs = rows.map(({ seq }) => seq);
  const hashes = rows.map(({ hash }) => Buffer.from(hash));
  const leaves = rows.map(({ leaf }) => leaf);
  const act =
    index === undefined
      ? sql``
      : sql`, a AS (INSERT INTO acts (tenant, seq, id, at, actor, act, target, body) VALUES (${tenant}, ${seqs[0]},
          ${index.id}, ${index.at}, ${index.actor}, ${index.act}, ${index.target}, ${leaves[0]}))`;
  try {
    const { numAffectedRows } = await sql`
      WITH l AS (
        INSERT INTO ledger (tenant, seq, hash, leaf)
        SELECT ${tenant}, seq, hash, leaf
        FROM unnest(${seqs}::bigint[], ${hashes}::bytea[], ${leaves}::text[]) AS r (seq, hash, leaf)
      )${act}
      UPDATE ledger_heads SET size = ${head.size}, frontier = ${Buffer.from(head.frontier)}, checkpoint = ${head.checkpoint},
        behind_since = CASE WHEN published >= size THEN now() ELSE coalesce(behind_since, now()) END
      WHERE tenant = ${tenant}
        AND (${was.size}::bigint = 0 OR EXISTS (SELECT FROM ledger WHERE tenant = ${tenant} AND seq = ${was.size - 1}))
    `.execute(tx);
    if (numAffectedRows !== 1n) throw ledgerAltered(`no row ${was.size - 1} under a checkpoint of ${was.size} rows`);
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
    throw ledgerAltered(`rows behind the ${was.size} that its checkpoint covers`);
  }
}
