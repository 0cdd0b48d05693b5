import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TEST_MASTER_KEY } from "../../storage/database/testing/master-key.ts";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import { backup } from "./backup.ts";
import { restore } from "./restore.ts";
import { verifyBackup } from "./verify-backup.ts";

let base: string;
let ends: (() => Promise<void>)[] = [];
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "backup-"));
  ends = [];
});
afterEach(async () => {
  for (const end of ends) await end();
  rmSync(base, { recursive: true, force: true });
});

async function openDatabase(): Promise<{ url: string; client: Client }> {
  const { url, drop } = await openTestDatabase();
  const client = new Client(url);
  await client.connect();
  await client.query("SET search_path = sdetkit");
  ends.push(async () => {
    await client.end();
    await drop();
  });
  return { url, client };
}

const ODD = "line\nand \\N \\. \t \"quotes\" 'q' \u{1f600} \u2028 é";

/** A server's folder and rows: two tenants, a run that waits for an approval, a ledger, messages with numbers of the database. */
async function fill(client: Client): Promise<void> {
  const config = ODD;
  for (const id of ["t-one", "t-two"]) {
    await client.query(
      'INSERT INTO tenants (id, name, config, quotas) VALUES ($1, $1, $2, \'{"a": 1.50, "b": 12345678901234567890}\')',
      [id, config],
    );
    await client.query(
      "INSERT INTO accounts (tenant, id, name, kind, role) VALUES ($1, 'a-1', 'ana', 'person', 'tenant-admin')",
      [id],
    );
    await client.query(
      "INSERT INTO tokens (tenant, id, account, name, hash, scopes, created_by, expires_at) VALUES ($1, 'tok', 'a-1', 'n', $2, $3, 'x', 'infinity')",
      [id, randomBytes(32), ["runs:read", 'a "b", c']],
    );
    await client.query(
      "INSERT INTO runs (tenant, id, state, workspace, task, inputs, requester, channel) VALUES ($1, 'r-1', 'waiting', 'w', 't', $2, 'ana', 'api')",
      [id, JSON.stringify({ deep: [ODD, null, 1e300] })],
    );
    await client.query(
      "INSERT INTO run_events (tenant, run, n, replica, body) SELECT $1, 'r-1', n, 'rep', repeat('x', 3000) FROM generate_series(1, 900) n",
      [id],
    );
    await client.query("INSERT INTO queue (tenant, run, state, epoch) VALUES ($1, 'r-1', 'parked', 3)", [id]);
    await client.query(
      "INSERT INTO approvals (tenant, id, run, step, digest, request, expires_at) VALUES ($1, 'apr-1', 'r-1', 's', 'd', '{}', '2030-01-02 03:04:05.123456+02')",
      [id],
    );
    await client.query(
      "INSERT INTO ledger (tenant, seq, hash, leaf) SELECT $1, n, sha256(n::text::bytea), 'leaf ' || n FROM generate_series(0, 9) n",
      [id],
    );
    await client.query(
      "INSERT INTO ledger_heads (tenant, size, frontier, checkpoint, published) VALUES ($1, 10, '\\x00ff0a', 'note', 7)",
      [id],
    );
    await client.query(
      "INSERT INTO buckets (tenant, key, tokens, at) VALUES ($1, '\\x01', 0.1::float8 + 0.2::float8, now())",
      [id],
    );
    await client.query("INSERT INTO conversations (tenant, id, channel, address) VALUES ($1, 'c', 'ch', '{}')", [id]);
    for (let i = 0; i < 3; i += 1)
      await client.query(
        "INSERT INTO messages (tenant, conversation, direction, author, body) VALUES ($1, 'c', 'in', 'u', '[]')",
        [id],
      );
  }
  await client.query("DELETE FROM messages WHERE n = (SELECT max(n) FROM messages)");
}

function fillRoots(folder: string): { workspace: string; history: string; dashboards: string } {
  const roots = { workspace: join(folder, "w"), history: join(folder, "h"), dashboards: join(folder, "d") };
  mkdirSync(join(roots.workspace, "t/site"), { recursive: true });
  writeFileSync(join(roots.workspace, "t/site/run me.sh"), "#!/bin/sh\n");
  chmodSync(join(roots.workspace, "t/site/run me.sh"), 0o755);
  symlinkSync("run me.sh", join(roots.workspace, "t/site/link"));
  mkdirSync(join(roots.history, "t/blobs"), { recursive: true });
  writeFileSync(join(roots.history, "t/blobs/ab"), randomBytes(200_000));
  writeFileSync(join(roots.history, "t/history.db"), "follows from the rows");
  return roots;
}

function keyFile(folder: string): string {
  const file = join(folder, "master.key");
  writeFileSync(file, `${TEST_MASTER_KEY.toString("base64")}\n`, { mode: 0o600 });
  return file;
}

async function rowsOf(client: Client): Promise<{ [table: string]: unknown[] }> {
  const { rows } = await client.query(
    "SELECT relname FROM pg_class WHERE relnamespace = 'sdetkit'::regnamespace AND relkind = 'r' AND relname <> 'migrations' ORDER BY 1",
  );
  const all: { [table: string]: unknown[] } = {};
  for (const { relname } of rows) {
    const found = await client.query(`SELECT t::text AS row FROM sdetkit.${relname} t ORDER BY 1`);
    all[relname] = found.rows.map(({ row }) => row);
  }
  return all;
}

