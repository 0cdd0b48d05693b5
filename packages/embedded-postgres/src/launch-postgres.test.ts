import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { holderOf } from "./hold-folder.ts";
import { findPostgres, launchPostgres } from "./launch-postgres.ts";
import { readPostmaster, signal, worksIn } from "./processes.ts";
import type { Postgres } from "./types.ts";

const IS_ROOT = process.getuid?.() === 0;
let base: string;
let started: Postgres[] = [];
let servers: ChildProcess[] = [];
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "launch-"));
  chmodSync(base, 0o755);
});
afterEach(async () => {
  for (const server of servers) server.kill("SIGKILL");
  await Promise.all(started.map((each) => each.stop()));
  [started, servers] = [[], []];
  rmSync(base, { recursive: true, force: true });
});

async function launch(
  folder: string,
  fsync = false,
  log: (message: string) => void = () => undefined,
): Promise<Postgres> {
  const postgres = await launchPostgres({ folder, fsync, log });
  started.push(postgres);
  return postgres;
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new Client(url);
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query(sql);
    return rows[0] === undefined ? null : Object.values(rows[0])[0];
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Another server, as a process of its own. */
function start(folder: string): ChildProcess {
  const program = join(dirname(fileURLToPath(import.meta.url)), "testing/server-process.ts");
  const server = spawn(process.execPath, [program, folder], { stdio: ["ignore", "pipe", "inherit"] });
  servers.push(server);
  return server;
}

/** The same; answers what it said first. */
async function serve(folder: string): Promise<{ server: ChildProcess; said: string[] }> {
  const server = start(folder);
  const [line] = await once(server.stdout!, "data");
  return { server, said: String(line).trim().split(" ") };
}

async function kill(server: ChildProcess): Promise<void> {
  const ended = once(server, "exit");
  server.kill("SIGKILL");
  await ended;
}

describe("a folder", () => {
  test("keeps its rows over a stop, and is durable unless told otherwise", async () => {
    const folder = join(base, "pg");
    const first = await launch(folder, true);
    await ask(first.url, "CREATE TABLE t AS SELECT 42 AS n");
    expect(await ask(first.url, "SHOW fsync")).toBe("on");
    expect(await ask(first.url, "SHOW synchronous_commit")).toBe("on");
    await first.stop();
    expect(findPostgres(folder)).toBe(null);
    const second = await launch(folder);
    expect(await ask(second.url, "SELECT n FROM t")).toBe(42);
    expect(second.adopted).toBe(false);
    expect(findPostgres(folder)).toBe(second.url);
  });

  test("may have blanks, quotes and commas in its name, and be longer than a socket's path may be", async () => {
    const folder = join(base, `a b, "c" é % ${"long ".repeat(20)}`, "pg");
    mkdirSync(folder, { recursive: true });
    const { url, stop } = await launch(folder);
    expect(await ask(url, "SELECT 1")).toBe(1);
    const socket = new URL(url).searchParams.get("host")!;
    expect(statSync(socket).mode & 0o777).toBe(0o700);
    started = [];
    await stop();
    expect(existsSync(socket)).toBe(false);
    const short = await launch(join(base, `a b, "c" é %`));
    expect(new URL(short.url).searchParams.get("host")).toBe(join(base, `a b, "c" é %`, "socket"));
    expect(await ask(short.url, "SELECT 1")).toBe(1);
  });

  test("below one that only root may enter works, and nobody's permissions change", async () => {
    // As an ordinary user the home is simply one's own.
    const closed = mkdtempSync(join(homedir(), ".sdetkit-test-"));
    try {
      const mode = statSync(homedir()).mode;
      const { url, stop } = await launch(join(closed, "pg"));
      expect(await ask(url, "SELECT 1")).toBe(1);
      if (IS_ROOT) expect(statSync(join(closed, "pg/data")).uid).not.toBe(0);
      expect([statSync(homedir()).mode, statSync(closed).mode & 0o777]).toEqual([mode, 0o700]);
      started = [];
      await stop();
      const again = await launch(join(closed, "pg"));
      await again.stop();
      started = [];
    } finally {
      rmSync(closed, { recursive: true, force: true });
    }
  });

  test("of another major is refused, and stays what it was", async () => {
    const folder = join(base, "pg");
    mkdirSync(join(folder, "data"), { recursive: true });
    writeFileSync(join(folder, "data/PG_VERSION"), "17\n");
    await expect(launch(folder)).rejects.toMatchObject({ code: "postgres-other-major" });
    expect(readdirSync(join(folder, "data"))).toEqual(["PG_VERSION"]);
    expect(holderOf(folder)).toBe(null);
  });

  test("with another password than its data was made with is refused, and nothing is left running", async () => {
    const folder = join(base, "pg");
    await (await launch(folder)).stop();
    started = [];
    writeFileSync(join(folder, "password"), "another");
    await expect(launch(folder)).rejects.toMatchObject({ code: "postgres-not-ours" });
    expect([findPostgres(folder), holderOf(folder)]).toEqual([null, null]);
  });

  test("whose first start was cut off begins again", async () => {
    const folder = join(base, "pg");
    mkdirSync(join(folder, "data"), { recursive: true });
    mkdirSync(join(folder, "data.new"));
    writeFileSync(join(folder, "data.unsynced"), "");
    expect(await ask((await launch(folder)).url, "SELECT 1")).toBe(1);
    expect(existsSync(join(folder, "data.unsynced"))).toBe(false);
  });
});

describe("two servers", () => {
  test("that start at the same moment: one gets the folder, the other is told", async () => {
    const said = await Promise.all([1, 2, 3].map(async () => (await serve(join(base, "pg"))).said[0]));
    expect(said.sort()).toEqual(["ready", "server-running", "server-running"]);
    expect(holderOf(join(base, "pg"))).toEqual({ pid: expect.any(Number) });
    const pid = Number(readdirSync("/proc").find((each) => worksIn(join(base, "pg/data"), Number(each))));
    for (const server of servers) await (server.exitCode === null ? kill(server) : null);
    const postgres = await launch(join(base, "pg"));
    expect([postgres.adopted, pid > 0]).toEqual([true, true]);
  });

  test("one after the other was killed: it adopts what is left running, with the data", async () => {
    const folder = join(base, "pg");
    const { server, said } = await serve(folder);
    await ask(findPostgres(folder)!, "CREATE TABLE t AS SELECT 7 AS n");
    await kill(server);
    const next = await launch(folder);
    expect(next).toMatchObject({ adopted: true, pid: Number(said[1]) });
    expect(await ask(next.url, "SELECT n FROM t")).toBe(7);
  });

  test("one after the other was killed, and with other settings: it starts its own, with the data", async () => {
    const folder = join(base, "pg");
    const { server } = await serve(folder);
    await ask(findPostgres(folder)!, "CREATE TABLE t AS SELECT 7 AS n");
    await kill(server);
    const next = await launch(folder, true);
    expect(next.adopted).toBe(false);
    expect([await ask(next.url, "SHOW fsync"), await ask(next.url, "SELECT n FROM t")]).toEqual(["on", 7]);
  });

  test("one after the other was killed while it made the data: what still makes it is ended", async () => {
    const folder = join(base, "pg");
    const first = start(folder);
    await expect.poll(() => existsSync(join(folder, "data.new/PG_VERSION")), { timeout: 20_000 }).toBe(true);
    await kill(first);
    expect(await ask((await launch(folder)).url, "SELECT 1")).toBe(1);
    expect(existsSync(join(folder, "data.new"))).toBe(false);
  });

  test("one that ends at once, without waiting for anything, takes its PostgreSQL along", async () => {
    const folder = join(base, "pg");
    const { server, said } = await serve(folder);
    server.kill("SIGTERM");
    await expect.poll(() => worksIn(join(folder, "data"), Number(said[1])), { timeout: 20_000 }).toBe(false);
    expect(await ask((await launch(folder)).url, "SELECT 1")).toBe(1);
  });

  test("one after the other was killed while its PostgreSQL waits for clients to go", async () => {
    const folder = join(base, "pg");
    const { server, said } = await serve(folder);
    const client = new Client(findPostgres(folder)!);
    client.on("error", () => undefined);
    await client.connect();
    await kill(server);
    signal(Number(said[1]), "SIGTERM");
    await expect.poll(() => readPostmaster(join(folder, "data"))?.status).toBe("stopping");
    const next = await launch(folder);
    expect(next.adopted).toBe(false);
    expect(await ask(next.url, "SELECT 1")).toBe(1);
    await client.end();
  });

  test("one after the other was killed together with its postmaster, and backends at work", async () => {
    const folder = join(base, "pg");
    const { server, said } = await serve(folder);
    const busy = ask(findPostgres(folder)!, "SELECT pg_sleep(600)").catch(() => "broken");
    await expect
      .poll(() =>
        ask(
          findPostgres(folder)!,
          "SELECT count(*)::int FROM pg_stat_activity WHERE query LIKE '%sleep(600)%' AND pid <> pg_backend_pid()",
        ),
      )
      .toBe(1);
    await kill(server);
    signal(Number(said[1]), "SIGKILL");
    const next = await launch(folder);
    expect(next.adopted).toBe(false);
    expect(await busy).toBe("broken");
    expect(await ask(next.url, "SELECT 1")).toBe(1);
  });

  test("a lock file whose process number another program has now does not stand in the way", async () => {
    const folder = join(base, "pg");
    await (await launch(folder)).stop();
    started = [];
    writeFileSync(join(folder, "data/postmaster.pid"), `${process.pid}\n${folder}/data\n1\n5432\n\n\n\nready   \n`);
    expect(await ask((await launch(folder)).url, "SELECT 1")).toBe(1);
  });
});

describe("a postmaster that is killed", () => {
  test("again and again is started again each time, and loses nothing that was acknowledged", async () => {
    let ends = 0;
    const postgres = await launch(join(base, "pg"), true, (message) => {
      if (message.startsWith("PostgreSQL exited")) ends += 1;
    });
    await ask(postgres.url, "CREATE TABLE t (n integer PRIMARY KEY)");
    let acknowledged = 0;
    let writing = true;
    const writer = (async () => {
      for (let n = 1; writing; n += 1) {
        const done = await ask(postgres.url, `INSERT INTO t VALUES (${n}) RETURNING n`).catch(() => null);
        if (done === n) acknowledged += 1;
      }
    })();
    for (let i = 1; i <= 10; i += 1) {
      const before = acknowledged;
      await expect.poll(() => acknowledged, { timeout: 20_000 }).toBeGreaterThan(before + 3);
      await expect.poll(() => postgres.pid).not.toBe(null);
      signal(postgres.pid!, "SIGKILL");
      await expect.poll(() => ends, { timeout: 20_000 }).toBe(i);
    }
    writing = false;
    await writer;
    await expect
      .poll(() => ask(postgres.url, "SELECT count(*)::int FROM t").catch(() => 0))
      .toBeGreaterThanOrEqual(acknowledged);
  }, 180_000);

  test("or is told by somebody else to end when its clients are gone, comes back although they are not", async () => {
    const postgres = await launch(join(base, "pg"));
    const [client, first] = [new Client(postgres.url), postgres.pid!];
    client.on("error", () => undefined);
    await client.connect();
    signal(first, "SIGTERM");
    await expect.poll(() => postgres.pid !== first && postgres.pid !== null).toBe(true);
    await expect.poll(() => ask(postgres.url, "SELECT 1").catch(() => 0)).toBe(1);
    await client.end().catch(() => undefined);
  });

  test("while it is being stopped is not started again", async () => {
    const folder = join(base, "pg");
    const postgres = await launch(folder);
    signal(postgres.pid!, "SIGKILL");
    await postgres.stop();
    started = [];
    expect([postgres.pid, findPostgres(folder), holderOf(folder)]).toEqual([null, null, null]);
  });
});
