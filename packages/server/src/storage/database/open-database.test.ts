import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate } from "./migrate.ts";
import { TENANT_TABLES } from "./migrations/0001-first.ts";
import { connectDatabase, openDatabase } from "./open-database.ts";
import { TEST_MASTER_KEY } from "./testing/master-key.ts";
import { openTestDatabase } from "./testing/open-test-database.ts";
import type { Database, Tx } from "./types.ts";

let database: Database;
let url: string;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, url, drop } = await openTestDatabase(["t-one", "t-two"]));
});
afterAll(() => drop());

const account = (tx: Tx, tenant: string) =>
  tx
    .insertInto("accounts")
    .values({ tenant, id: "a-1", name: `of ${tenant}`, kind: "person", role: "viewer" })
    .execute();

describe("the database", () => {
  it("shows a tenant its own rows and no other's, whatever is asked", async () => {
    await database.tenant("t-one", (tx) => account(tx, "t-one"));
    await database.tenant("t-two", (tx) => account(tx, "t-two"));
    const seen = await database.tenant("t-one", (tx) => sql<{ name: string }>`SELECT name FROM accounts`.execute(tx));
    expect(seen.rows).toEqual([{ name: "of t-one" }]);
  });

  it("refuses rows in another tenant's name", async () => {
    await expect(database.tenant("t-one", (tx) => account(tx, "t-two"))).rejects.toThrow(/row-level security/);
  });

  it("forces row-level security on every table that has a tenant", async () => {
    const { rows } = await sql<{ relname: string }>`
      SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'sdetkit' AND c.relkind = 'r' AND c.relrowsecurity AND c.relforcerowsecurity
    `.execute(database.routing);
    expect(rows.map(({ relname }) => relname).sort()).toEqual(["tenants", ...TENANT_TABLES].sort());
  });

  it("forgets the tenant with the transaction, and undoes what failed", async () => {
    const failing = database.tenant("t-one", async (tx) => {
      await tx.deleteFrom("accounts").execute();
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    const left = await database.tenant("t-one", (tx) => tx.selectFrom("accounts").select("name").execute());
    expect(left).toHaveLength(1);
  });

  it("is away for whoever asks in a transaction that PostgreSQL ends as too silent, because it was itself suspended", async () => {
    const asked = database.tenant("t-one", async (tx) => {
      await sql`SET LOCAL idle_in_transaction_session_timeout = '1s'`.execute(tx);
      const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(tx);
      const { pid } = rows[0] as { pid: number };
      // Its alarm is set a moment after it has answered.
      await sleep(200);
      process.kill(pid, "SIGSTOP");
      const answer = sql`SELECT 1`.execute(tx);
      await sleep(1_200);
      process.kill(pid, "SIGCONT");
      return await answer;
    });
    await expect(asked).rejects.toMatchObject({ code: "database-away" });
  });

  it("starts again and again as an owner who is no superuser", async () => {
    const owner = `owner_${randomBytes(6).toString("hex")}`;
    const superuser = new Client(url);
    await superuser.connect();
    const own = new URL(url);
    own.username = owner;
    own.password = owner;
    own.pathname = `/${owner}`;
    try {
      await superuser.query(`CREATE ROLE ${owner} LOGIN CREATEROLE PASSWORD '${owner}'`);
      await superuser.query(`CREATE DATABASE ${owner} OWNER ${owner} TEMPLATE template0`);
      for (let start = 0; start < 2; start++) await migrate(own.href, TEST_MASTER_KEY);
    } finally {
      await superuser.query(`DROP DATABASE IF EXISTS ${owner} WITH (FORCE)`);
      await superuser.query(`DROP ROLE IF EXISTS ${owner}`);
      await superuser.end();
    }
  });

  it("refuses a server with another master key, and leaves the others their passwords", async () => {
    const other = openDatabase({ url, masterKey: Buffer.alloc(32, 1), connections: 2 });
    await expect(other).rejects.toMatchObject({ code: "master-key-differs" });
    expect(await database.routing.selectFrom("tenants").select("id").execute()).toHaveLength(2);
  });

  it("says where it looked when nobody answers, and no password", async () => {
    const nobody = "postgresql://owner:hush@127.0.0.1:1/sdetkit";
    const opening = openDatabase({ url: nobody, masterKey: Buffer.alloc(32), connections: 2 });
    await expect(opening).rejects.toMatchObject({
      code: "database-unreachable",
      message: "expected a PostgreSQL with sdetkit at 127.0.0.1:1, nobody answers",
    });
  });

  it("keeps nothing of a work that failed because something else was away", async () => {
    const one = connectDatabase({ url, masterKey: TEST_MASTER_KEY, connections: 1 });
    try {
      const failing = one.tenant("t-one", async (tx) => {
        await tx.deleteFrom("accounts").execute();
        throw Object.assign(new Error("another connection"), { code: "ECONNRESET" });
      });
      await expect(failing).rejects.toMatchObject({ code: "database-away" });
      const left = await one.tenant("t-one", (tx) => tx.selectFrom("accounts").select("name").execute());
      expect(left).toHaveLength(1);
    } finally {
      await one.close();
    }
  });

  it("is not away when a file is missing", async () => {
    const failing = database.tenant("t-one", async () => readFileSync("/nowhere/at/all"));
    await expect(failing).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("does not say that it kept what went on after a statement that failed", async () => {
    const careless = database.tenant("t-one", async (tx) => {
      await tx.deleteFrom("accounts").execute();
      await account(tx, "t-two").catch(() => undefined);
    });
    await expect(careless).rejects.toThrow("a statement failed");
    expect(await database.tenant("t-one", (tx) => tx.selectFrom("accounts").select("name").execute())).toHaveLength(1);
  });

  it("is unreachable where a connection breaks at the first question, and the process goes on", async () => {
    const [AUTHENTICATED, READY] = ["R\0\0\0\b\0\0\0\0", "Z\0\0\0\u0005I"];
    const breaking = createServer((socket) => {
      socket.once("data", () => {
        socket.write(`${AUTHENTICATED}${READY}`);
        socket.once("data", () => socket.destroy());
      });
    });
    await once(breaking.listen(0, "127.0.0.1"), "listening");
    const { port } = breaking.address() as AddressInfo;
    const opening = openDatabase({
      url: `postgresql://owner@127.0.0.1:${port}/sdetkit`,
      masterKey: Buffer.alloc(32),
      connections: 2,
    });
    await expect(opening).rejects.toMatchObject({ code: "database-unreachable" });
    breaking.close();
  });

  it("tells whoever listens, once for many, and once when it begins to hear", async () => {
    const own = connectDatabase({ url, masterKey: TEST_MASTER_KEY, connections: 1 });
    try {
      let told = 0;
      own.listen("queue", () => {
        told += 1;
      });
      // What came before would have been missed.
      await expect.poll(() => told).toBe(1);
      await own.control(async (tx) => {
        await own.notify(tx, "queue");
        await own.notify(tx, "queue");
        await own.notify(tx, "tokens");
      });
      const last = Promise.withResolvers<void>();
      own.listen("ledger", last.resolve);
      await own.control((tx) => own.notify(tx, "ledger"));
      await last.promise;
      expect(told).toBe(2);
    } finally {
      await own.close();
    }
  });
});
