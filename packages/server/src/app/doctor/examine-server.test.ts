import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createPlainServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Examined } from "@sdetkit/runtime";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { launchPostgres } from "../../../../embedded-postgres/src/launch-postgres.ts";
import { noteAddress } from "../../http/address-note.ts";
import type { SettingsFlags } from "../../settings/load-settings.ts";
import { loadMasterKey } from "../../settings/master-key.ts";
import { TEST_MASTER_KEY } from "../../storage/database/testing/master-key.ts";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import { judgeSkew } from "./clock-check.ts";
import { examineServer } from "./examine-server.ts";
import { judgeRoom } from "./roots-check.ts";
import { judgeTls } from "./tls-check.ts";

let base: string;
let folder: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "doctor-"));
  chmodSync(base, 0o755);
  folder = join(base, ".sdetkit/server");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const MASTER = TEST_MASTER_KEY.toString("base64");

async function look(
  more: { flags?: SettingsFlags; env?: { [name: string]: string } } = {},
): Promise<{ [id: string]: Examined }> {
  const env = { PATH: process.env["PATH"], ...more.env };
  const found = await examineServer({ folder, flags: { port: 0, ...more.flags }, env });
  return Object.fromEntries(found.map((each) => [each.id, each]));
}

describe("the doctor of a server", () => {
  test("in a bare folder nothing fails, and nothing is made", async () => {
    const found = await look();
    expect(Object.values(found).filter(({ status }) => status === "fail")).toEqual([]);
    expect(found["master-key"]).toMatchObject({ status: "warn", remedy: expect.stringContaining("first start") });
    expect(found["postgres"]?.detail).toContain("starts with the server");
    expect(found["roots"]?.detail).toMatch(/history on \S+ \(\w+\), [\d.]+ GiB free/);
    for (const id of ["database", "roles", "clock", "identity", "backup"])
      expect(found[id]).toMatchObject({ status: "skipped", detail: expect.stringMatching(/^not checked: /) });
    expect(existsSync(join(base, ".sdetkit"))).toBe(false);
  });

  test("a migrated database is fine, and its roles are", async () => {
    const { url, drop } = await openTestDatabase();
    try {
      const found = await look({ flags: { databaseUrl: url }, env: { SDETKIT_MASTER_KEY: MASTER } });
      expect(found["database"]).toMatchObject({ status: "ok", detail: expect.stringContaining("tables of version") });
      expect(found["roles"]).toMatchObject({ status: "ok", remedy: null });
      expect(found["clock"]?.status).toBe("ok");
      // There is no tenant to look at.
      expect(found["identity"]?.status).toBe("skipped");
      expect(found["master-key"]?.detail).toBe("from SDETKIT_MASTER_KEY");
    } finally {
      await drop();
    }
  });

  test("a tenant in which an admin could approve as somebody else is named", async () => {
    const { url, drop } = await openTestDatabase(["t-of-before"]);
    try {
      const found = await look({ flags: { databaseUrl: url }, env: { SDETKIT_MASTER_KEY: MASTER } });
      expect(found["identity"]).toMatchObject({ status: "warn", detail: expect.stringContaining("t-of-before") });
    } finally {
      await drop();
    }
  });

  test("a backup that is missing or old is warned of", async () => {
    const { url, drop } = await openTestDatabase();
    const client = new Client(url);
    await client.connect();
    try {
      const seen = async () => {
        const found = await look({ flags: { databaseUrl: url }, env: { SDETKIT_MASTER_KEY: MASTER } });
        return found["backup"];
      };
      expect((await seen())?.status).toBe("ok");
      await client.query("UPDATE sdetkit.migrations SET at = at - interval '25 hours'");
      expect(await seen()).toMatchObject({ status: "warn", detail: "none yet" });
      await client.query("INSERT INTO sdetkit.backups VALUES ('a', now() - interval '73 hours')");
      expect(await seen()).toMatchObject({ status: "warn", detail: expect.stringMatching(/, 3 days ago$/) });
      await client.query("INSERT INTO sdetkit.backups VALUES ('b', now() - interval '20 hours')");
      expect(await seen()).toMatchObject({ status: "ok", detail: expect.stringContaining("last backup made ") });
    } finally {
      await client.end();
      await drop();
    }
  });

  test("another master key, and row-level security that is off, fail", async () => {
    const { url, drop } = await openTestDatabase();
    const client = new Client(url);
    await client.connect();
    try {
      const other = { SDETKIT_MASTER_KEY: Buffer.alloc(32, 8).toString("base64") };
      const wrong = await look({ flags: { databaseUrl: url }, env: other });
      expect(wrong["roles"]).toMatchObject({ status: "fail", remedy: expect.stringContaining("master key") });
      await client.query("ALTER TABLE sdetkit.tokens NO FORCE ROW LEVEL SECURITY");
      const open = await look({ flags: { databaseUrl: url }, env: { SDETKIT_MASTER_KEY: MASTER } });
      expect(open["roles"]).toMatchObject({ status: "fail", remedy: expect.stringContaining("sdetkit.tokens") });
    } finally {
      await client.end();
      await drop();
    }
  });

  test("a database that is away fails, without its password; so does a lost key where there are rows", async () => {
    const found = await look({ flags: { databaseUrl: "postgresql://me:hunter2@127.0.0.1:1/x" } });
    expect(found["database"]).toMatchObject({ status: "fail", remedy: expect.any(String) });
    expect(found["master-key"]?.status).toBe("fail");
    expect(JSON.stringify(found)).not.toContain("hunter2");
  });

  test("settings that are wrong fail with line and column, and so does a key that others read", async () => {
    mkdirSync(folder, { recursive: true });
    loadMasterKey(folder, {});
    chmodSync(join(folder, "keys/master.key"), 0o644);
    expect((await look())["master-key"]).toMatchObject({
      status: "fail",
      remedy: expect.stringContaining("chmod 600"),
    });
    writeFileSync(join(base, ".sdetkit/server.yaml"), "http:\n  prot: 1\n");
    const { settings } = await look();
    expect(settings).toMatchObject({
      status: "fail",
      detail: expect.stringContaining("line 2, column 3"),
      remedy: "did you mean `port`?",
    });
  });

  test("a PostgreSQL that a killed server left is told of", async () => {
    const own = join(folder, "postgres");
    mkdirSync(folder, { recursive: true });
    chmodSync(join(base, ".sdetkit"), 0o755);
    const program = join(import.meta.dirname, "../../../../embedded-postgres/src/testing/server-process.ts");
    const server = spawn(process.execPath, [program, own], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      await once(server.stdout, "data");
      expect((await look())["postgres"]?.detail).toMatch(/running, process \d+$/);
      const ended = once(server, "exit");
      server.kill("SIGKILL");
      await ended;
      expect((await look())["postgres"]?.detail).toMatch(/process \d+, left by a server that was killed/);
    } finally {
      server.kill("SIGKILL");
      await (await launchPostgres({ folder: own, fsync: false })).stop();
    }
  });

  test("data of another major, roots that are files, git that is missing fail", async () => {
    mkdirSync(join(folder, "postgres/data"), { recursive: true });
    writeFileSync(join(folder, "postgres/data/PG_VERSION"), "16\n");
    writeFileSync(join(folder, "history"), "");
    const found = await look({ env: { PATH: base } });
    for (const id of ["postgres", "roots", "git"])
      expect(found[id]).toMatchObject({ status: "fail", remedy: expect.any(String) });
    expect(found["postgres"]?.detail).toContain("got one of 16");
  });

  test("a port is free, ours, or another program's", async () => {
    const servers = [
      createServer((_, response) => response.end("ok")),
      createPlainServer((socket) => socket.end("no\n")),
    ];
    const seen: (string | undefined)[] = [];
    for (const server of servers) {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      seen.push((await look({ flags: { port: (server.address() as AddressInfo).port } }))["port"]?.status);
      server.close();
    }
    expect(seen).toEqual(["ok", "fail"]);
    expect((await look({ flags: { host: "192.0.2.1", behindProxy: true, port: 8787 } }))["port"]?.detail).toContain(
      "EADDRNOTAVAIL",
    );
  });

  test("a server of this folder that listens on another port is named", async () => {
    mkdirSync(folder, { recursive: true });
    noteAddress(folder, "http://127.0.0.1:9123", 9123);
    const { port } = await look({ flags: { port: 9124 } });
    expect(port).toMatchObject({ status: "ok", detail: expect.stringContaining("http://127.0.0.1:9123, process ") });
  });

  test("TLS files are held to their time and to each other", async () => {
    const make = (name: string) => {
      const [cert, key] = [join(base, `${name}.pem`), join(base, `${name}.key`)];
      const subject = [
        "-subj",
        "/CN=localhost",
        "-days",
        "90",
        "-nodes",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
      ];
      execFileSync("openssl", ["req", "-x509", ...subject, "-out", cert, "-keyout", key], { stdio: "ignore" });
      return { cert, key };
    };
    const [one, two] = [make("one"), make("two")];
    const [day, now] = [86_400_000, Date.now() + 1000];
    expect(judgeTls(one, now).status).toBe("ok");
    expect(judgeTls(one, now + 80 * day)).toMatchObject({ status: "warn", detail: expect.stringContaining("9 days") });
    expect(judgeTls(one, now + 91 * day).status).toBe("fail");
    expect(judgeTls(one, now - 2 * day)).toMatchObject({ status: "fail", remedy: expect.stringContaining("clock") });
    expect(judgeTls({ ...one, key: two.key }, now)).toMatchObject({
      status: "fail",
      detail: expect.stringContaining("got that of another"),
    });
    expect(judgeTls({ ...one, cert: join(base, "none") }, now).status).toBe("fail");
    writeFileSync(one.cert, "no certificate");
    expect(judgeTls(one, now).remedy).toContain("openssl");
    chmodSync(two.key, 0o604);
    expect((await look({ flags: { tlsCert: two.cert, tlsKey: two.key } }))["tls"]).toMatchObject({
      status: "warn",
      remedy: `run \`chmod o= ${two.key}\``,
    });
  });
});

test.each([
  [0, "ok"],
  [-900, "ok"],
  [5_000, "warn"],
  [-31_000, "fail"],
])("a database's clock that is %i ms ahead is %s", (ahead, status) => {
  expect(judgeSkew(ahead).status).toBe(status);
});

test.each([
  [10 * 1024 ** 2, "fail"],
  [500 * 1024 ** 2, "warn"],
  [5 * 1024 ** 3, undefined],
])("%i free bytes are %s", (free, status) => {
  expect(judgeRoom("history", "/x", free)?.status).toBe(status);
});
