import { buildSummary, DASHBOARD_FORMATS, renderDashboard } from "@sdetkit/runtime";
import type { Database } from "../../storage/database/types.ts";
import type { Ledger } from "../../storage/ledger/types.ts";
import type { Roots } from "../../storage/roots/types.ts";
import { forEachTenant } from "../tenants/for-each-tenant.ts";

/** Says of which ledger the dashboards beside it are; written last. */
const STATE = "ledger-size";

/**
 * Writes the dashboards of every active tenant whose ledger has grown, in every format, to its part of the `dashboards` root: for those
 * who serve them or look at them without a token. Several replicas at once write the same.
 */
export async function publishDashboards({
  database,
  ledger,
  roots,
}: {
  readonly database: Database;
  readonly ledger: Pick<Ledger, "history">;
  readonly roots: Pick<Roots, "store">;
}): Promise<void> {
  const heads = await database.routing
    .selectFrom("ledger_heads")
    .innerJoin("tenants", "tenants.id", "ledger_heads.tenant")
    .select(["ledger_heads.tenant", "ledger_heads.size"])
    .where("tenants.state", "=", "active")
    .where("ledger_heads.size", ">", 0)
    .execute();
  await forEachTenant(heads, async ({ tenant, size }) => {
    const store = roots.store("dashboards", tenant);
    const published = await store.get(STATE);
    if (published !== null && Buffer.from(published).toString() === String(size)) return;
    await ledger.history(tenant, async (history) => {
      const summary = await buildSummary(history, {});
      for (const format of DASHBOARD_FORMATS) {
        await store.put(`dashboard.${format}`, await renderDashboard(summary, format));
      }
    });
    await store.put(STATE, String(size));
  });
}
