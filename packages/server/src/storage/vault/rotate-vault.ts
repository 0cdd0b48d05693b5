import { Fault } from "@sdetkit/core";
import { Client } from "pg";
import { databaseFault } from "../database/database-fault.ts";
import { CONNECT_MS, MIGRATION_LOCK } from "../database/migrate.ts";
import { type DatabaseRole, passwordOf, ROLES } from "../database/roles.ts";
import { vaultKey } from "./create-vault.ts";
import { seal, unseal } from "./seal.ts";

/** Which database, and from which master key to which. */
export interface Rotation {
  /** As the owner of the database. */
  readonly url: string;
  readonly before: Buffer;
  readonly after: Buffer;
}

/** What a rotation came to. */
export interface Rotated {
  /** Sealed anew, now or by an earlier try. */
  readonly secrets: number;
  /** Ids of secrets that opened under neither key, and stay as they are. */
  readonly unreadable: readonly string[];
}

/** Secrets that are sealed anew at once. */
const BATCH = 500;
const TABLES = ["secrets", "idempotency"];

/**
 * Seals everything that the master key protects under another one, and gives the database's roles the passwords that follow from
 * it: in one transaction, so that whatever ends it in between, everything is still under the one key or already under the other. Done again
 * it changes nothing. Faults `replicas-running`, `master-key-differs`.
 */
export async function rotateVault({ url, before, after }: Rotation): Promise<Rotated> {
  const client = new Client({
    connectionString: url,
    application_name: "sdetkit rotate",
    connectionTimeoutMillis: CONNECT_MS,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    // A replica that starts now waits here, and then finds that its key is another one.
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await client.query("BEGIN; SET LOCAL search_path = sdetkit; SET LOCAL synchronous_commit = on");
    // An owner who is no superuser is held by it as well. It also keeps everybody else out until the end.
    for (const table of TABLES) await client.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    await refuseReplicas(client);
    const { anew, already, unreadable } = await sealAnew(client, vaultKey(before), vaultKey(after));
    if (anew + already === 0 && unreadable.length > 0) throw neither();
    if (anew > 0) {
      // Digests of requests cannot be made anew without the requests: to ask again under such a key is refused, never done twice.
      await client.query("UPDATE idempotency SET request = '', body = NULL");
    }
    for (const role of Object.keys(ROLES) as DatabaseRole[])
      await client.query(`ALTER ROLE ${ROLES[role]} PASSWORD ${client.escapeLiteral(passwordOf(role, after))}`);
    for (const table of TABLES) await client.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    await client.query("COMMIT");
    return { secrets: anew + already, unreadable };
  } catch (error) {
    throw databaseFault(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function sealAnew(client: Client, before: Buffer, after: Buffer) {
  let [anew, already] = [0, 0];
  const unreadable: string[] = [];
  await client.query("DECLARE kept NO SCROLL CURSOR FOR SELECT tenant, id, purpose, sealed FROM secrets");
  for (;;) {
    const { rows } = await client.query<{ tenant: string; id: string; purpose: string; sealed: Buffer }>(
      `FETCH ${BATCH} FROM kept`,
    );
    if (rows.length === 0) break;
    const changed: { tenant: string; id: string; sealed: Buffer }[] = [];
    for (const { sealed, ...belonging } of rows) {
      const text = unseal(before, belonging, sealed);
      if (text !== null) changed.push({ ...belonging, sealed: seal(after, belonging, text) });
      else if (unseal(after, belonging, sealed) !== null) already += 1;
      else unreadable.push(belonging.id);
    }
    anew += changed.length;
    await client.query(
      `UPDATE secrets s SET sealed = n.sealed FROM unnest($1::text[], $2::text[], $3::bytea[]) AS n (tenant, id, sealed)
       WHERE s.tenant = n.tenant AND s.id = n.id`,
      [changed.map(({ tenant }) => tenant), changed.map(({ id }) => id), changed.map(({ sealed }) => sealed)],
    );
  }
  await client.query("CLOSE kept");
  return { anew, already, unreadable };
}

/** A replica that runs has the old key, and would go on sealing with it. */
async function refuseReplicas(client: Client): Promise<void> {
  const { rows } = await client.query<{ connections: number }>(
    `SELECT count(*)::int AS connections FROM pg_stat_activity
     WHERE datname = current_database() AND usename = ANY ($1::text[])`,
    [Object.values(ROLES)],
  );
  if (rows[0]?.connections === 0) return;
  throw new Fault("replicas-running", "expected no server to run on this database, at least one does");
}

function neither(): Fault {
  return new Fault(
    "master-key-differs",
    "expected the master key that the secrets in the database are sealed with, got another one",
    { remedy: "give the key that the server had last: SDETKIT_MASTER_KEY, or keys/master.key" },
  );
}
