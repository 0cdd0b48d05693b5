import type { Client } from "pg";
import type { TableEntry } from "./manifest.ts";

/** Tables that restoring makes itself, or whose rows say something of this moment alone. */
const MADE = ["migrations", "write_probes", "backups"];

/** A table's shape: what is written, and by what it is sorted so that equal rows are equal bytes. */
export interface TableShape extends Pick<TableEntry, "name" | "columns"> {
  readonly key: readonly string[];
  readonly sequences: readonly { readonly column: string; readonly sequence: string }[];
}

/** How values become text: every type's own, which reads back exactly, whatever the server's settings. */
export const EXACT =
  "SET LOCAL DateStyle = ISO; SET LOCAL TimeZone = UTC; SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = hex; SET LOCAL IntervalStyle = iso_8601; SET LOCAL search_path = sdetkit";

/** Every table of the schema, those that others refer to first. */
export async function readTables(client: Client): Promise<TableShape[]> {
  const columns = await client.query<{
    table: string;
    name: string;
    type: string;
    key: number;
    sequence: string | null;
  }>(`
    SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
      coalesce(array_position(i.indkey::int2[], a.attnum), -1) AS key,
      pg_get_serial_sequence(format('sdetkit.%I', c.relname), a.attname) AS sequence
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    WHERE c.relnamespace = 'sdetkit'::regnamespace AND c.relkind = 'r'
    ORDER BY c.relname, a.attnum`);
  const references = await client.query<{ table: string; to: string }>(`
    SELECT c.relname AS table, f.relname AS to FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid
    WHERE k.contype = 'f' AND c.relnamespace = 'sdetkit'::regnamespace AND c.oid <> f.oid`);
  const names = [...new Set(columns.rows.map(({ table }) => table))].filter((table) => !MADE.includes(table));
  return inOrder(names, references.rows).map((name) => {
    const own = columns.rows.filter(({ table }) => table === name);
    return {
      name,
      columns: own.map((column) => ({ name: column.name, type: column.type })),
      key: own
        .filter(({ key }) => key >= 0)
        .sort((a, b) => a.key - b.key)
        .map((column) => column.name),
      sequences: own.flatMap(({ name: column, sequence }) => (sequence === null ? [] : [{ column, sequence }])),
    };
  });
}

function inOrder(names: readonly string[], references: readonly { table: string; to: string }[]): string[] {
  const done = new Set<string>();
  while (done.size < names.length) {
    const next = names.filter(
      (name) => !done.has(name) && references.every(({ table, to }) => table !== name || done.has(to)),
    );
    if (next.length === 0) throw new Error("tables refer to each other in a circle");
    for (const name of next) done.add(name);
  }
  return [...done];
}

/** Rows fetched at once: bodies may be long. */
const PAGE = 200;

/** The rows of a table, each a JSON array of texts and nulls, sorted by its key. Within a transaction under `EXACT`. */
export async function* readRows(client: Client, { name, columns, key }: TableShape): AsyncIterable<readonly string[]> {
  const values = columns.map((column) => `${quoted(column.name)}::text`).join(", ");
  const types = new Map(columns.map((column) => [column.name, column.type]));
  const order = key
    .map((column) => `${quoted(column)}${types.get(column) === "text" ? ' COLLATE "C"' : ""}`)
    .join(", ");
  await client.query(
    `DECLARE backup NO SCROLL CURSOR FOR SELECT json_build_array(${values})::text AS row FROM ${quoted(name)} ORDER BY ${order}`,
  );
  for (;;) {
    const { rows } = await client.query<{ row: string }>(`FETCH ${PAGE} FROM backup`);
    if (rows.length === 0) break;
    yield rows.map(({ row }) => row);
  }
  await client.query("CLOSE backup");
}

/** Puts rows back as they were, with numbers that the database gave. */
export async function writeRows(
  client: Client,
  { name, columns }: Pick<TableEntry, "name" | "columns">,
  rows: readonly string[],
): Promise<void> {
  const names = columns.map((column) => quoted(column.name)).join(", ");
  const values = columns.map(({ type }, i) => `(r->>${i})::${type}`).join(", ");
  await client.query(
    `INSERT INTO ${quoted(name)} (${names}) OVERRIDING SYSTEM VALUE SELECT ${values} FROM json_array_elements($1::json) AS r`,
    [`[${rows.join(",")}]`],
  );
}

/** An identifier in SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
