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

/** What a schema is made of, so that two can be compared. */
export async function describeSchema(url: string): Promise<string[]> {
  const parts = [
    "SELECT format('%s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE c.relnamespace = 'sdetkit'::regnamespace AND c.relkind = 'r'",
    "SELECT format('%s.%s default %s', c.relname, a.attname, pg_get_expr(d.adbin, d.adrelid)) FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum WHERE c.relnamespace = 'sdetkit'::regnamespace",
    "SELECT format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint WHERE connamespace = 'sdetkit'::regnamespace",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'sdetkit'",
    "SELECT format('%s %s %s %s %s %s', tablename, policyname, roles, cmd, qual, with_check) FROM pg_policies WHERE schemaname = 'sdetkit'",
    "SELECT format('%s %s %s', relname, relforcerowsecurity, relacl) FROM pg_class WHERE relnamespace = 'sdetkit'::regnamespace AND relkind = 'r'",
  ];
  return await withClient(url, async (client) => {
    const lines: string[] = [];
    for (const sql of parts) {
      const { rows } = await client.query({ text: sql, rowMode: "array" });
      lines.push(...rows.map(([line]) => String(line)));
    }
    return lines.sort();
  });
}
