import { createHash } from "node:crypto";
import { chmodSync, existsSync, lchownSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { Fault } from "@sdetkit/core";
import { Client } from "pg";
import { databaseFault } from "../../storage/database/database-fault.ts";
import { migrate } from "../../storage/database/migrate.ts";
import { BACKUP, damaged, type FileEntry, type Manifest, type TableEntry } from "./manifest.ts";
import { noteBackup } from "./note-backup.ts";
import { copyFile } from "./read-part.ts";
import { readEntries, readLines } from "./report-of.ts";
import { EXACT, quoted, readRows, readTables, type TableShape, writeRows } from "./tables.ts";
import type { BackupReport, FolderWorkspace, RestoreRequest } from "./types.ts";
import { refuseInterrupted, verifyBackup } from "./verify-backup.ts";

/**
 * Brings a backup back into empty folders and an empty database: all of it, or nothing. The backup is verified before, each
 * table after. Faults `backup-missing`, `backup-damaged`, `backup-newer`, `restore-not-empty`, `restore-no-key`, `restore-differs`,
 * `interrupted`.
 */
export async function restore(
  request: RestoreRequest,
): Promise<BackupReport & { readonly folder_workspaces: readonly FolderWorkspace[] }> {
  const { from, url, roots, masterKeyFile, signal } = request;
  const { manifest, report } = await verifyBackup(from, signal);
  for (const root of Object.values(roots)) refuseFull(root);
  const masterKey = request.masterKey ?? readKey(from, manifest);
  if (manifest.master_key !== null && existsSync(masterKeyFile)) {
    const same = readFileSync(masterKeyFile).equals(readFileSync(join(from, BACKUP.key)));
    if (!same) throw notEmpty(masterKeyFile, "the master key was replaced");
  }
  const bringsKey = manifest.master_key !== null && !existsSync(masterKeyFile);
  let folders: readonly FolderWorkspace[];
  try {
    await restoreRoots(from, roots, signal);
    if (bringsKey) {
      const folder = dirname(masterKeyFile);
      mkdirSync(dirname(folder), { recursive: true });
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      await copyFile(join(from, BACKUP.key), masterKeyFile);
    }
    await migrate(url, masterKey);
    folders = await restoreTables(from, manifest, url, signal);
    await noteBackup(url, report);
  } catch (error) {
    // They were empty before: what is in them came from here.
    for (const root of Object.values(roots))
      for (const name of namesIn(root)) rmSync(join(root, name), { recursive: true });
    if (bringsKey) rmSync(masterKeyFile, { force: true });
    throw databaseFault(error);
  }
  return { ...report, folder_workspaces: folders };
}

function readKey(from: string, manifest: Manifest): Buffer {
  if (manifest.master_key !== null) return Buffer.from(readFileSync(join(from, BACKUP.key), "utf8").trim(), "base64");
  throw new Fault("restore-no-key", "expected the master key, the backup does not contain it");
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function refuseFull(root: string): void {
  if (namesIn(root).length > 0) throw notEmpty(root, "files");
}

function notEmpty(where: string, what: string): Fault {
  return new Fault("restore-not-empty", `expected nothing in ${where}, found ${what}`);
}

async function restoreRoots(
  from: string,
  roots: RestoreRequest["roots"],
  signal: AbortSignal | undefined,
): Promise<void> {
  const bases = new Map(Object.entries(roots));
  for (const root of bases.values()) mkdirSync(root, { recursive: true });
  const folders: { readonly path: string; readonly entry: Extract<FileEntry, { kind: "folder" }> }[] = [];
  const links: { readonly path: string; readonly target: string }[] = [];
  for await (const entry of readEntries(from)) {
    refuseInterrupted(signal);
    const [name = "", ...parts] = entry.path.split("/");
    const base = bases.get(name);
    if (base === undefined) throw damaged(BACKUP.files);
    const path = join(base, ...parts);
    switch (entry.kind) {
      case "folder":
        mkdirSync(path, { mode: 0o700 });
        folders.push({ path, entry });
        break;
      case "link":
        links.push({ path, target: entry.target });
        break;
      case "file":
        await copyFile(join(from, BACKUP.roots, entry.path), path);
        own(path, entry);
    }
  }
  // Links when everything else is there: nothing is written through one.
  for (const { path, target } of links) symlinkSync(target, path);
  // Last and innermost first: one may be closed to writing.
  for (const { path, entry } of folders.reverse()) own(path, entry);
}

function own(path: string, { mode, uid, gid }: { mode: number; uid: number; gid: number }): void {
  if (process.getuid?.() === 0) lchownSync(path, uid, gid);
  chmodSync(path, mode);
}

async function restoreTables(
  from: string,
  manifest: Manifest,
  url: string,
  signal: AbortSignal | undefined,
): Promise<readonly FolderWorkspace[]> {
  const client = new Client({ connectionString: url, application_name: "sdetkit restore" });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query(`BEGIN; ${EXACT}`);
    const version = await client.query<{ version: number }>("SELECT max(version) AS version FROM migrations");
    if ((version.rows[0]?.version ?? 0) < manifest.schema) throw newer();
    const shapes = new Map((await readTables(client)).map((shape) => [shape.name, shape]));
    // For an owner who is no superuser, and until the transaction ends.
    const forced = await readForced(client);
    for (const name of forced) await client.query(`ALTER TABLE ${quoted(name)} NO FORCE ROW LEVEL SECURITY`);
    for (const table of manifest.tables) await refuseRows(client, table.name);
    for (const table of manifest.tables) {
      const shape = shapes.get(table.name);
      if (shape === undefined) throw newer();
      const lines = whileWanted(readLines(join(from, BACKUP.tables, `${table.name}.jsonl`)), signal);
      await restoreTable(client, lines, table, shape);
    }
    // The published copies of the ledgers are made anew.
    await client.query("UPDATE ledger_heads SET published = 0, behind_since = NULL");
    const folders = await client.query<FolderWorkspace>(
      `SELECT t.name AS tenant, w.name AS workspace, w.location FROM workspaces w JOIN tenants t ON t.id = w.tenant
       WHERE w.kind = 'folder' ORDER BY t.name, w.name`,
    );
    for (const name of forced) await client.query(`ALTER TABLE ${quoted(name)} FORCE ROW LEVEL SECURITY`);
    await client.query("COMMIT");
    // Only makes the first questions fast: what was restored stays, whatever comes of it.
    await client.query("ANALYZE").catch(() => undefined);
    return folders.rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function readForced(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'sdetkit'::regnamespace AND relforcerowsecurity",
  );
  return rows.map(({ name }) => name);
}

async function refuseRows(client: Client, table: string): Promise<void> {
  const { rowCount } = await client.query(`SELECT FROM ${quoted(table)} LIMIT 1`);
  if (rowCount !== 0) throw notEmpty("the database", `rows in ${table}`);
}

/** A batch of rows to put in, in characters. */
const BATCH = 1_000_000;

async function* whileWanted<T>(items: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncIterable<T> {
  for await (const item of items) {
    refuseInterrupted(signal);
    yield item;
  }
}

async function restoreTable(
  client: Client,
  lines: AsyncIterable<string>,
  table: TableEntry,
  shape: TableShape,
): Promise<void> {
  let [batch, size] = [[] as string[], 0];
  const flush = async () => {
    if (batch.length > 0) await writeRows(client, table, batch);
    [batch, size] = [[], 0];
  };
  for await (const line of lines) {
    batch.push(line);
    size += line.length;
    if (size > BATCH) await flush();
  }
  await flush();
  for (const { column, last, used } of table.sequences)
    await client.query("SELECT setval(pg_get_serial_sequence($1, $2), $3, $4)", [
      `sdetkit.${quoted(table.name)}`,
      column,
      last,
      used,
    ]);
  const hash = createHash("sha256");
  for await (const rows of readRows(client, { ...shape, columns: table.columns })) hash.update(`${rows.join("\n")}\n`);
  if (hash.digest("hex") === table.sha256) return;
  throw new Fault("restore-differs", `expected the table ${table.name} to be restored unchanged, it was not`);
}

function newer(): Fault {
  return new Fault("backup-newer", "expected a backup of this version or an older one, got a newer one");
}
