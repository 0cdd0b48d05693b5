import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Fault } from "@sdetkit/core";
import { Client } from "pg";
import { findBinaries } from "./binaries.ts";
import { endPostmaster } from "./end-postmaster.ts";
import { holdFolder } from "./hold-folder.ts";
import { checkCluster, ensureCluster, notOurs, syncCluster } from "./init-cluster.ts";
import { boundLog } from "./postgres-log.ts";
import { argumentsOf, livingPostmaster, readPostmaster, signal } from "./processes.ts";
import { createRunner } from "./runner.ts";
import { serverArguments } from "./server-arguments.ts";
import { closeSocketFolder, findSocketFolder, openSocketFolder } from "./socket-folder.ts";
import { startPostmaster, untilReady } from "./start-postmaster.ts";
import { supervise } from "./supervise.ts";
import type { Postgres, PostgresOptions } from "./types.ts";
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
  // Whoever ends at once, as at a second Ctrl+C, still tells it to end. Only a process that is killed leaves it running.
  const endAtExit = () => {
    const living = livingPostmaster(data);
    if (living !== null) signal(living, "SIGINT");
  };
  process.once("exit", endAtExit);
  const release = () => {
    process.off("exit", endAtExit);
    hold.release();
  };
  let survivor: number | null = null;
  try {
    const user = process.getuid?.() === 0 ? unprivilegedUser(data) : null;
    // Ours, and PostgreSQL's user has to get to what lies in it; what is secret in it has its own mode.
    if (user !== null) chmodSync(folder, 0o755);
    const runner = createRunner(folder, findBinaries(), user);
    const password = ensurePassword(folder);
    const asked = () => {
      const socket = openSocketFolder(folder, runner.home, user);
      return serverArguments(join(runner.home, "data"), socket.theirs, fsync);
    };
    survivor = await adopt(data, asked());
    if (survivor === null) await ensureCluster(folder, password, runner, user);
    checkCluster(folder);
    const start = () => startPostmaster(folder, runner, asked());
    boundLog(folder);
    const synced = syncCluster(folder, runner);
    const [first] = await Promise.all([survivor ?? start(), synced]);
    const pid = await settle(folder, first, start, () => ensureDatabase(folder, password));
    const supervised = supervise({ folder, pid, start, log: log ?? (() => undefined) });
    return {
      url: urlOf(folder, password, DATABASE),
      adopted: pid === survivor,
      get pid() {
        return supervised.pid;
      },
      stop: async () => {
        try {
          await supervised.stop();
          closeSocketFolder(folder);
        } finally {
          release();
        }
      },
    };
  } catch (error) {
    // What began with this start ends with it. One that was there before is left to whoever starts next.
    const begun = livingPostmaster(data);
    if (begun !== null && begun !== survivor) await endPostmaster(data, begun);
    release();
    throw error;
  }
}

/** The URL of the PostgreSQL that runs in a folder, whoever started it; null when none does. For commands beside a server. */
export function findPostgres(where: string): string | null {
  const folder = resolve(where);
  if (livingPostmaster(join(folder, "data")) === null || !existsSync(join(folder, "password"))) return null;
  return urlOf(folder, readFileSync(join(folder, "password"), "utf8"), DATABASE);
}

/** Waits for the postmaster that is there; null when there is none, or when it could not stay and is gone now. */
async function adopt(data: string, asked: readonly string[]): Promise<number | null> {
  for (;;) {
    const pid = livingPostmaster(data);
    if (pid === null) return null;
    // One of another version of this program has other settings, and nobody would ever know. One that was asked to end waits for
    // its clients, which are gone with the server they belonged to, or are to go.
    const stays = isDeepStrictEqual(argumentsOf(pid), asked) && readPostmaster(data)?.status !== "stopping";
    if (!stays) signal(pid, "SIGINT");
    else if ((await untilReady(data, () => mayBecomeReady(data))) !== null) return pid;
    await sleep(LOOK_MS);
  }
}

function mayBecomeReady(data: string): boolean {
  return livingPostmaster(data) !== null && readPostmaster(data)?.status !== "stopping";
}

const SETTLE_ATTEMPTS = 100;

/**
 * Connects until it works; one that was adopted may have been killed a moment ago, and then another one is started. Fault
 * `postgres-not-ours`.
 */
async function settle(
  folder: string,
  first: number,
  start: () => Promise<number>,
  connect: () => Promise<void>,
): Promise<number> {
  for (let [pid, attempt] = [first, 1]; ; attempt += 1) {
    try {
      await connect();
      return pid;
    } catch (error) {
      if ((error as { code?: unknown }).code === WRONG_PASSWORD) throw otherPassword(folder, error);
      if (attempt === SETTLE_ATTEMPTS) throw error;
    }
    await sleep(LOOK_MS);
    pid = livingPostmaster(join(folder, "data")) ?? (await start());
  }
}

function otherPassword(folder: string, cause: unknown): Fault {
  const file = join(folder, "password");
  const remedy = "restore the file that belongs to this data, restore a backup, or name another folder";
  return notOurs(`expected the PostgreSQL in ${folder} to accept the password in ${file}, it does not`, remedy, cause);
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
  // What was asked fails; told to nobody, it would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE} STRATEGY wal_log`);
  } finally {
    await client.end().catch(() => undefined);
  }
}