async function made(): Promise<{
  client: Client;
  url: string;
  roots: ReturnType<typeof fillRoots>;
  to: string;
  masterKeyFile: string;
}> {
  const { client, url } = await openDatabase();
  await fill(client);
  const roots = fillRoots(base);
  const [to, masterKeyFile] = [join(base, "backup"), keyFile(base)];
  await backup({ url, roots, masterKeyFile, to, now: () => 0 });
  return { client, url, roots, to, masterKeyFile };
}

const elsewhere = () => ({
  workspace: join(base, "new/w"),
  history: join(base, "new/h"),
  dashboards: join(base, "new/d"),
});
const target = (from: string, url: string) => ({
  from,
  url,
  roots: elsewhere(),
  masterKeyFile: join(base, "new/keys/master.key"),
  masterKey: null,
});

describe("a backup", () => {
  test("brings everything back: rows, ledgers, waiting approvals, numbers that go on, files, key", async () => {
    const { client, to } = await made();
    const other = await openDatabase();
    const report = await restore(target(to, other.url));
    expect(report).toMatchObject({ made_at: "1970-01-01T00:00:00.000Z", files: 2, holds_master_key: true });
    // Both servers know how old it is: the one that was backed up, and the one that came from it.
    for (const each of [client, other.client])
      expect((await each.query("SELECT digest, made_at FROM backups")).rows).toEqual([
        { digest: report.digest, made_at: new Date(0) },
      ]);
    const [before, after] = [await rowsOf(client), await rowsOf(other.client)];
    // Published copies are made anew; everything else is the same.
    expect(after["ledger_heads"]).toEqual(before["ledger_heads"]!.map((row) => String(row).replace(/,7,\)$/, ",0,)")));
    expect({ ...after, ledger_heads: null }).toEqual({ ...before, ledger_heads: null });
    expect(after["approvals"]).toHaveLength(2);
    expect(after["run_events"]).toHaveLength(1800);
    const next =
      "INSERT INTO messages (tenant, conversation, direction, author, body) VALUES ('t-one', 'c', 'in', 'u', '[]') RETURNING n::int";
    expect((await other.client.query(next)).rows).toEqual((await client.query(next)).rows);
    const number = "INSERT INTO tenants (id, name, config, quotas) VALUES ('t-3', 't-3', '', '{}') RETURNING number";
    expect((await other.client.query(number)).rows).toEqual([{ number: 3 }]);

    const { workspace, history } = elsewhere();
    expect(readFileSync(join(history, "t/blobs/ab"))).toEqual(readFileSync(join(base, "h/t/blobs/ab")));
    expect(readdirSync(join(history, "t"))).toEqual(["blobs"]);
    expect(statSync(join(workspace, "t/site/run me.sh")).mode & 0o777).toBe(0o755);
    expect(readlinkSync(join(workspace, "t/site/link"))).toBe("run me.sh");
    expect(statSync(join(base, "new/keys/master.key")).mode & 0o777).toBe(0o600);
  });

  test("keeps row-level security forced where it goes back to", async () => {
    const { to } = await made();
    const other = await openDatabase();
    await restore(target(to, other.url));
    const open = await other.client.query(
      "SELECT FROM pg_class WHERE relnamespace = 'sdetkit'::regnamespace AND relkind = 'r' AND NOT relforcerowsecurity AND relname NOT IN ('migrations', 'replicas', 'write_probes', 'backups')",
    );
    expect(open.rowCount).toBe(0);
  });

  test("is of one moment, while others write", async () => {
    const { client, url } = await openDatabase();
    await fill(client);
    const [writer, roots] = [new Client(url), fillRoots(base)];
    await writer.connect();
    let writing = true;
    // Each transaction adds to two tables: a backup in between would show a difference.
    const busy = (async () => {
      for (let n = 10; writing; n += 1)
        await writer.query(
          `BEGIN; INSERT INTO sdetkit.ledger (tenant, seq, hash, leaf) VALUES ('t-one', ${n}, '', ''); UPDATE sdetkit.ledger_heads SET size = ${n + 1} WHERE tenant = 't-one'; COMMIT`,
        );
    })();
    const to = join(base, "backup");
    await backup({ url, roots, masterKeyFile: keyFile(base), to });
    writing = false;
    await busy;
    await writer.end();
    const other = await openDatabase();
    await restore(target(to, other.url));
    const { rows } = await other.client.query(
      "SELECT size::int, (SELECT count(*)::int FROM ledger l WHERE l.tenant = h.tenant) AS rows FROM ledger_heads h",
    );
    for (const { size, rows: counted } of rows) expect(counted).toBe(size);
  });

  test("can be made by an owner who is no superuser", async () => {
    const { client, url } = await openDatabase();
    await fill(client);
    const owner = `owner_${randomBytes(4).toString("hex")}`;
    await client.query(`CREATE ROLE ${owner} LOGIN PASSWORD 'pw'; ALTER SCHEMA sdetkit OWNER TO ${owner}`);
    const tables = await client.query(
      "SELECT relname FROM pg_class WHERE relnamespace = 'sdetkit'::regnamespace AND relkind = 'r'",
    );
    for (const { relname } of tables.rows) await client.query(`ALTER TABLE ${relname} OWNER TO ${owner}`);
    try {
      const own = Object.assign(new URL(url), { username: owner, password: "pw" }).href;
      const report = await backup({ url: own, roots: elsewhere(), masterKeyFile: null, to: join(base, "backup") });
      expect(report).toMatchObject({ holds_master_key: false, files: 0 });
      expect(report.rows).toBeGreaterThan(1800);
      const other = await openDatabase();
      await expect(restore(target(join(base, "backup"), other.url))).rejects.toMatchObject({ code: "restore-no-key" });
      await restore({ ...target(join(base, "backup"), other.url), masterKey: TEST_MASTER_KEY });
      expect((await rowsOf(other.client))["accounts"]).toHaveLength(2);
    } finally {
      await client.query(`REASSIGN OWNED BY ${owner} TO postgres; DROP OWNED BY ${owner}; DROP ROLE ${owner}`);
    }
  });

  test("that was changed anywhere is refused, and nothing is restored", async () => {
    const { to } = await made();
    const other = await openDatabase();
    const files = ["manifest.json", "files.jsonl", "database/accounts.jsonl", "roots/history/t/blobs/ab", "master.key"];
    for (const file of files) {
      const bytes = readFileSync(join(to, file));
      const changed = Buffer.from(bytes);
      changed[changed.length >> 1]! ^= 1;
      writeFileSync(join(to, file), changed);
      const answer = await restore(target(to, other.url)).catch(({ code }) => code);
      // A single bit of the manifest may also turn it into another valid one: then a part does not fit it.
      expect([file, answer]).toEqual([file, "backup-damaged"]);
      rmSync(join(to, file));
      await expect(verifyBackup(to)).rejects.toMatchObject({
        code: file === "manifest.json" ? "backup-missing" : "backup-damaged",
      });
      writeFileSync(join(to, file), bytes);
    }
    expect((await rowsOf(other.client))["tenants"]).toEqual([]);
    expect(readdirSync(base)).not.toContain("new");
    await verifyBackup(to);
  });

  test("is refused with a pipe or a link in the place of any part, and none of them is waited for or followed", async () => {
    const { to } = await made();
    const other = await openDatabase();
    const files = ["manifest.json", "files.jsonl", "database/accounts.jsonl", "roots/history/t/blobs/ab", "master.key"];
    for (const file of files) {
      const [place, aside] = [join(to, file), join(base, "aside")];
      renameSync(place, aside);
      for (const put of [() => execFileSync("mkfifo", [place]), () => symlinkSync(aside, place)]) {
        put();
        const answer = await restore(target(to, other.url)).catch(({ code, exit }) => [code, exit]);
        expect([file, answer]).toEqual([file, ["backup-damaged", 5]]);
        rmSync(place);
      }
      renameSync(aside, place);
    }
    await verifyBackup(to);
  });

  test("leaves nothing behind when it is interrupted, whenever that is", async () => {
    const { to } = await made();
    const other = await openDatabase();
    // As if aborted at the nth time that somebody looks: while verifying, between files, between rows.
    let looks = 0;
    const abortedAt = (n: number) => ({
      get aborted() {
        looks += 1;
        return looks >= n;
      },
    });
    for (const n of [1, 12, 1000]) {
      looks = 0;
      const request = { ...target(to, other.url), signal: abortedAt(n) as AbortSignal };
      await expect(restore(request)).rejects.toMatchObject({ code: "interrupted", exit: 130 });
      for (const root of Object.values(elsewhere())) expect(existsSync(root) ? readdirSync(root) : []).toEqual([]);
      expect(existsSync(request.masterKeyFile)).toBe(false);
      expect((await rowsOf(other.client))["tenants"]).toEqual([]);
    }
    await restore(target(to, other.url));
  });

  test("never goes over something that is there", async () => {
    const { to, url, roots, masterKeyFile } = await made();
    await expect(backup({ url, roots, masterKeyFile, to })).rejects.toMatchObject({ code: "backup-not-empty" });
    await expect(restore(target(to, url))).rejects.toMatchObject({ code: "restore-not-empty" });
    const other = await openDatabase();
    await expect(restore({ ...target(to, other.url), roots })).rejects.toMatchObject({ code: "restore-not-empty" });
    expect(readdirSync(elsewhere().history)).toEqual([]);
    expect(existsSync(target(to, url).masterKeyFile)).toBe(false);
    const inside = join(roots.history, "copy");
    await expect(backup({ url, roots, masterKeyFile, to: inside })).rejects.toMatchObject({ code: "backup-in-root" });
    const file = join(base, "new/other.key");
    writeFileSync(file, "other");
    await expect(restore({ ...target(to, other.url), masterKeyFile: file })).rejects.toMatchObject({
      code: "restore-not-empty",
    });
  });
});
