import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";
import { connectDatabase } from "../open-database.ts";
import type { Database } from "../types.ts";
import { addTenant } from "./add-tenant.ts";
import { TEST_MASTER_KEY } from "./master-key.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The owner's URL of the migrated database that each test file's own is copied from. */
    postgres: string;
  }
}

/** A database of its own, with every table and no row but those of the tenants named, and its owner's URL. Closed and dropped by `drop`. */
export async function openTestDatabase(tenants: readonly string[] = []): Promise<{
  readonly database: Database;
  readonly url: string;
  drop(): Promise<void>;
}> {
  const template = inject("postgres");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await asOwner(template, `CREATE DATABASE ${name} TEMPLATE sdetkit`);
  const url = new URL(template);
  url.pathname = `/${name}`;
  const database = connectDatabase({ url: url.href, masterKey: TEST_MASTER_KEY, connections: 8 });
  for (const id of tenants) await addTenant(database, id);
  return {
    database,
    url: url.href,
    drop: async () => {
      await database.close();
      await asOwner(template, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function asOwner(url: string, sql: string): Promise<void> {
  const maintenance = new URL(url);
  maintenance.pathname = "/postgres";
  const client = new Client(maintenance.href);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
