import { Fault } from "@sdetkit/core";
import { Client } from "pg";
import { databaseFault, sqlState } from "./database-fault.ts";
import { CONNECT_MS } from "./migrate.ts";
import { urlFor } from "./roles.ts";
import type { DatabaseOptions } from "./types.ts";

const WRONG_PASSWORD = "28P01";

/** The roles' passwords follow from the master key: whoever cannot log in as one has another key than those who made them. Fault `master-key-differs`. */
export async function requireSameKey({ url, masterKey }: Pick<DatabaseOptions, "url" | "masterKey">): Promise<void> {
  const client = new Client({
    connectionString: urlFor("control", url, masterKey),
    connectionTimeoutMillis: CONNECT_MS,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    if (sqlState(error) !== WRONG_PASSWORD) throw databaseFault(error);
    throw new Fault(
      "master-key-differs",
      "expected the master key that this database was set up with, got another one",
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
