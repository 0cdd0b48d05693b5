import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import { BACKUP, readManifest } from "../../../packages/server/src/app/backup/manifest.ts";
import { quoted, writeRows } from "../../../packages/server/src/app/backup/tables.ts";
import { withClient } from "./with-client.ts";

/**
 * Makes the database of an earlier version beside another one, whose roles it shares: its own schema, and the rows of a backup
 * as they were. It is what a server finds that is updated in place. Answers its URL.
 */
export async function oldDatabase(beside: string, recording: string, name: string): Promise<string> {
  await withClient(beside, (client) => client.query(`CREATE DATABASE ${quoted(name)}`));
  const url = new URL(beside);
  url.pathname = `/${name}`;
  await withClient(url.href, (client) => fill(client, recording));
  return url.href;
}

async function fill(client: Client, recording: string): Promise<void> {
  await client.query(readFileSync(join(recording, "schema.sql"), "utf8"));
  const backup = join(recording, "backup");
  for (const table of readManifest(backup).manifest.tables) {
    const text = readFileSync(join(backup, BACKUP.tables, `${table.name}.jsonl`), "utf8");
    const rows = text.split("\n").filter((row) => row !== "");
    if (rows.length > 0) await writeRows(client, table, rows);
    for (const { column, last, used } of table.sequences) {
      const sequence = [`sdetkit.${quoted(table.name)}`, column, last, used];
      await client.query("SELECT setval(pg_get_serial_sequence($1, $2), $3, $4)", sequence);
    }
  }
  // The published copies are in no backup.
  await client.query("UPDATE ledger_heads SET published = 0");
}
