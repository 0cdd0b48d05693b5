import type { DatabaseSync } from "node:sqlite";
import { type AuditEventEntry, csvLine, Fault, isSha256 } from "@sdetkit/core";
import { unknownRun } from "./journal.ts";
import type { Column } from "./run-index.ts";
import { holdsAuditEvents } from "./schema.ts";
import type { AuditEventRow, HistoryFilter, RunRow } from "./types.ts";

const ROW = "seq, run, hash, status, task, template, template_version, template_digest, captured_ms, duration_ms";
const CSV = ["seq", "run", "hash", "status", "task", "template", "template_version", "template_digest"] as const;
const COUNTS = ["duration_ms", "asked", "given", "denied"] as const;

/** Rows of the index that pass the filter, as they are needed. */
export function streamRuns(database: DatabaseSync, filter: HistoryFilter = {}, columns = ROW): Iterable<RunRow> {
  const { sql, params } = whereOf(filter);
  const order = filter.order === "newest" ? "DESC" : "ASC";
  const statement = database.prepare(`SELECT ${columns} FROM runs${sql} ORDER BY seq ${order} LIMIT ?`);
  return statement.iterate(...params, filter.limit ?? -1) as unknown as Iterable<RunRow>;
}

/** The run with this id or record hash (the newest with that hash), or with a unique beginning of one; null when none. */
export function lookUpRun(database: DatabaseSync, text: string): RunRow | null {
  const one = (sql: string, ...params: string[]) =>
    (database.prepare(sql).get(...params) as unknown as RunRow | undefined) ?? null;
  if (text === "") return null;
  if (isSha256(text)) return one(`SELECT ${ROW} FROM runs WHERE hash = ? ORDER BY seq DESC LIMIT 1`, text);
  const column = /^[0-9a-f]+$/.test(text) ? "hash" : "run";
  const found = database
    .prepare(`SELECT DISTINCT ${column} AS name FROM runs WHERE ${column} >= ? AND ${column} < ? LIMIT 6`)
    .all(text, `${text}\u{10ffff}`)
    .map((row) => String(row["name"]));
  const name = found.includes(text) ? text : found[0];
  if (name === undefined) return null;
  if (name !== text && found.length > 1) throw ambiguous(text, found);
  return one(`SELECT ${ROW} FROM runs WHERE ${column} = ? ORDER BY seq DESC LIMIT 1`, name);
}

/** As `lookUpRun`, for callers that cannot continue without. Fault `unknown-run`. */
export function findRun(database: DatabaseSync, text: string): RunRow {
  const row = lookUpRun(database, text);
  if (row === null) throw unknownRun(text);
  return row;
}

/** The ledger's number of a run, or of the act with exactly this id. Fault `unknown-run`. */
export function findRow(database: DatabaseSync, text: string): number {
  const act = holdsAuditEvents(database) ? database.prepare("SELECT seq FROM acts WHERE id = ?").get(text) : undefined;
  return act === undefined ? findRun(database, text).seq : (act["seq"] as number);
}

/** How many rows of the ledger are runs. */
export function countRuns(database: DatabaseSync): number {
  const acts = holdsAuditEvents(database) ? "(SELECT count(*) FROM acts)" : "0";
  return (database.prepare(`SELECT size - ${acts} AS runs FROM head`).get()?.["runs"] ?? 0) as number;
}

/** Audit events in the ledger's order. */
export function* streamAuditEvents(database: DatabaseSync): Iterable<AuditEventRow> {
  if (!holdsAuditEvents(database)) return;
  const rows = database.prepare("SELECT a.seq, l.leaf FROM acts a JOIN ledger l USING (seq) ORDER BY a.seq");
  for (const { seq, leaf } of rows.iterate() as unknown as Iterable<{ seq: number; leaf: string }>) {
    yield { seq, act: JSON.parse(leaf) as AuditEventEntry };
  }
}

/** The index as CSV, line by line. */
export function* csvOfRuns(database: DatabaseSync, filter: HistoryFilter = {}): Iterable<string> {
  yield csvLine([...CSV, "captured_at", ...COUNTS]);
  const rows = streamRuns(database, filter, `${ROW}, asked, given, denied`);
  for (const row of rows as Iterable<RunRow & { [name: string]: Column }>) {
    const captured = new Date(row.captured_ms).toISOString();
    yield csvLine([...CSV.map((name) => row[name]), captured, ...COUNTS.map((name) => row[name])]);
  }
}

function whereOf(filter: HistoryFilter): { sql: string; params: (string | number)[] } {
  const conditions: [string, string | number | undefined][] = [
    ["captured_ms >= ?", filter.since],
    ["captured_ms < ?", filter.until],
    ["status = ?", filter.status],
    ["template = ?", filter.template],
  ];
  const used = conditions.filter((each): each is [string, string | number] => each[1] !== undefined);
  const sql = used.length === 0 ? "" : ` WHERE ${used.map(([condition]) => condition).join(" AND ")}`;
  return { sql, params: used.map(([, value]) => value) };
}

function ambiguous(text: string, found: readonly string[]): Fault {
  const shown = found.slice(0, 5).map((name) => name.slice(0, Math.max(16, text.length + 4)));
  return new Fault(
    "ambiguous-hash",
    `expected the beginning of one run or hash, got ${text}, which fits ${shown.join(", ")}${found.length > 5 ? ", …" : ""}`,
  );
}
