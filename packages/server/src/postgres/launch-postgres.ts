import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { findBinaries } from "./binaries.ts";
import type { Postgres, PostgresOptions } from "./contract.ts";
import { holdFolder } from "./hold-folder.ts";
import { checkCluster, hasCluster, initCluster, syncCluster } from "./init-cluster.ts";
import { boundLog } from "./postgres-log.ts";
import { livingPostmaster, readPostmaster, signal } from "./processes.ts";
import { createRunner } from "./runner.ts";
import { serverArguments } from "./server-arguments.ts";
import { closeSocketFolder, findSocketFolder, openSocketFolder } from "./socket-folder.ts";
import { startPostmaster, untilReady } from "./start-postmaster.ts";
import { supervise } from "./supervise.ts";
import { unprivilegedUser } from "./unprivileged-user.ts";

const DATABASE = "sdetkit";
/** SQLSTATE: it would not get better. */
const WRONG_PASSWORD = "28P01";
/** Between looking whether one that is shutting down is gone. In milliseconds. */
const LOOK_MS = 20;

/**
 * Starts the PostgreSQL of a folder, or adopts the one that an earlier server left running there, and keeps it running. The first
 * start makes its data. Faults `server-running`, `postgres-binaries-missing`, `postgres-no-user`, `postgres-folder-closed`,
 * `postgres-other-major`, `postgres-not-ours`, `postgres-init-failed`, `postgres-not-starting`.
 */
export async function launchPostgres({ folder: where, fsync = true, log }: PostgresOptions): Promise<Postgres> {
  const folder = resolve(where);
  const data = join(folder, "data");
  mkdirSync(folder, { recursive: true });
  const hold = await holdFolder(folder);
  try {
    const user = process.getuid?.() === 0 ? unprivilegedUser(data) : null;
    // Ours, and PostgreSQL's user has to get to what lies in it; what is secret in it has its own mode.
    if (user !== null) chmodSync(folder, 0o755);
    const runner = createRunner(folder, findBinaries(), user);
    const password = ensurePassword(folder);
    const survivor = await adopt(data);
    if (survivor === null && !hasCluster(folder)) await initCluster(folder, password, runner, user);
    checkCluster(folder);
    const start = () => {
      const socket = openSocketFolder(folder, runner.home, user);
      return startPostmaster(folder, runner, serverArguments(join(runner.home, "data"), socket.theirs, fsync));
    };
    boundLog(folder);
    const synced = syncCluster(folder, runner);
    const [first] = await Promise.all([survivor ?? start(), synced]);
    const pid = await settle(data, first, start, () => ensureDatabase(folder, password));
    const supervised = supervise({ folder, pid, start, log: log ?? (() => undefined) });
    return {
      url: urlOf(folder, password, DATABASE),
      adopted: pid === survivor,
      get pid() {
        return supervised.pid;
      },
      onExit: supervised.onExit,
      stop: async () => {
        try {
          await supervised.stop();
          closeSocketFolder(folder);
        } finally {
          hold.release();
        }
      },
    };
  } catch (error) {
    hold.release();
    throw error;
  }
}

/** The URL of the PostgreSQL that runs in a folder, whoever started it; null when none does. For commands beside a server. */
export function findPostgres(where: string): string | null {
  const folder = resolve(where);
  if (livingPostmaster(join(folder, "data")) === null || !existsSync(join(folder, "password"))) return null;
  return urlOf(folder, readFileSync(join(folder, "password"), "utf8"), DATABASE);
}

/** Waits for the postmaster that is there; null when there is none, or when it was on its way out and is gone now. */
async function adopt(data: string): Promise<number | null> {
  for (;;) {
    const pid = livingPostmaster(data);
    if (pid === null) return null;
    // Whoever asked it to end let it wait for its clients, which are gone with the server they belonged to, or are to go.
    if (readPostmaster(data)?.status === "stopping") signal(pid, "SIGINT");
    else if ((await untilReady(data, () => mayBecomeReady(data))) !== null) return pid;
    await sleep(LOOK_MS);
  }
}

function mayBecomeReady(data: string): boolean {
  return livingPostmaster(data) !== null && readPostmaster(data)?.status !== "stopping";
}

const SETTLE_ATTEMPTS = 100;

/** Connects until it works; one that was adopted may have been killed a moment ago, and then another one is started. */
async function settle(
  data: string,
  first: number,
  start: () => Promise<number>,
  connect: () => Promise<void>,
): Promise<number> {
  for (let [pid, attempt] = [first, 1]; ; attempt += 1) {
    try {
      await connect();
      return pid;
    } catch (error) {
      if (attempt === SETTLE_ATTEMPTS || (error as { code?: unknown }).code === WRONG_PASSWORD) throw error;
    }
    await sleep(LOOK_MS);
    pid = livingPostmaster(data) ?? (await start());
  }
}

function ensurePassword(folder: string): string {
  const file = join(folder, "password");
  if (!existsSync(file)) {
    writeFileSync(`${file}.new`, randomBytes(24).toString("base64url"), { mode: 0o600, flush: true });
    renameSync(`${file}.new`, file);
  }
  return readFileSync(file, "utf8");
}

function urlOf(folder: string, password: string, database: string): string {
  const socket = encodeURIComponent(findSocketFolder(folder));
  return `postgresql://postgres:${password}@localhost/${database}?host=${socket}`;
}

/** Connecting also proves, by SCRAM, that it is the server whose password this folder holds. */
async function ensureDatabase(folder: string, password: string): Promise<void> {
  const client = new Client(urlOf(folder, password, "postgres"));
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE} STRATEGY wal_log`);
  } finally {
    await client.end();
  }
}
