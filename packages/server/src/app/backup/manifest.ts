import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Fault } from "@sdetkit/core";
import { hashing } from "@sdetkit/runtime";
import { z } from "zod";

/** The names in a backup's folder. The manifest is written last: a backup that was interrupted has none. */
export const BACKUP = {
  manifest: "manifest.json",
  files: "files.jsonl",
  tables: "database",
  roots: "roots",
  key: "master.key",
} as const;

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
const name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);
const content = z.strictObject({ bytes: count, sha256: digest });

/** What columns are of: another name is a manifest that was changed. A column of a new type adds it here. */
const TYPES: ReadonlySet<string> = new Set([
  "bigint",
  "boolean",
  "bytea",
  "double precision",
  "integer",
  "jsonb",
  "text",
  "text[]",
  "timestamp with time zone",
]);

const table = z.strictObject({
  name,
  rows: count,
  ...content.shape,
  columns: z.array(z.strictObject({ name, type: z.string().refine((type) => TYPES.has(type)) })).min(1),
  sequences: z.array(z.strictObject({ column: name, last: z.string().regex(/^\d+$/), used: z.boolean() })),
});

const manifest = z.strictObject({
  version: z.literal(1),
  made_at: z.iso.datetime(),
  /** The version of the database's schema. */
  schema: count,
  /** In an order in which rows may be put back. */
  tables: z.array(table),
  /** `files.jsonl`: an entry of a root a line. */
  files: z.strictObject({ ...content.shape, entries: count }),
  master_key: content.nullable(),
});

/** One table as it was written. */
export type TableEntry = z.output<typeof table>;

/** What a backup holds, with the SHA-256 of each part. */
export type Manifest = z.output<typeof manifest>;

const owner = { mode: z.int().min(0).max(0o7777), uid: count, gid: count };

/** A folder, file or link of a root. */
export const fileEntry = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("folder"), path: z.string(), ...owner }),
  z.strictObject({ kind: z.literal("file"), path: z.string(), ...owner, ...content.shape }),
  z.strictObject({ kind: z.literal("link"), path: z.string(), target: z.string() }),
]);

/** A folder, file or link of a root; `path` begins with the name of the root. */
export type FileEntry = z.output<typeof fileEntry>;

/** A manifest names tables and columns, and no files of tenants: some kilobytes. */
const MOST_BYTES = 2 ** 24;

/** Reads a backup's manifest, and the digest of the whole. Faults `backup-missing`, `backup-damaged`. */
export function readManifest(folder: string): { readonly manifest: Manifest; readonly digest: string } {
  let bytes: Buffer;
  const path = join(folder, BACKUP.manifest);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !(found.isFile() && found.size <= MOST_BYTES)) throw damaged(BACKUP.manifest);
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new Fault("backup-missing", `expected a backup in ${folder}, found no readable ${BACKUP.manifest}`, {
      cause,
    });
  }
  try {
    return { manifest: manifest.parse(JSON.parse(bytes.toString())), digest: hashing.hex(bytes) };
  } catch (cause) {
    throw damaged(BACKUP.manifest, cause);
  }
}

/** Fault `backup-damaged`. */
export function damaged(what: string, cause?: unknown): Fault {
  return new Fault("backup-damaged", `expected ${what} in the backup to be unchanged, it is not`, {
    cause,
  });
}
