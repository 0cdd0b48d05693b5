import { Client, type DatabaseError } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { TENANT_TABLES } from "../../packages/server/src/storage/database/migrations/0001-first.ts";
import { type DatabaseRole, urlFor } from "../../packages/server/src/storage/database/roles.ts";
import { type Cluster, cluster, MASTER_KEY } from "./harness/cluster.ts";
import { type FullTenant, fullTenant } from "./harness/full-tenant.ts";
import { ghosts } from "./harness/ghosts.ts";
import { MARKS, marksOf, rowsOf } from "./harness/rows-of.ts";
import { withClient } from "./harness/with-client.ts";

const TABLES = [...TENANT_TABLES, "tenants"] as const;
const keyOf = (table: string) => (table === "tenants" ? "id" : "tenant");
const NOT_ALLOWED = "42501";

test("SQL of a tenant's transaction gets no row of another tenant, and no error tells of one", async () => {
  const servers = await cluster(1, { channels: { simulate: ["slack", "telegram", "webhook"] } });
  const [mine, other] = [await fullTenant(servers, "kestrelfern"), await fullTenant(servers, "ospreyquill")];
  await due(servers, other);
  const theirs = await rowsOf(servers, other.id);
  const marks = marksOf(theirs, await rowsOf(servers, mine.id), other.id);
  for (const [table, rows] of Object.entries(theirs)) expect(rows, `${table} has rows to be got at`).not.toEqual([]);
  const sql = await session(servers, "app");
  const holdsNothing = (what: string, seen: unknown) => {
    const text = JSON.stringify(seen);
    expect.soft(text.includes(other.word), `${what}: ${text.slice(0, 300)}`).toBe(false);
    const found = (text.match(MARKS) ?? []).filter((mark) => marks.has(mark));
    expect.soft(found, `${what}: ${text.slice(0, 300)}`).toEqual([]);
  };

  for (const tenant of [mine.id, ""]) {
    const as = (text: string, values: readonly unknown[] = []) => sql.as(tenant, text, values);
    for (const table of TABLES) {
      const key = keyOf(table);
      const all = await as(`SELECT * FROM ${table}`);
      holdsNothing(`${table} for "${tenant}"`, all);
      if (tenant === "") expect(all.rows, table).toEqual([]);
      for (const rest of ["", " FOR UPDATE", " LIMIT 1"]) {
        expect((await as(`SELECT FROM ${table} WHERE ${key} = $1${rest}`, [other.id])).rows ?? [], table).toEqual([]);
      }
      expect((await as(`DELETE FROM ${table} WHERE ${key} = $1`, [other.id])).count ?? 0, table).toBe(0);
      const column = table === "tenants" ? "config" : key;
      expect((await as(`UPDATE ${table} SET ${column} = ${column} WHERE ${key} = $1`, [other.id])).count ?? 0).toBe(0);
      // Whoever knows a row of the other's can neither put it there again nor make one's own the other's.
      if (table !== "tenants") {
        const [row] = theirs[table] ?? ["{}"];
        for (const conflict of ["", " ON CONFLICT DO NOTHING"]) {
          const put = await as(
            `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_record(NULL::${table}, $1)${conflict}`,
            [row],
          );
          expect(put.error, `${table}${conflict}: ${put.message}`).toBe(NOT_ALLOWED);
        }
        const moved = await as(`UPDATE ${table} SET tenant = $1`, [other.id]);
        if (tenant !== "") expect([NOT_ALLOWED, undefined], `${table}: ${moved.message}`).toContain(moved.error);
      }
      expect((await as(`TRUNCATE ${table}`)).error, table).toBe(NOT_ALLOWED);
      const whole = `SELECT json_agg(t) FROM (TABLE ${table}) t`;
      holdsNothing(`${table} by functions`, await as(`SELECT query_to_xml($1, true, true, '')`, [whole]));
      holdsNothing(`${table} by a cursor`, await as(`DECLARE c CURSOR FOR TABLE ${table}; FETCH ALL FROM c`));
      holdsNothing(`${table} by its statistics`, await as("SELECT * FROM pg_stats WHERE tablename = $1", [table]));
      expect((await as(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`)).error).toBe(NOT_ALLOWED);
    }
    // A function that tells what it is given, and claims to be cheap, sees no row that the policy hides.
    for (const [table, column] of Object.entries({
      accounts: "name",
      runs: "task",
      templates: "source",
      messages: "body",
    })) {
      holdsNothing(`${table} told by a function`, await as(leaky(table, column)));
    }
    for (const command of [
      "SET row_security = off",
      "SET ROLE sdetkit_control",
      "SET SESSION AUTHORIZATION postgres",
    ]) {
      holdsNothing(command, await as(`${command}; SELECT * FROM accounts`));
    }
    expect((await as("CREATE FUNCTION sdetkit.f() RETURNS int LANGUAGE sql AS 'SELECT 1'")).error).toBe(NOT_ALLOWED);
    expect((await as("SELECT * FROM pg_statistic")).error).toBe(NOT_ALLOWED);
    expect((await as("SELECT * FROM pg_authid")).error).toBe(NOT_ALLOWED);
    for (const catalog of ["pg_stat_activity", "pg_locks", "pg_sequences", "pg_prepared_statements", "pg_stats_ext"]) {
      holdsNothing(catalog, await as(`SELECT * FROM ${catalog}`));
    }
  }
  await guesses(sql, mine, other);
  await routes(servers, holdsNothing);
  expect(await rowsOf(servers, other.id)).toEqual(theirs);
}, 180_000);

/** A due time that passed, without waiting for one. */
async function due(servers: Cluster, { id, names }: FullTenant): Promise<void> {
  const insert = "INSERT INTO sdetkit.schedule_starts VALUES ($1, $2, now(), 'skipped')";
  await withClient(servers.postgres.url, (client) => client.query(insert, [id, names.schedule]));
}

/** What a guess answers: the same for what the other has as for what nobody has. */
async function guesses(sql: Session, mine: FullTenant, other: FullTenant): Promise<void> {
  const ghost = ghosts(other.word);
  const { names } = other;
  const guessed: readonly (readonly [string, string])[] = [
    ["INSERT INTO identities VALUES ($2, 'c', 'x', $1, now())", names.accountId],
    ["INSERT INTO tokens SELECT $2, 'tok-x', $1, 'n', 'x', '{}', now(), 'x'", names.accountId],
    ["INSERT INTO run_events VALUES ($2, $1, 1, now(), '', '{}')", names.run],
    ["INSERT INTO approval_votes VALUES ($2, $1, 'x', 'given', 'api')", names.approval],
    ["INSERT INTO schedule_starts VALUES ($2, $1, now(), 'started')", names.schedule],
    ["INSERT INTO outbox (tenant, conversation, body) VALUES ($2, $1, '{}')", names.conversation],
    ["INSERT INTO accounts VALUES ($2, 'acc-x', $1, 'person', 'viewer')", names.account],
    ["INSERT INTO accounts VALUES ($2, $1, 'x', 'person', 'viewer')", names.accountId],
    ["INSERT INTO templates VALUES ($2, $1, 'x', 'x', 'x')", names.template],
    ["INSERT INTO workspaces VALUES ($2, $1, 'git', 'x')", names.workspace],
    ["UPDATE tenants SET name = $1 WHERE id = $2", names.tenant],
    ["UPDATE tenants SET id = $1 WHERE id = $2", names.tenantId],
    ["INSERT INTO accounts SELECT $1, 'x', 'x', 'person', 'viewer' WHERE $2 <> ''", names.tenantId],
  ];
  for (const [text, value] of guessed) {
    const ask = async (asked: string) => {
      const { error, message, detail, count } = await sql.as(mine.id, text, [asked, mine.id]);
      return JSON.stringify([error, message, detail, count]).replaceAll(asked, "«asked»");
    };
    expect.soft(await ask(value), text).toBe(await ask(ghost(value)));
  }
}

/** The role that routes finds whose something is, and reads none of what tenants write. */
async function routes(servers: Cluster, holdsNothing: (what: string, seen: unknown) => void): Promise<void> {
  const sql = await session(servers, "control");
  const { rows = [] } = await sql.as(
    "",
    "SELECT c.relname AS table, a.attname AS column, has_column_privilege(c.oid, a.attnum, 'SELECT') AS may FROM pg_class c " +
      "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 WHERE c.relnamespace = 'sdetkit'::regnamespace AND c.relkind = 'r'",
  );
  const may = (rows as { table: string; column: string; may: boolean }[]).filter((each) => each.may);
  const content = [
    "body",
    "source",
    "inputs",
    "request",
    "report",
    "settings",
    "sealed",
    "leaf",
    "task",
    "problem",
    "address",
  ];
  expect.soft(may.filter(({ column }) => content.includes(column))).toEqual([]);
  for (const table of ["messages", "secrets", "templates", "ledger", "acts", "run_events", "idempotency"]) {
    const answer = await sql.as("", `SELECT * FROM ${table}`);
    expect.soft(answer.error, table).toBe(NOT_ALLOWED);
    holdsNothing(`${table} for the role that routes`, answer);
  }
}

const leaky = (table: string, column: string) => `
  CREATE FUNCTION pg_temp.tell(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS
    $$ BEGIN RAISE NOTICE 'told %', $1; RETURN true; END $$;
  SELECT count(*) FROM ${table} WHERE pg_temp.tell(${column}::text);
  SELECT count(*) FROM ${table} a JOIN ${table} b ON pg_temp.tell(b.${column}::text) AND a.tenant <> b.tenant`;

interface Answer {
  readonly rows?: readonly unknown[];
  readonly count?: number;
  readonly notices: readonly string[];
  /** SQLSTATE. */
  readonly error?: string;
  readonly message?: string;
  readonly detail?: string;
}

interface Session {
  /** Works in a transaction of the tenant that is always undone. */
  as(tenant: string, text: string, values?: readonly unknown[]): Promise<Answer>;
}

/** A connection as a role of the server. */
async function session(servers: Cluster, role: DatabaseRole): Promise<Session> {
  const client = new Client(urlFor(role, servers.postgres.url, Buffer.from(MASTER_KEY, "base64")));
  const notices: string[] = [];
  client.on("notice", ({ message }) => notices.push(String(message)));
  await client.connect();
  onTestFinished(() => client.end());
  return {
    as: async (tenant, text, values = []) => {
      notices.length = 0;
      await client.query(`BEGIN; SELECT set_config('sdetkit.tenant', '${tenant}', true)`);
      try {
        const done = await (values.length === 0 ? client.query(text) : client.query(text, [...values]));
        const all = Array.isArray(done) ? done : [done];
        return { rows: all.flatMap(({ rows }) => rows), count: all.at(-1).rowCount, notices: [...notices] };
      } catch (error) {
        const { code, message, detail } = error as DatabaseError;
        return { error: code!, message, ...(detail === undefined ? {} : { detail }), notices: [...notices] };
      } finally {
        await client.query("ROLLBACK");
      }
    },
  };
}
