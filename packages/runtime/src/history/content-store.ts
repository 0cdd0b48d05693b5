import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { Fault, isSha256, type Sha256 } from "@sdetkit/core";
import { makeFolder, syncFolder, syncFolderAside, writeDurably, writeDurablyAside } from "../files/durable-file.ts";
import { closedFault, isClosed } from "../files/path-exists.ts";
import { isNotPlain, readPlainFile, readPlainFileAside } from "../files/read-plain-file.ts";
import { storageFault } from "../files/storage-fault.ts";
import { temporaryFile, withTemporaryFile } from "../files/temporary-folder.ts";
import { hashing } from "../platform/hashing.ts";

/**
 * Digests that a store knows to be durable; of more, the one that was not stored for longest is forgotten, and looked for again. About
 * 15 kB: a server keeps two stores for each of a thousand tenants.
 */
export const REMEMBERED = 128;

/** Where a blob lies below the history folder. */
export function blobPath(digest: string): string {
  return `blobs/${digest.slice(0, 2)}/${digest}`;
}

/** Where a record lies below the history folder. */
export function recordPath(hash: string): string {
  return `records/${hash}.json`;
}

/** Files that are named by the SHA-256 of their content: durable when `put` returns, verified when read. */
export class ContentStore {
  readonly #folder: string;
  readonly #pathOf: (digest: string) => string;
  readonly #durable = new Set<Sha256>();

  constructor(folder: string, pathOf: (digest: string) => string) {
    this.#folder = folder;
    this.#pathOf = pathOf;
  }

  /** Stores the content unless it is there already and right. */
  put(data: Uint8Array | string): Sha256 {
    const digest = hashing.hex(data);
    if (this.#durable.has(digest)) return this.#remember(digest);
    const path = join(this.#folder, this.#pathOf(digest));
    try {
      if (this.#holds(path, digest)) syncFolder(dirname(path));
      else {
        makeFolder(dirname(path));
        writeDurably(path, data, temporaryFile(this.#folder));
      }
    } catch (error) {
      throw storageFault(error, `storing ${this.#pathOf(digest)}`);
    }
    return this.#remember(digest);
  }

  /** As `put`, while this thread does other work: for a server, which has many runs at once. */
  async putAside(data: Uint8Array | string): Promise<Sha256> {
    const digest = hashing.hex(data);
    if (this.#durable.has(digest)) return this.#remember(digest);
    const path = join(this.#folder, this.#pathOf(digest));
    try {
      const found = await readPlainFileAside(path).catch(() => null);
      if (found !== null && hashing.hex(found) === digest) await syncFolderAside(dirname(path));
      else {
        makeFolder(dirname(path));
        await withTemporaryFile(this.#folder, (temporary) => writeDurablyAside(path, data, temporary));
      }
    } catch (error) {
      throw storageFault(error, `storing ${this.#pathOf(digest)}`);
    }
    return this.#remember(digest);
  }

  /** The content; null when there is none. Fault `content-altered` when it is not what its name says. */
  async get(digest: Sha256): Promise<Uint8Array | null> {
    if (!isSha256(digest)) return null;
    const path = join(this.#folder, this.#pathOf(digest));
    let data: Uint8Array;
    try {
      data = await readPlainFileAside(path);
    } catch (error) {
      if (isNotPlain(error)) throw altered(error.message, error);
      if (isClosed(error)) throw closedFault(path, error);
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw storageFault(error, `reading ${this.#pathOf(digest)}`);
    }
    const got = hashing.hex(data);
    if (got === digest) return data;
    throw altered(`expected ${this.#pathOf(digest)} to hash to its name, got ${got}`);
  }

  /** Whether the content was stored, without reading it. */
  has(digest: Sha256): boolean {
    return this.#durable.has(digest) || existsSync(join(this.#folder, this.#pathOf(digest)));
  }

  #remember(digest: Sha256): Sha256 {
    // A set is in the order of insertion: what is stored again goes to its end.
    this.#durable.delete(digest);
    this.#durable.add(digest);
    if (this.#durable.size > REMEMBERED) this.#durable.delete(this.#durable.values().next().value as Sha256);
    return digest;
  }

  #holds(path: string, digest: Sha256): boolean {
    try {
      return hashing.hex(readPlainFile(path)) === digest;
    } catch (error) {
      // What else lies there is replaced.
      if (isNotPlain(error) || (error as NodeJS.ErrnoException).code === "ENOENT") return false;
      throw error;
    }
  }
}

function altered(message: string, cause?: unknown): Fault {
  return new Fault("content-altered", message, { cause });
}
