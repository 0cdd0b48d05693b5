import { sql } from "kysely";
import type { Quotas } from "../storage/database/schema.ts";
import type { Tx } from "../storage/database/types.ts";
import type { Services } from "./services.ts";
import { quotasOf, type Usage } from "./views/tenant.ts";

/** What a tenant uses of its quotas: counts and sizes, nothing of what is counted. */
export async function usageOfTenant(
  { roots }: Pick<Services, "roots">,
  tx: Tx,
  tenant: string,
  allowed: Quotas,
): Promise<Usage> {
  const lately = sql<Date>`now() - interval '1 day'`;
  const runs = await tx
    .selectFrom("runs")
    .where("tenant", "=", tenant)
    .select(({ fn }) => [
      fn.countAll<number>().filterWhere("state", "!=", "over").as("unfinished"),
      fn.countAll<number>().filterWhere("created_at", ">", lately).as("lately"),
    ])
    .executeTakeFirstOrThrow();
  const count = (table: "inbox" | "schedules") =>
    tx
      .selectFrom(table)
      .where("tenant", "=", tenant)
      .select(({ fn }) => fn.countAll<number>().as("n"));
  const deliveries = await count("inbox").where("received_at", ">", lately).executeTakeFirstOrThrow();
  const schedules = await count("schedules").executeTakeFirstOrThrow();
  return {
    quotas: quotasOf(allowed),
    unfinished_runs: runs.unfinished,
    runs_last_day: runs.lately,
    storage_bytes: await roots.usage(tenant),
    deliveries_last_day: deliveries.n,
    schedules: schedules.n,
  };
}
