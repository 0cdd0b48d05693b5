import { Client } from "pg";
import { CONTROL, TABLES, TENANT_TABLES } from "./migrations/0001-first.ts";
import { DELIVERIES } from "./migrations/0002-deliveries.ts";
import { DURABILITY } from "./migrations/0004-durability.ts";
import { HOLDERS } from "./migrations/0005-holders.ts";
import { OPERATIONS } from "./migrations/0006-operations.ts";
import { VERDICTS } from "./migrations/0007-verdicts.ts";
import { type DatabaseRole, passwordOf, ROLES } from "./roles.ts";

/** Of all who migrate at once, one does and the others wait. */
export const MIGRATION_LOCK = 0x5de7c1;

/** Longest wait for a database that does not answer. In milliseconds. */
export const CONNECT_MS = 5_000;

/** One step from a version to the next. Never edited once released: a change is a new one. */
interface Migration {
  readonly version: number;
  readonly sql: string;
}

const MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: [TABLES, ...TENANT_TABLES.map(isolate), ...grants()].join("\n") },
  { version: 2, sql: DELIVERIES },
  { version: 4, sql: DURABILITY },
  { version: 5, sql: HOLDERS },
  { version: 6, sql: OPERATIONS },
  { version: 7, sql: VERDICTS },
];

/** Brings a database to the version of this program, as its owner. Safe to call from any number of replicas at once. */
export async function migrate(url: string, masterKey: Buffer): Promise<void> {
  const client = new Client({
    connectionString: url,
    application_name: "sdetkit migrate",
    connectionTimeoutMillis: CONNECT_MS,
  });
  // What was asked fails; told to nobody, it would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    for (const role of Object.keys(ROLES) as DatabaseRole[]) await ensureRole(client, role, masterKey);
    await client.query("CREATE SCHEMA IF NOT EXISTS sdetkit");
    await client.query("SET search_path = sdetkit");
    await client.query(
      "CREATE TABLE IF NOT EXISTS migrations (version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())",
    );
    const done = await client.query<{ version: number }>("SELECT version FROM migrations");
    const versions = new Set(done.rows.map(({ version }) => version));
    for (const { version, sql } of MIGRATIONS) {
      if (versions.has(version)) continue;
      await client.query(`BEGIN; ${sql}; INSERT INTO migrations VALUES (${version}); COMMIT`);
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What is as it should be is left alone: an owner who is no superuser may not even say again that a role is none. */
async function ensureRole(client: Client, role: DatabaseRole, masterKey: Buffer): Promise<void> {
  const name = ROLES[role];
  const { rows } = await client.query<{ powerless: boolean; placed: boolean }>(
    `SELECT rolcanlogin AND NOT (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole) AS powerless,
      coalesce('search_path=sdetkit' = ANY (rolconfig), false) AS placed
     FROM pg_roles WHERE rolname = $1`,
    [name],
  );
  const [found] = rows;
  const rights = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE";
  if (found === undefined) {
    const password = client.escapeLiteral(passwordOf(role, masterKey));
    await client.query(`CREATE ROLE ${name} ${rights} PASSWORD ${password}`);
    // Its password stays otherwise: a server with another master key must not lock the others out.
  } else if (!found.powerless) await client.query(`ALTER ROLE ${name} ${rights}`);
  if (found?.placed !== true) await client.query(`ALTER ROLE ${name} SET search_path = sdetkit`);
}

/** Whatever is asked of the table, `app` gets the rows of the tenant that the transaction named: none when it named none. */
function isolate(table: string): string {
  const own = "tenant = (SELECT current_setting('sdetkit.tenant', true))";
  return `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON ${table} TO ${ROLES.app} USING (${own}) WITH CHECK (${own});
GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO ${ROLES.app};`;
}

function grants(): string[] {
  const routed = CONTROL.map(([table, privileges]) => `GRANT ${privileges} ON ${table} TO ${ROLES.control};`);
  const policies = CONTROL.filter(([table]) => (TENANT_TABLES as readonly string[]).includes(table)).map(
    ([table]) => `CREATE POLICY routing ON ${table} TO ${ROLES.control} USING (true) WITH CHECK (true);`,
  );
  return [
    `GRANT USAGE ON SCHEMA sdetkit TO ${ROLES.app}, ${ROLES.control};`,
    "ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;",
    "ALTER TABLE tenants FORCE ROW LEVEL SECURITY;",
    `CREATE POLICY own ON tenants TO ${ROLES.app} USING (id = (SELECT current_setting('sdetkit.tenant', true)));`,
    `CREATE POLICY routing ON tenants TO ${ROLES.control} USING (true) WITH CHECK (true);`,
    // Not its name: that one is taken would tell of another tenant. Not its number: a tenant's commands run as the user it gives.
    `GRANT SELECT, UPDATE (state, config, quotas) ON tenants TO ${ROLES.app};`,
    ...routed,
    ...policies,
  ];
}
