import { type History, openHistory } from "@sdetkit/runtime";
import { sql } from "kysely";
import type { Database } from "../database/types.ts";
import type { Roots } from "../roots/types.ts";
import type { Vault } from "../vault/types.ts";
import { appendAuditEvent, listAuditEvents } from "./append-audit-event.ts";
import { createLock } from "./append-leaves.ts";
import { appendRuns } from "./append-runs.ts";
import { createContent } from "./content.ts";
import { publishTenant } from "./publish-tenant.ts";
import { createTenantKeys } from "./tenant-keys.ts";
import type { Ledger } from "./types.ts";

/** Tenants that are published at the same time. */
const AT_ONCE = 4;

/** What ledgers are made of. */
export interface LedgerPorts {
  readonly database: Database;
  readonly vault: Vault;
  readonly roots: Pick<Roots, "folder">;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Opens the ledgers of all tenants. */
export function createLedger({ database, vault, roots, now }: LedgerPorts): Ledger {
  const keys = createTenantKeys(vault);
  const lock = createLock(keys);
  const content = createContent(roots);
  const publishing = new Map<string, Promise<number>>();

  /** Many who ask at the same time share one copying. */
  const publish = (tenant: string): Promise<number> => {
    const going = publishing.get(tenant);
    if (going !== undefined) return going;
    const begun = publishTenant(tenant, { database, keys, content }).finally(() => publishing.delete(tenant));
    publishing.set(tenant, begun);
    return begun;
  };
  const sizeOf = async (tenant: string) => {
    const query = database.routing.selectFrom("ledger_heads").select(["size", "published"]);
    return (await query.where("tenant", "=", tenant).executeTakeFirst()) ?? { size: 0, published: 0 };
  };
  /** A copy that somebody else is making now may have begun before the leaf that is waited for. */
  const publishUpTo = async (tenant: string, size: number) => {
    if ((await publish(tenant)) < size) await publish(tenant);
  };
  const opened = async (tenant: string, size: number): Promise<History> => {
    const { layout } = await content(tenant);
    const history = openHistory(layout, { readOnly: true });
    if (history.size() >= size) return history;
    // Published by another replica, and not to be seen here: a folder that was restored or is not shared.
    history.close();
    await publishUpTo(tenant, size);
    return openHistory(layout, { readOnly: true });
  };

  return {
    content,
    create: keys.create,
    appendRuns: async (tx, tenant, runs) => appendRuns(tx, tenant, runs, await content(tenant), lock),
    appendAuditEvent: (tx, by, act) => appendAuditEvent(tx, by, act, new Date(now()), lock),
    acts: listAuditEvents,
    publish: async (tenant) => {
      const { size } = await sizeOf(tenant);
      await publishUpTo(tenant, size);
    },
    publishAll: async () => {
      const { rows } = await sql<{ tenant: string }>`
        SELECT h.tenant FROM ledger_heads h JOIN tenants t ON t.id = h.tenant
        WHERE h.published < h.size AND t.state <> 'deleting' ORDER BY h.size - h.published DESC
      `.execute(database.routing);
      const failed: unknown[] = [];
      const work = async () => {
        for (let row = rows.shift(); row !== undefined; row = rows.shift()) {
          // One tenant's broken disk or altered copy must not keep the others waiting.
          await publish(row.tenant).catch((error) => failed.push(error));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      if (failed.length > 0) throw failed[0];
    },
    history: async (tenant, read) => {
      const { size, published } = await sizeOf(tenant);
      if (published < size) await publishUpTo(tenant, size);
      const history = await opened(tenant, size);
      try {
        return await read(history);
      } finally {
        history.close();
      }
    },
  };
}
