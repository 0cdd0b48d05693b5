import { channels } from "./0001/channels.ts";
import { ledger } from "./0001/ledger.ts";
import { limits } from "./0001/limits.ts";
import { runs } from "./0001/runs.ts";
import { schedules } from "./0001/schedules.ts";
import type { TableGroup } from "./0001/table-group.ts";
import { tenants } from "./0001/tenants.ts";
import { workspaces } from "./0001/workspaces.ts";

/**
 * The first schema. Three kinds of roles use it: the owner migrates and then leaves; `app` works for one tenant at a
 * time, named by the transaction-local setting `sdetkit.tenant`; `control` routes: it finds whose token, event or run
 * something is, and sees no content. Neither owns a table nor bypasses row-level security, which is forced everywhere.
 */
const GROUPS: readonly TableGroup[] = [tenants, workspaces, runs, ledger, schedules, channels, limits];

/** Makes every table, those that others refer to first. */
export const TABLES = GROUPS.map(({ sql }) => sql).join("");

/** Every table whose rows belong to one tenant, those that others refer to first. */
export const TENANT_TABLES = [
  ...tenants.ofTenants,
  ...workspaces.ofTenants,
  ...runs.ofTenants,
  ...ledger.ofTenants,
  ...schedules.ofTenants,
  ...channels.ofTenants,
  ...limits.ofTenants,
] as const;

/** What the role that routes may do: table, and the privileges in the words of GRANT. */
export const CONTROL = GROUPS.flatMap(({ control }) => control);
