import { sweepExports } from "../../api/export-tenant.ts";
import type { Services } from "../../api/services.ts";
import { publishDashboards } from "../../control/dashboards/publish-dashboards.ts";
import type { DatabaseClock } from "../../storage/database/database-clock.ts";
import type { Health } from "./health.ts";
import { listFolders } from "./list-folders.ts";
import type { MaintenanceTask } from "./repeat.ts";
import { forgetOld } from "./retention.ts";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** What every replica does now and then; each of it is safe when several do it at once. */
export function maintenanceTasks(services: Services, clock: DatabaseClock, health: Health): readonly MaintenanceTask[] {
  const { now, schedules, ledger, tenants, workspaces, channels, database, settings } = services;
  return [
    { name: "checking the clock", everyMs: SECOND, work: () => clock.measure() },
    { name: "checking health", everyMs: 2 * SECOND, work: () => health.look() },
    { name: "starting due schedules", everyMs: SECOND, work: () => schedules.tick() },
    { name: "publishing ledgers", everyMs: 2 * SECOND, work: () => ledger.publishAll() },
    {
      name: "publishing dashboards",
      everyMs: settings.dashboards.publishSeconds * SECOND,
      work: () => publishDashboards(services),
    },
    { name: "syncing workspaces", everyMs: 5 * SECOND, work: () => workspaces.syncDue() },
    { name: "sweeping checkouts", everyMs: HOUR / 6, work: () => workspaces.sweepCheckouts() },
    { name: "listing tenants' folders", everyMs: 10 * SECOND, work: () => listFolders(database, settings.folder) },
    { name: "sweeping exports", everyMs: HOUR, work: () => sweepExports(settings.folder, Date.now()) },
    { name: "finishing removals of tenants", everyMs: HOUR / 6, work: () => tenants.removeLeftovers() },
    { name: "deleting old events", everyMs: HOUR, work: () => channels.sweep(now()) },
    { name: "deleting old journals", everyMs: HOUR, work: () => forgetOld(database, settings.retention) },
  ];
}
