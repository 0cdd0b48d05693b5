import { once } from "node:events";
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Fault } from "@sdetkit/core";
import { syncFolder } from "@sdetkit/runtime";
import { POSTGRES_MAJOR } from "./binaries.ts";
import { clearInit } from "./processes.ts";
import type { Runner } from "./runner-contract.ts";
import type { User } from "./unprivileged-user.ts";

const NEW = "data.new";
/** There while a new data folder is not on the disk for certain: nothing was acknowledged from it, so it may go. */
const UNSYNCED = "data.unsynced";

/** Refuses a data folder that these programs or this user cannot work with. Faults `postgres-other-major`, `postgres-not-ours`. */
export function checkCluster(folder: string): void {
  const data = join(folder, "data");
  let major: string;
  try {
    major = readFileSync(join(data, "PG_VERSION"), "utf8").trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const detail = code === "ENOENT" ? "it has no PG_VERSION" : `${code}`;
    const remedy =
      "start the server as the user who created it (root, if root did), restore a backup, or name another folder";
    throw notOurs(`expected a data folder of this server in ${data}, cannot read it: ${detail}`, remedy, error);
  }
  if (major === String(POSTGRES_MAJOR)) return;
  throw new Fault(
    "postgres-other-major",
    `expected a data folder of PostgreSQL ${POSTGRES_MAJOR} in ${data}, got one of ${major}`,
  );
}

/** Fault `postgres-not-ours`. */
export function notOurs(message: string, remedy: string, cause: unknown): Fault {
  return new Fault("postgres-not-ours", message, { remedy, cause });
}

/**
 * Makes a data folder where there is none from a start that came to its end, whole or not at all. What an interrupted first start
 * left is removed: to be called only when no postmaster lives. Sorting is by code point and PostgreSQL's own, so that no update of
 * the system can break an index. It is not on the disk yet: see `syncCluster`.
 */
export async function ensureCluster(
  folder: string,
  password: string,
  runner: Runner,
  user: User | null,
): Promise<void> {
  await clearInit(folder, join(folder, NEW));
  rmSync(join(folder, NEW), { recursive: true, force: true });
  if (existsSync(join(folder, UNSYNCED))) rmSync(join(folder, "data"), { recursive: true, force: true });
  if (existsSync(join(folder, "data"))) return;
  const passwordFile = join(folder, "password.new");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  mkdirSync(join(folder, NEW), { mode: 0o700 });
  if (user !== null) for (const path of [passwordFile, join(folder, NEW)]) chownSync(path, user.uid, user.gid);
  try {
    await runInitdb(runner, [
      ...["-D", join(runner.home, NEW), "-U", "postgres", "-A", "scram-sha-256", "-E", "UTF8", "--no-instructions"],
      ...["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync"],
      `--pwfile=${join(runner.home, "password.new")}`,
    ]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  writeFileSync(join(folder, UNSYNCED), "");
  syncFolder(folder);
  renameSync(join(folder, NEW), join(folder, "data"));
}

/** Puts a new data folder onto the disk; PostgreSQL may work in it meanwhile. */
export async function syncCluster(folder: string, runner: Runner): Promise<void> {
  if (!existsSync(join(folder, UNSYNCED))) return;
  await runInitdb(runner, ["--sync-only", "--sync-method=syncfs", "-D", join(runner.home, "data")]);
  syncFolder(folder);
  rmSync(join(folder, UNSYNCED));
  syncFolder(folder);
}

async function runInitdb(runner: Runner, args: readonly string[]): Promise<void> {
  const child = runner.start("initdb", args, ["ignore", "ignore", "pipe"]);
  const failed = once(child, "error").then(([error]) => String(error));
  const ended = Promise.all([once(child, "close"), text(child.stderr!)]).then(([[code], words]) =>
    code === 0 ? null : words.trim() || `exit code ${code}`,
  );
  const problem = await Promise.race([failed, ended]);
  if (problem === null) return;
  throw new Fault(
    "postgres-init-failed",
    `expected PostgreSQL's initdb to create a data folder, it printed: ${problem}`,
  );
}
