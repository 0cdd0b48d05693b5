import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import type { Database } from "../database/contract.ts";
import type { AppOptions } from "../http/app-options.ts";
import type { Replica } from "../runs/contract.ts";

const PATIENCE_MS = 2_000;

/** What `/readyz` asks: whether the database answers, and this replica holds its lock and is not about to end. */
export function readiness(database: Database, replica: Replica): AppOptions["ready"] {
  return async () => {
    const answers = sql`SELECT 1`.execute(database.routing).then(
      () => "ok",
      () => "away",
    );
    const late = sleep(PATIENCE_MS, "late", { ref: false });
    const checks = { database: await Promise.race([answers, late]), replica: replica.present ? "ok" : "away" };
    return { ready: checks.database === "ok" && checks.replica === "ok", checks };
  };
}
