import { z } from "zod";
import type { TenantView } from "../../control/tenants/types.ts";
import { type Quotas, SCHEDULES_QUOTA } from "../../storage/database/schema.ts";
import { tenantFolder } from "../../storage/roots/tenant-folder.ts";
import { instant } from "./shapes.ts";

const count = z.int().min(0).max(1_000_000_000);

/** What a tenant may use at most. */
export const quotas = z
  .strictObject({
    concurrent_runs: count.describe("Concurrent runs."),
    runs_per_day: count,
    storage_bytes: z.int().min(0).describe("For workspaces and history together."),
    burst: count.describe("Burst of requests and messages."),
    per_second: z.number().min(0).max(1_000_000).describe("Requests added to the burst per second."),
    schedules: count.describe("Schedules, paused ones included."),
  })
  .meta({ id: "Quotas" });

/** Those quotas that are to be others. */
export const quotaChange = quotas.partial().meta({ id: "QuotaChange" });

/** A tenant. */
export const tenantView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    state: z.enum(["active", "suspended", "deleting"]),
    quotas,
    created_at: instant,
  })
  .meta({ id: "Tenant" });

/** What is used of the quotas. */
export const usageView = z
  .strictObject({
    quotas,
    unfinished_runs: z.int(),
    runs_last_day: z.int().describe("Started within 24 hours."),
    storage_bytes: z.int().describe("Measured periodically."),
    deliveries_last_day: z.int().describe("Messages and events received within 24 hours."),
    schedules: z.int().describe("Paused ones included."),
  })
  .meta({ id: "Usage" });

/** What is used of the quotas. */
export type Usage = z.input<typeof usageView>;

/** What the platform sees of a tenant: nothing that is in it. */
export const platformTenantView = z
  .strictObject({
    ...tenantView.shape,
    folder: z.string().describe("Name of its folder below each of the server's roots."),
  })
  .meta({ id: "PlatformTenant" });

/** A tenant's policy and everything else that its runs go by. */
export const configText = z
  .string()
  .max(256 * 1024)
  .describe("The tenant's `config.yaml`, as written by `agent init`: the policy for all its runs.");

/** Quotas as the API writes them. */
export function quotasOf(own: Quotas): z.input<typeof quotas> {
  return {
    concurrent_runs: own.concurrentRuns,
    runs_per_day: own.runsPerDay,
    storage_bytes: own.storageBytes,
    burst: own.burst,
    per_second: own.perSecond,
    schedules: own.schedules ?? SCHEDULES_QUOTA,
  };
}

/** Quotas as the rest of the server wants them: those that were given. */
export function quotasFrom(given: z.output<typeof quotaChange>): Partial<Quotas> {
  const names = {
    concurrent_runs: "concurrentRuns",
    runs_per_day: "runsPerDay",
    storage_bytes: "storageBytes",
    burst: "burst",
    per_second: "perSecond",
    schedules: "schedules",
  } as const;
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [names[key as keyof typeof names], value]));
}

/** The tenant as the platform is shown it. */
export function platformTenantOf(view: TenantView): z.input<typeof platformTenantView> {
  return { ...tenantOf(view), folder: tenantFolder(view.id) };
}

/** The tenant as the API shows it. */
export function tenantOf({ quotas: own, ...view }: TenantView): z.input<typeof tenantView> {
  return { ...view, quotas: quotasOf(own) };
}
