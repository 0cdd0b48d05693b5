import { existsSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { Fault } from "@sdetkit/core";
import { syncFolder } from "@sdetkit/runtime";
import { loadSettings } from "../../settings/load-settings.ts";
import {
  loadMasterKey,
  loadNextMasterKey,
  masterKeyFile,
  nextMasterKeyFile,
  readMasterKey,
} from "../../settings/master-key.ts";
import { type Rotated, rotateVault } from "../../storage/vault/rotate-vault.ts";
import { refuseNoServer, sourcesOf, withDatabase } from "./admin.ts";
import type { KeyRotated, ServerCall } from "./types.ts";

/**
 * Gives the server of this folder another master key, while no replica of it runs. The new one lies beside the old one until everything
 * in the database is sealed with it; a server, or a backup, refuses to begin in between, and whoever calls this again goes on.
 */
export async function rotateKey(call: ServerCall): Promise<KeyRotated> {
  const settings = loadSettings(sourcesOf(call));
  refuseNoServer(settings);
  const given = call.env["SDETKIT_NEW_MASTER_KEY"];
  if (Boolean(call.env["SDETKIT_MASTER_KEY"]) !== Boolean(given)) throw bothOrNone();
  const work = (before: Buffer, after: Buffer): Promise<Rotated> => {
    if (before.equals(after)) throw same();
    return withDatabase(settings, call, (url) => rotateVault({ url, before, after }));
  };
  if (given) {
    const before = loadMasterKey(settings.folder, call.env, { create: false });
    return { ...(await work(before, readMasterKey(given, "SDETKIT_NEW_MASTER_KEY"))), path: null };
  }
  const path = masterKeyFile(settings.folder);
  const before = loadMasterKey(settings.folder, call.env, { create: false, rotating: true });
  const next = nextMasterKeyFile(settings.folder);
  const resumed = existsSync(next);
  const rotated = await work(before, loadNextMasterKey(settings.folder)).catch((error) => {
    // Refused before anything was done with it: the server that runs has to be able to start again.
    if (!resumed && error instanceof Fault && error.code === "replicas-running") rmSync(next);
    throw error;
  });
  if (existsSync(next)) renameSync(next, path);
  syncFolder(dirname(path));
  return { ...rotated, path };
}

function bothOrNone(): Fault {
  return new Fault(
    "usage",
    "expected both SDETKIT_MASTER_KEY and SDETKIT_NEW_MASTER_KEY, or a key file and neither, got one of them",
    { remedy: "create the new key with `openssl rand -base64 32` if the key comes from the environment, and keep it" },
  );
}

function same(): Fault {
  return new Fault("usage", "expected a new master key, got the current one", {
    remedy: "create one with `openssl rand -base64 32`",
  });
}
