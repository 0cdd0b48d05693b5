import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { Fault } from "@sdetkit/core";

const BYTES = 32;

/** The file of the master key below the server's folder. */
export function masterKeyFile(folder: string): string {
  return join(folder, "keys", "master.key");
}

/** Where the next one lies while everything is sealed anew. */
export function nextMasterKeyFile(folder: string): string {
  return `${masterKeyFile(folder)}.next`;
}

/** The master key that comes after this one: made when there is none, so that a rotation that was interrupted goes on with the same. */
export function loadNextMasterKey(folder: string): Buffer {
  const file = nextMasterKeyFile(folder);
  if (!existsSync(file)) make(file);
  return readMasterKey(readFileSync(file, "utf8"), file);
}

/** Refuses a key of which nobody knows whether it still is the one. Fault `key-rotation-unfinished`. */
export function refuseUnfinishedRotation(keyFile: string): void {
  if (!existsSync(`${keyFile}.next`)) return;
  throw new Fault("key-rotation-unfinished", `expected one master key, found the next one beside it: ${keyFile}.next`);
}

/**
 * The 32 bytes that secrets are sealed with and passwords of database roles follow from: `SDETKIT_MASTER_KEY` (base64), else
 * `keys/master.key`, which is made on first start unless `create` is false. Faults `master-key-missing`, `invalid-master-key`, `master-key-open`,
 * and unless it is `rotating` `key-rotation-unfinished`.
 */
export function loadMasterKey(
  folder: string,
  env: { readonly [name: string]: string | undefined },
  { create = true, rotating = false }: { readonly create?: boolean; readonly rotating?: boolean } = {},
): Buffer {
  const given = env["SDETKIT_MASTER_KEY"];
  if (given) return readMasterKey(given, "SDETKIT_MASTER_KEY");
  const file = masterKeyFile(folder);
  if (!rotating) refuseUnfinishedRotation(file);
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) {
    if (!create) throw new Fault("master-key-missing", `expected the master key in ${file}, found none`);
    make(file);
  }
  const found = lstatSync(file);
  if (!found.isFile() || (found.mode & 0o077) !== 0)
    throw new Fault(
      "master-key-open",
      `expected ${file} to be a file that only its owner can read (0600), got 0${(found.mode & 0o777).toString(8)}`,
      {
        remedy: `run \`chmod 600 ${file}\`; if others may have read it, treat what it encrypts as exposed: see the runbook for operations`,
      },
    );
  try {
    return readMasterKey(readFileSync(file, "utf8"), file);
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault("invalid-master-key", `expected ${file} to be readable, it is not`, {
      remedy: "start the server as the user who owns it",
    });
  }
}

/** Whole or not at all, and of several servers that start at once the first one's counts. */
function make(file: string): void {
  const folder = dirname(file);
  // Only the keys' own folder is closed: tenants' commands, under users of their own, pass through the ones above.
  mkdirSync(dirname(folder), { recursive: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomBytes(6).toString("hex")}`;
  writeFileSync(temporary, `${randomBytes(BYTES).toString("base64")}\n`, { mode: 0o600, flag: "wx", flush: true });
  try {
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(temporary);
  }
  for (const path of [folder, dirname(folder)]) {
    const fd = openSync(path, "r");
    fsyncSync(fd);
    closeSync(fd);
  }
}

/** The key that a text is. Fault `invalid-master-key`. */
export function readMasterKey(text: string, where: string): Buffer {
  const word = text.trim();
  const key = Buffer.from(word, "base64");
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(word) && key.length === BYTES) return key;
  throw new Fault("invalid-master-key", `expected ${BYTES} bytes as base64 in ${where}, got something else`);
}
