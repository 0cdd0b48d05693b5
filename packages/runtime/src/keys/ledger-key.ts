import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { statSync } from "node:fs";
import { join } from "node:path";
import { Fault, formatVerifierKey, type NoteSigner, type NoteVerifier, noteKeyId } from "@sdetkit/core";
import { makeFolder, writeDurably } from "../files/durable-file.ts";
import { closedFault, isClosed, pathExists } from "../files/path-exists.ts";
import { isNotPlain, NOTE_BYTES, readPlainFile, requirePlain } from "../files/read-plain-file.ts";
import { storageFault } from "../files/storage-fault.ts";
import { dropTemporary, sweepTemporary, temporaryFile } from "../files/temporary-folder.ts";
import { type Layout, LEDGER_KEY_FILES } from "../files/workspace-layout.ts";
import { hashing } from "../platform/hashing.ts";

/** The public half of the ledger's key: what a verifier needs. */
export interface LedgerVerifier extends NoteVerifier {
  /** SPKI PEM, what openssl takes. */
  readonly publicPem: string;
  /** `name+keyid+base64`, what C2SP tools take. */
  readonly verifierKey: string;
}

/** The key that signs the ledger's checkpoints. Its name is the ledger's origin and follows from the key itself. */
export type LedgerKey = LedgerVerifier & NoteSigner;

/**
 * Loads the ledger's signing key. With `create` it is made when there is none: of any number of processes that start at
 * once one makes it and all use it. Faults `key-missing`, `key-unreadable`, `key-permissions`, `key-invalid`, `not-plain`.
 */
export function openLedgerKey(layout: Layout, { create }: { create: boolean }): LedgerKey {
  const path = join(layout.keys, LEDGER_KEY_FILES.private);
  // Whoever was killed while making the key left its beginning here: key material does not stay in temporary files.
  sweepTemporary(layout.keys);
  dropTemporary(layout.keys);
  if (!pathExists(path)) {
    if (!create) throw keyMissing(path);
    createKeyFile(layout, path);
  }
  const key = signerOf(readPrivate(path));
  if (create) writePublicKey(layout, key);
  return key;
}

/**
 * The public key, from its own file, else from the private one; null when there is neither. Fault `key-invalid`, also when
 * the two do not belong together: whoever cannot read the private key must not be able to put a public one beside it.
 */
export function loadLedgerVerifier(layout: Layout): LedgerVerifier | null {
  const path = join(layout.keys, LEDGER_KEY_FILES.public);
  const secret = join(layout.keys, LEDGER_KEY_FILES.private);
  if (!pathExists(path)) return pathExists(secret) ? verifierOf(createPublicKey(readPrivate(secret))) : null;
  const published = verifierOf(parse(path, (pem) => createPublicKey(pem)));
  const own = derivedPublic(secret);
  if (own === null || own.verifierKey === published.verifierKey) return published;
  throw otherKey(path, secret);
}

function otherKey(path: string, secret: string): Fault {
  return new Fault("key-invalid", `expected ${path} to hold the public key of ${secret}, got that of another one`, {
    remedy: "restore both files from a copy",
  });
}

/** The public half of the private key; null where it is not there or not for this user to read, as for an auditor. */
function derivedPublic(secret: string): LedgerVerifier | null {
  try {
    return verifierOf(createPublicKey(readPlainFile(secret, NOTE_BYTES).toString()));
  } catch (error) {
    if (isNotPlain(error)) throw error;
    return null;
  }
}

/** A signing key from an ed25519 private key. */
export function signerOf(privateKey: KeyObject): LedgerKey {
  return {
    ...verifierOf(createPublicKey(privateKey)),
    sign: (text) => sign(null, Buffer.from(text), privateKey),
  };
}

/** A verifying key from an ed25519 public key. */
export function verifierOf(publicKey: KeyObject): LedgerVerifier {
  const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32);
  const name = `sdetkit.local/${hashing.hex(raw).slice(0, 16)}`;
  return {
    name,
    keyId: noteKeyId(name, raw, hashing),
    verify: (text, signature) => verify(null, Buffer.from(text), publicKey, signature),
    publicPem: publicKey.export({ type: "spki", format: "pem" }) as string,
    verifierKey: formatVerifierKey(name, raw, hashing),
  };
}

function createKeyFile(layout: Layout, path: string): void {
  try {
    makeFolder(layout.keys);
    const { privateKey } = generateKeyPairSync("ed25519");
    const pem = privateKey.export({ type: "pkcs8", format: "pem" });
    writeDurably(path, pem, temporaryFile(layout.keys), { mode: 0o600, replace: false });
    dropTemporary(layout.keys);
  } catch (error) {
    throw storageFault(error, "making the ledger's key");
  }
}

/**
 * Writes the public half of a key beside the history, where verifying looks for it, unless it is there. Fault `key-invalid`
 * when that of another key is.
 */
export function writePublicKey(layout: Layout, key: LedgerVerifier): void {
  const files = [
    [LEDGER_KEY_FILES.public, key.publicPem],
    [LEDGER_KEY_FILES.verifier, `${key.verifierKey}\n`],
  ] as const;
  for (const [name, text] of files) {
    const path = join(layout.keys, name);
    if (pathExists(path)) {
      if (name === LEDGER_KEY_FILES.public && loadLedgerVerifier(layout)?.verifierKey !== key.verifierKey) {
        throw otherKey(path, "the ledger's key");
      }
      continue;
    }
    try {
      makeFolder(layout.keys);
      writeDurably(path, text, temporaryFile(layout.keys), { mode: 0o644, replace: false });
      dropTemporary(layout.keys);
    } catch (error) {
      throw storageFault(error, "writing the ledger's public key");
    }
  }
}

function readPrivate(path: string): KeyObject {
  const stat = statSync(path);
  requirePlain(path, stat);
  const mode = process.platform === "win32" ? 0 : stat.mode & 0o077;
  if (mode !== 0) {
    const shown = (stat.mode & 0o777).toString(8).padStart(4, "0");
    throw new Fault(
      "key-permissions",
      `expected the ledger's key ${path} to be private to its owner (0600), got ${shown}`,
      { remedy: `run \`chmod 600 ${path}\`` },
    );
  }
  return parse(path, (pem) => createPrivateKey(pem), keyClosed);
}

function parse(path: string, read: (pem: string) => KeyObject, closed = closedFault): KeyObject {
  try {
    const key = read(readPlainFile(path, NOTE_BYTES).toString());
    if (key.asymmetricKeyType === "ed25519") return key;
    throw new TypeError(`a key of type ${key.asymmetricKeyType}`);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") throw keyMissing(path);
    if (isClosed(cause)) throw closed(path, cause);
    if (isNotPlain(cause)) throw cause;
    throw new Fault("key-invalid", `expected an ed25519 key as PEM in ${path}, got: ${message}`, { cause });
  }
}

function keyClosed(path: string, cause: unknown): Fault {
  return new Fault("key-unreadable", `expected read access to the ledger's key ${path}, but this user has none`, {
    cause,
  });
}

function keyMissing(path: string): Fault {
  return new Fault("key-missing", `expected the ledger's key at ${path}, got no such file`);
}
