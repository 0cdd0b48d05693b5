import { databaseFault } from "../../storage/database/database-fault.ts";
import { readConfig, withSandbox } from "./check-config.ts";
import type { TenantPorts } from "./tenant-ports.ts";
import { tenantRow } from "./tenant-rows.ts";
import type { TenantRules } from "./types.ts";

/** How long rules are believed when no notice of a change came through. */
const KEPT_MS = 3_000;
const MOST = 10_000;

/** Rules in memory: read once in some seconds, and anew after a change, here at once and elsewhere when its notice arrives. */
export interface RulesCache {
  rules(tenant: string): Promise<TenantRules>;
  /** A change is about to be committed: until it must be, nothing of this tenant is kept. */
  changing(tenant: string): void;
  /** Something was changed somewhere. */
  forget(): void;
}

/** @param ports.settings the sandbox that the server insists on. */
export function rulesCache({
  database,
  settings,
  now,
}: Pick<TenantPorts, "database" | "settings" | "now">): RulesCache {
  const kept = new Map<string, { readonly until: number; readonly rules: Promise<TenantRules> }>();
  const unsettled = new Map<string, number>();

  async function load(tenant: string): Promise<TenantRules> {
    try {
      const row = await tenantRow(database.routing, tenant);
      const config = withSandbox(readConfig(row.config), settings.runs.sandbox);
      return { config, quotas: row.quotas, number: row.number, state: row.state };
    } catch (error) {
      throw databaseFault(error);
    }
  }

  return {
    rules: (tenant) => {
      if ((unsettled.get(tenant) ?? 0) > now()) return load(tenant);
      const known = kept.get(tenant);
      if (known !== undefined && known.until > now()) return known.rules;
      if (kept.size >= MOST) kept.clear();
      const entry = { until: now() + KEPT_MS, rules: load(tenant) };
      kept.set(tenant, entry);
      // What failed is asked again next time.
      entry.rules.catch(() => kept.get(tenant) === entry && kept.delete(tenant));
      return entry.rules;
    },
    changing: (tenant) => {
      kept.delete(tenant);
      for (const [one, until] of unsettled) if (until <= now()) unsettled.delete(one);
      unsettled.set(tenant, now() + KEPT_MS);
    },
    forget: () => kept.clear(),
  };
}
