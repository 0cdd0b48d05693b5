import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "@sdetkit/core";
import { findPostgres, launchPostgres, postgresFolder } from "@sdetkit/embedded-postgres";
import type { Examined } from "@sdetkit/runtime";
import { requireAllowedFolder } from "../../control/workspaces/allowed-folder.ts";
import { loadSettings, type SettingsSources } from "../../settings/load-settings.ts";
import { loadMasterKey, masterKeyFile } from "../../settings/master-key.ts";
import type { Settings } from "../../settings/types.ts";
import { backup } from "../backup/backup.ts";
import { restore } from "../backup/restore.ts";
import { examineServer } from "../doctor/examine-server.ts";
import type { Archived, Restored, ServerCall } from "./types.ts";

/** Where a server of this folder finds its settings. */
export function sourcesOf({ cwd, config, flags, env }: Omit<ServerCall, "log" | "signal">): SettingsSources {
  return { folder: join(cwd, ".sdetkit", "server"), file: config, flags, env };
}

/** Checks what a server in this folder needs, and the server itself when it is up. */
export function examine(call: ServerCall): Promise<readonly Examined[]> {
  return examineServer(sourcesOf(call));
}

/** Backs a server up, whether it is running or not. Faults `no-server`, `master-key-missing`, and those of `backup`. */
export async function backUpServer(call: ServerCall & { readonly to: string }): Promise<Archived> {
  const settings = loadSettings(sourcesOf(call));
  refuseNoServer(settings);
  const fromEnvironment = Boolean(call.env["SDETKIT_MASTER_KEY"]);
  loadMasterKey(settings.folder, call.env, { create: false });
  const report = await withDatabase(settings, call, (url) =>
    backup({
      url,
      roots: settings.roots,
      masterKeyFile: fromEnvironment ? null : masterKeyFile(settings.folder),
      to: call.to,
    }),
  );
  return { ...report, path: call.to };
}

/**
 * Brings a backup back into the folder of a server that was never started, or into an empty database. What was made for it goes again
 * when it fails.
 */
export async function restoreServer(call: ServerCall & { readonly from: string }): Promise<Restored> {
  const settings = loadSettings(sourcesOf(call));
  const masterKey = call.env["SDETKIT_MASTER_KEY"] ? loadMasterKey(settings.folder, call.env) : null;
  const made = await mkdir(settings.folder, { recursive: true });
  const { folder_workspaces, ...report } = await withDatabase(settings, call, (url) =>
    restore({
      from: call.from,
      url,
      roots: settings.roots,
      masterKeyFile: masterKeyFile(settings.folder),
      masterKey,
      signal: call.signal,
    }),
  ).catch(async (error) => {
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    throw error;
  });
  const { folders } = settings.workspaces;
  const looked = folder_workspaces.map(async (each) => ({
    ...each,
    problem: await whyNotAllowed(each.location, folders),
  }));
  const not_allowed = (await Promise.all(looked)).flatMap(({ problem, ...each }) =>
    problem === null ? [] : [{ ...each, problem }],
  );
  return { ...report, path: call.from, not_allowed };
}

async function whyNotAllowed(location: string, folders: readonly string[]): Promise<string | null> {
  try {
    await requireAllowedFolder(location, folders);
    return null;
  } catch (error) {
    if (error instanceof Fault) return error.message;
    throw error;
  }
}

/**
 * Refuses a folder in which no server ever worked: to look after one must not make an empty one. Fault `no-server`.
 */
export function refuseNoServer(settings: Settings): void {
  if (settings.database.url !== null || existsSync(join(postgresFolder(settings), "data"))) return;
  const folder = join(settings.folder, "../..");
  throw new Fault("no-server", `expected a server in ${folder}, found none`);
}

/** The database of a server: one that runs, or the server's own, started for the time of the work. */
export async function withDatabase<T>(
  settings: Settings,
  call: ServerCall,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const running = settings.database.url ?? findPostgres(postgresFolder(settings));
  if (running !== null) return await work(running);
  const postgres = await launchPostgres({ folder: postgresFolder(settings), log: call.log });
  try {
    return await work(postgres.url);
  } finally {
    await postgres.stop();
  }
}
