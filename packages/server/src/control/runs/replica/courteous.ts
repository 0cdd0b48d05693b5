import type { KyselyPlugin } from "kysely";
import type { Database } from "../../../storage/database/types.ts";
import type { Courtesy } from "../courtesy.ts";

/** The database for the work of runs: before each transaction and each of its statements those pass who go first. */
export function courteous(database: Database, courtesy: Pick<Courtesy, "pass">): Database {
  return {
    ...database,
    tenant: async (tenant, work) => {
      const passing: KyselyPlugin = {
        transformQuery: ({ node }) => node,
        transformResult: async ({ result }) => {
          await courtesy.pass(tenant);
          return result;
        },
      };
      await courtesy.pass(tenant);
      return await database.tenant(tenant, (tx) => work(tx.withPlugin(passing)));
    },
  };
}
