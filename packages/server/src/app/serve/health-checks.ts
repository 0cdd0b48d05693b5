import { newId } from "@sdetkit/runtime";
import type { Replica } from "../../control/runs/types.ts";
import type { Settings } from "../../settings/types.ts";
import { type DatabaseClock, describeSkew } from "../../storage/database/database-clock.ts";
import type { Database } from "../../storage/database/types.ts";
import type { HealthCheck } from "./health.ts";
import { probeDatabase, probeFolder } from "./write-probes.ts";

/** What `/readyz` asks: whether all that is kept could be, the replica is among the others, and the clocks agree. */
export function healthChecks({
  settings: { roots, database: bounds },
  database,
  clock,
  replica,
}: {
  readonly settings: Pick<Settings, "roots" | "database">;
  readonly database: Pick<Database, "control">;
  readonly clock: Pick<DatabaseClock, "ahead">;
  readonly replica: Pick<Replica, "present">;
}): readonly HealthCheck[] {
  // Not the replica's: its name changes when it is considered lost.
  const own = newId("probe", Date.now());
  return [
    { name: "database", keeps: true, look: () => probeDatabase(database, own) },
    { name: "history", keeps: true, look: () => probeFolder(roots.history) },
    { name: "workspaces", keeps: true, look: () => probeFolder(roots.workspace) },
    { name: "dashboards", keeps: false, look: () => probeFolder(roots.dashboards) },
    { name: "replica", keeps: false, look: () => (replica.present ? "ok" : "away") },
    {
      name: "clock",
      keeps: false,
      look: () => {
        const ahead = clock.ahead();
        return Math.abs(ahead) <= bounds.maxClockSkewSeconds * 1000 ? "ok" : describeSkew(ahead);
      },
    },
  ];
}
