import fs from "node:fs";
import { Fault, type LogicalPath } from "@sdetkit/core";
import { inFolder, type OpenFolder, temporaryName } from "@sdetkit/runtime";
import { isKeyPart, partsOf } from "./object-key.ts";
import type { ObjectStore, StoredObject } from "./types.ts";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = fs.constants;

/** Objects as files below a folder, which `root` gives and which is made when the first one is written. */
export function fileStore(root: () => Promise<string>): ObjectStore {
  const within = async <T>(
    key: string,
    parts: readonly string[],
    make: boolean,
    use: (folder: OpenFolder) => T,
  ): Promise<T | null> => {
    const path: LogicalPath = { root: "workspace", path: key };
    try {
      return await inFolder(await root(), path, parts, make, use);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT" && !make) return null;
      throw objectFault(error, key);
    }
  };
  const entriesOf = (key: string, parts: readonly string[]) =>
    within(key, parts, false, (folder) =>
      fs
        .readdirSync(folder.base, { withFileTypes: true })
        .filter((entry) => isKeyPart(entry.name) && (entry.isFile() || entry.isDirectory()))
        .map((entry) => ({ name: entry.name, bytes: entry.isFile() ? sizeOf(`${folder.base}/${entry.name}`) : null }))
        // A folder sorts with its slash, as the keys below it do: `a-b` comes before `a/b`.
        .sort((a, b) => (sortName(a) < sortName(b) ? -1 : 1)),
    );

  async function* walk(parts: readonly string[], prefix: string): AsyncIterable<StoredObject> {
    const above = parts.map((part) => `${part}/`).join("");
    for (const { name, bytes } of (await entriesOf(above, parts)) ?? []) {
      const key = `${above}${name}`;
      if (bytes === null) {
        const below = `${key}/`;
        if (below.startsWith(prefix) || prefix.startsWith(below)) yield* walk([...parts, name], prefix);
      } else if (key.startsWith(prefix) && bytes >= 0) yield { key, bytes };
    }
  }

  return {
    put: async (key, data, { ifAbsent = false } = {}) => {
      const parts = partsOf(key);
      const name = parts.pop() as string;
      const bytes = typeof data === "string" ? Buffer.from(data) : data;
      return (await within(key, parts, true, (folder) => write(folder, name, bytes, !ifAbsent))) as boolean;
    },
    get: (key, range) => {
      const parts = partsOf(key);
      const name = parts.pop() as string;
      return within(key, parts, false, (folder) => read(`${folder.base}/${name}`, range));
    },
    list: (prefix) => walk([], prefix),
    remove: async (key) => {
      const parts = partsOf(key);
      const name = parts.pop() as string;
      await within(key, parts, false, (folder) => {
        fs.unlinkSync(`${folder.base}/${name}`);
        fs.fsyncSync(folder.fd);
      });
    },
  };
}

/** Temporary file, fsync, then its name, then fsync of the folder: whole or not at all. False when there is one and it stays. */
function write(folder: OpenFolder, name: string, data: Uint8Array, replace: boolean): boolean {
  const [target, temporary] = [`${folder.base}/${name}`, `${folder.base}/${temporaryName()}`];
  const fd = fs.openSync(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644);
  try {
    try {
      for (let done = 0; done < data.length; ) done += fs.writeSync(fd, data, done);
      // A failed fsync is final: the kernel may already have dropped the pages, a second call would wrongly say yes.
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    if (replace) fs.renameSync(temporary, target);
    else fs.linkSync(temporary, target);
  } catch (error) {
    if (!replace && (error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    fs.rmSync(temporary, { force: true });
  }
  fs.fsyncSync(folder.fd);
  return true;
}

function read(path: string, range: { readonly start: number; readonly end: number } | undefined): Uint8Array | null {
  // Not blocking: a pipe that somebody put here must not hold up the server.
  const fd = fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stat = fs.fstatSync(fd);
    if (!stat.isFile()) return null;
    const start = Math.max(0, range?.start ?? 0);
    const end = Math.min(stat.size, range?.end ?? stat.size);
    const data = Buffer.alloc(Math.max(0, end - start));
    let done = 0;
    for (let got = 1; done < data.length && got > 0; done += got) {
      got = fs.readSync(fd, data, done, data.length - done, start + done);
    }
    return data.subarray(0, done);
  } finally {
    fs.closeSync(fd);
  }
}

/** In bytes; below 0 for a file that is gone meanwhile. */
function sizeOf(path: string): number {
  return fs.lstatSync(path, { throwIfNoEntry: false })?.size ?? -1;
}

function sortName({ name, bytes }: { readonly name: string; readonly bytes: number | null }): string {
  return bytes === null ? `${name}/` : name;
}

function objectFault(error: unknown, key: string): unknown {
  if (error instanceof Fault) return error;
  const { code } = error as NodeJS.ErrnoException;
  const full = code === "ENOSPC" || code === "EDQUOT";
  return new Fault(full ? "disk-full" : "storage-failed", `expected to store or read ${key}, got ${code ?? error}`, {
    remedy: full ? "free some space on the disk of this root" : "check the disk of this root and the system log",
    cause: error,
  });
}
