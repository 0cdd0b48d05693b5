import type { KyselyPlugin } from "kysely";
import type { Database } from "../../../storage/database/types.ts";
import type { FirstRunPriority } from "../first-run-priority.ts";

/** The database for the work of runs: before each transaction and each of its statements those pass who go first. */
export function prioritizedDatabase(database: Database, priority: Pick<FirstRunPriority, "pass">): Database {
  return {
    ...database,
    tenant: async (tenant, work) => {
      const passing: KyselyPlugin = {
        transformQuery: ({ node }) => node,
        transformResult: async ({ result }) => {
          await priority.pass(tenant);
          return result;
        },
      };
      await priority.pass(tenant);
      return await database.tenant(tenant, (tx) => work(tx.withPlugin(passing)));
    },
  };
}
