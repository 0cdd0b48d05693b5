import { Fault } from "@sdetkit/core";
import { type CompiledQuery, Kysely, PostgresDialect, type RawBuilder, sql } from "kysely";
import { type ClientConfig, Pool, type QueryResult, types } from "pg";
import { databaseFault, isAway } from "./database-fault.ts";
import { listenForNotices, NOTICES } from "./listen-for-notices.ts";
import { CONNECT_MS, migrate } from "./migrate.ts";
import { openSession } from "./open-session.ts";
import { requireSameKey } from "./require-same-key.ts";
import { type DatabaseRole, urlFor } from "./roles.ts";
import type { Tables } from "./schema.ts";
import type { Database, DatabaseOptions, Notice, Tx } from "./types.ts";

const INT8 = 20;
/** A transaction whose replica says nothing for so long is ended: one that is suspended must not hold up the others. */
const SILENT_MS = 5_000;
/** After so long without a word it is asked whether the other end is still there: one whose machine is gone says nothing at all. */
const QUIET_MS = 10_000;

/** No counter here reaches 2^53, so `bigint` is a number. */
const parsers = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === INT8 ? Number : types.getTypeParser(oid, format as "text")) as typeof types.getTypeParser,
};

/** Migrates, then opens the database for this replica. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  await migrate(options.url, options.masterKey).catch((error) => {
    throw isAway(error) ? unreachable(options.url, error) : error;
  });
  await requireSameKey(options);
  return connectDatabase(options);
}

function unreachable(url: string, cause: unknown): Fault {
  const { hostname, port, pathname, searchParams } = new URL(url);
  const place = searchParams.get("host") ?? `${hostname}:${port || "5432"}`;
  return new Fault(
    "database-unreachable",
    `expected a PostgreSQL with ${pathname.slice(1)} at ${place}, nobody answers`,
    { remedy: "start it, or correct database.url; without one, the server starts its own", cause },
  );
}

/** Opens a database that was migrated before. */
export function connectDatabase({ url, masterKey, connections }: DatabaseOptions): Database {
  const config = (role: DatabaseRole): ClientConfig => ({
    connectionString: urlFor(role, url, masterKey),
    application_name: `sdetkit ${role}`,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: QUIET_MS,
    idle_in_transaction_session_timeout: SILENT_MS,
    types: parsers,
  });
  const controlPool = openPool(config("control"), connections);
  const app = kysely(openPool(config("app"), connections));
  const routing = kysely(controlPool);
  const notices = listenForNotices(config("control"));
  return {
    tenant: (tenant, work) => {
      // The text goes into the statement as it is, to save a round trip: nothing but an id gets here.
      if (!/^t-[\w-]{1,60}$/.test(tenant)) throw new Error(`no tenant id: ${JSON.stringify(tenant)}`);
      return transaction(app, `BEGIN; SELECT set_config('sdetkit.tenant', '${tenant}', true)`, work);
    },
    control: (work) => transaction(routing, "BEGIN", work),
    routing,
    oneByOne: (lock, statement) => lockedStatement(controlPool, lock, statement.compile(routing)),
    notify: async (tx, ...notices) => {
      await sql`SELECT ${sql.join(notices.map(notifying))}`.execute(tx);
    },
    notifying,
    listen: notices.listen,
    session: (lost) => openSession(config("control"), lost),
    close: async () => {
      await Promise.all([notices.close(), app.destroy(), routing.destroy()]);
    },
  };
}

function notifying(notice: Notice): RawBuilder<unknown> {
  return sql`pg_notify(${NOTICES}, ${notice})`;
}

function openPool(config: ClientConfig, connections: number): Pool {
  const pool = new Pool({ ...config, max: connections, idleTimeoutMillis: 30_000 });
  // An idle connection that breaks is replaced when the next one is needed.
  pool.on("error", () => undefined);
  // One that breaks between two statements of a transaction tells it to its client: the next statement fails.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

function kysely(pool: Pool): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

/** Statements that are sent together are one transaction, each with a snapshot of its own. */
async function lockedStatement<R>(pool: Pool, lock: number, statement: CompiledQuery<R>): Promise<R[]> {
  if (statement.parameters.length > 0) throw new Error("expected a statement whose values stand in it");
  try {
    const results: unknown = await pool.query(`SELECT pg_advisory_xact_lock(${Math.trunc(lock)}); ${statement.sql}`);
    return (results as readonly QueryResult[])[1]?.rows as R[];
  } catch (error) {
    throw databaseFault(error);
  }
}

async function transaction<T>(database: Kysely<Tables>, begin: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await database.connection().execute(async (tx) => {
      const say = (statement: string) => sql.raw<{ command?: string }>(statement).execute(tx);
      await say(begin);
      try {
        const result = await work(tx);
        const { rows } = await say("COMMIT");
        if (rows[0]?.command === "ROLLBACK")
          throw new Error("a statement failed, and the work went on as if it had not");
        return result;
      } catch (error) {
        // Whatever it was, also another connection's end: this one goes back to the pool, and nothing of this work with it.
        await say("ROLLBACK").catch(() => undefined);
        throw error;
      }
    });
  } catch (error) {
    throw databaseFault(error);
  }
}
