import { constants, lstatSync, readFileSync, realpathSync } from "node:fs";
import { lstat, mkdir, open, readdir, readlink, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { Fault } from "@sdetkit/core";
import { hashing, syncFolder } from "@sdetkit/runtime";
import { Client } from "pg";
import { refuseUnfinishedRotation } from "../../settings/master-key.ts";
import { databaseFault } from "../../storage/database/database-fault.ts";
import { DigestingWriter } from "./digesting-writer.ts";
import { BACKUP, type FileEntry, type Manifest, type TableEntry } from "./manifest.ts";
import { noteBackup } from "./note-backup.ts";
import { copyFile, NOT_A_FILE } from "./read-part.ts";
import { reportOf } from "./report-of.ts";
import { EXACT, quoted, readRows, readTables, type TableShape } from "./tables.ts";
import type { BackupReport, BackupRequest } from "./types.ts";

/**
 * Writes everything that the server keeps into a folder: the rows of one moment, then the files of the roots, which are written
 * before the rows that name them, and the master key. Independent of PostgreSQL's version and of who runs it. Faults
 * `backup-not-empty`, `backup-in-root`, `database-away`.
 */
export async function backup(request: BackupRequest): Promise<BackupReport> {
  const { to, now = Date.now } = request;
  await mkdir(to, { recursive: true, mode: 0o700 });
  if ((await readdir(to)).length > 0) {
    throw new Fault("backup-not-empty", `expected ${to} to be empty, it is not`);
  }
  refuseInside(request.roots, to);
  const key = request.masterKeyFile;
  const sealedWith = keyText(key);
  const made_at = new Date(now()).toISOString();
  const { schema, tables } = await backupTables(request.url, to);
  const files = await backupRoots(request.roots, to);
  const manifest: Manifest = {
    version: 1,
    made_at,
    schema,
    tables,
    files,
    master_key: key === null ? null : await copyFile(key, join(to, BACKUP.key)),
  };
  if (keyText(key) !== sealedWith) throw rotatedMeanwhile();
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const writer = await DigestingWriter.create(join(to, BACKUP.manifest));
  await writer.write(text);
  await writer.end();
  syncFolder(to);
  const digest = hashing.hex(text);
  await noteBackup(request.url, { digest, made_at });
  return reportOf(to, manifest, digest);
}

/** The master key now: the rows have to be of the same. Fault `key-rotation-unfinished`. */
function keyText(file: string | null): string | null {
  if (file === null) return null;
  refuseUnfinishedRotation(file);
  return readFileSync(file, "utf8");
}

function rotatedMeanwhile(): Fault {
  return new Fault("key-rotated", "expected the same master key throughout the backup, it was changed");
}

/** A backup below a root would be copied into itself, again and again. */
function refuseInside(roots: BackupRequest["roots"], to: string): void {
  for (const root of Object.values(roots)) {
    if (lstatSync(root, { throwIfNoEntry: false }) === undefined) continue;
    if (/^\.\.(?:\/|$)/.test(relative(realpathSync(root), realpathSync(to)))) continue;
    throw new Fault("backup-in-root", `expected a folder outside the data to back up, ${to} is inside ${root}`);
  }
}

async function backupTables(url: string, to: string): Promise<{ schema: number; tables: TableEntry[] }> {
  const client = new Client({ connectionString: url, application_name: "sdetkit backup" });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await mkdir(join(to, BACKUP.tables), { mode: 0o700 });
    await letOwnerRead(client);
    await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${EXACT}`);
    const { rows } = await client.query<{ version: number }>("SELECT max(version) AS version FROM migrations");
    const tables: TableEntry[] = [];
    for (const shape of await readTables(client)) tables.push(await backupTable(client, shape, to));
    await client.query("COMMIT");
    syncFolder(join(to, BACKUP.tables));
    return { schema: rows[0]?.version ?? 0, tables };
  } catch (error) {
    throw databaseFault(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * An owner who is no superuser is held by forced row-level security too, and would write a backup without rows. A policy of its
 * own lets it read: nothing that it could not give itself.
 */
async function letOwnerRead(client: Client): Promise<void> {
  const { rows } = await client.query<{ table: string }>(`
    SELECT c.relname AS table FROM pg_class c
    WHERE c.relnamespace = 'sdetkit'::regnamespace AND c.relkind = 'r' AND c.relforcerowsecurity
      AND NOT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user)
      AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'backup')`);
  for (const { table } of rows)
    await client.query(`CREATE POLICY backup ON sdetkit.${quoted(table)} FOR SELECT TO CURRENT_USER USING (true)`);
}

async function backupTable(client: Client, shape: TableShape, to: string): Promise<TableEntry> {
  const writer = await DigestingWriter.create(join(to, BACKUP.tables, `${shape.name}.jsonl`));
  let count = 0;
  try {
    for await (const rows of readRows(client, shape)) {
      count += rows.length;
      await writer.write(`${rows.join("\n")}\n`);
    }
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  const sequences: TableEntry["sequences"] = [];
  for (const { column, sequence } of shape.sequences) {
    // Sequences stand outside of transactions: read after the rows, they are never behind them.
    const { rows } = await client.query<{ last: string; used: boolean }>(
      `SELECT last_value::text AS last, is_called AS used FROM ${sequence}`,
    );
    if (rows[0] !== undefined) sequences.push({ column, ...rows[0] });
  }
  return { name: shape.name, rows: count, ...(await writer.end()), columns: [...shape.columns], sequences };
}

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;

/** What a published ledger consists of: it follows from the rows, and is published again after a restore. */
const PUBLISHED = /^(?:history\.db(?:-wal|-shm|-journal)?|checkpoint)$/;

async function backupRoots(roots: BackupRequest["roots"], to: string): Promise<Manifest["files"]> {
  const list = await DigestingWriter.create(join(to, BACKUP.files));
  let entries = 0;
  try {
    await mkdir(join(to, BACKUP.roots), { mode: 0o700 });
    for (const [name, root] of Object.entries(roots)) {
      if (lstatSync(root, { throwIfNoEntry: false }) === undefined) continue;
      await mkdir(join(to, BACKUP.roots, name), { mode: 0o700 });
      for await (const entry of copyTree(realpathSync(root), join(to, BACKUP.roots, name), name, name === "history")) {
        entries += 1;
        await list.write(`${JSON.stringify(entry)}\n`);
      }
    }
  } catch (error) {
    await list.abandon();
    throw error;
  }
  return { ...(await list.end()), entries };
}

/**
 * Copies what is below a folder, and answers what it copied. What vanishes meanwhile belonged to something that is over. Tenants'
 * commands work in these folders: each is entered by its descriptor and no link is followed, whatever is swapped meanwhile.
 */
async function* copyTree(from: string, to: string, path: string, skipPublished: boolean): AsyncIterable<FileEntry> {
  const folder = await open(from, O_RDONLY | O_DIRECTORY | O_NOFOLLOW).catch(ifGone);
  if (folder === undefined) return;
  const here = `/proc/self/fd/${folder.fd}`;
  try {
    for (const name of (await readdir(here)).sort()) {
      const [source, target, below] = [`${here}/${name}`, join(to, name), `${path}/${name}`];
      const found = await lstat(source).catch(ifGone);
      if (!found || (skipPublished && found.isFile() && PUBLISHED.test(name))) continue;
      const owner = { mode: found.mode & 0o7777, uid: found.uid, gid: found.gid };
      if (found.isSymbolicLink()) {
        const link = await readlink(source).catch(ifGone);
        if (link !== undefined) yield { kind: "link", path: below, target: link };
      } else if (found.isDirectory()) {
        await mkdir(target, { mode: 0o700 });
        yield { kind: "folder", path: below, ...owner };
        yield* copyTree(source, target, below, skipPublished);
      } else if (found.isFile()) {
        const written = await copyFile(source, target).catch(ifGone);
        if (written !== undefined) yield { kind: "file", path: below, ...owner, ...written };
        else await rm(target, { force: true });
      }
    }
  } finally {
    await folder.close();
  }
}

/** All but the first: something else stands there now. */
const GONE: ReadonlySet<string | undefined> = new Set(["ENOENT", "ELOOP", "ENOTDIR", NOT_A_FILE]);

function ifGone(error: NodeJS.ErrnoException): undefined {
  if (!GONE.has(error.code)) throw error;
}
