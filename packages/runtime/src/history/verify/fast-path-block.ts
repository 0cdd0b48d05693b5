import { hash } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { holdsAuditEvents } from "../schema.ts";
import { readAuditEvent } from "./read-audit-event.ts";
import { readLeaf } from "./read-leaf.ts";

/** Rows of the ledger that are all there, agree with the hashes beside them, and with the whole index. */
export interface FastPathBlock {
  /** The leaf hashes, 32 bytes each. */
  readonly hashes: Buffer;
  /** How many of the leaves are acts. */
  readonly acts: number;
  readonly records: Iterable<string>;
  /** Digests of blobs as `readLeaf` gives them. */
  readonly blobs: Iterable<string>;
}

/**
 * Reads the rows `begin` to `end` (exclusive, at most a block) and answers null as soon as anything is out of the ordinary:
 * then each row has to be looked at by itself.
 */
export type FastPathReader = (begin: number, end: number) => FastPathBlock | null;

/** The texts of `readLeaf`, as SQLite makes them. A NULL among the values makes its text NULL, which equals nothing. */
const RUNS = `seq || '"' || captured_ms || ' ' || day || ' ' || duration_ms ||
  ' "asked":' || asked || ',"denied":' || denied || ',"given":' || given ||
  '"record":"' || hash || '","run":"' || run || '","schema":"sdetkit.envelope/v1","status":"' || status ||
  '""task":"' || task || '","template":' ||
  CASE WHEN template IS NULL AND template_version IS NULL AND template_digest IS NULL THEN 'null'
  ELSE '{"digest":"' || template_digest || '","id":"' || template || '","version":"' || template_version || '"}' END`;
const ACTIONS = `seq || '"' || action || '"' || count || ' ' || failed || ' ' || duration_ms || '"'`;
const ACTS = `seq || '"' || id || '"' || at_ms || '"' || actor || '"' || act || '"' || target || '"'`;
const WORKERS = `seq || '"' || worker || '"' || count || ' ' || duration_ms || '"'`;

/**
 * One text for many rows of the index: SQLite joins them, and one comparison tells. Values for each row and column would
 * take longer than all the rest. The number of quotes is the same in every sound row, so whoever puts one into a value
 * makes the texts differ.
 */
function textReader(database: DatabaseSync, table: string, row: string): StatementSync {
  return arrays(database, `SELECT group_concat(${row}, '') FROM ${table} WHERE seq >= ? AND seq < ?`);
}

function arrays(database: DatabaseSync, sql: string): StatementSync {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
}

/** A reader over a connection; its statements serve all blocks. */
export function fastPathReader(database: DatabaseSync): FastPathReader {
  // With the zero byte that a leaf's hash begins with; the numbers need not be read: as many rows as numbers are all of them.
  const leaves = arrays(database, "SELECT char(0) || leaf FROM ledger WHERE seq >= ? AND seq < ? ORDER BY seq");
  const kept = arrays(database, "SELECT lower(group_concat(hex(hash), '')) FROM ledger WHERE seq >= ? AND seq < ?");
  const runs = textReader(database, "runs", RUNS);
  const actions = textReader(database, "run_actions", ACTIONS);
  const workers = textReader(database, "run_workers", WORKERS);
  const acts = holdsAuditEvents(database) ? textReader(database, "acts", ACTS) : null;

  return (begin, end) => {
    const rows = leaves.all(begin, end) as unknown as [string][];
    if (rows.length !== end - begin) return null;
    const [records, blobs] = [new Set<string>(), new Set<string>()];
    let [hashes, run, action, worker, act] = ["", "", "", "", ""];
    let actCount = 0;
    for (let i = 0; i < rows.length; i++) {
      const leaf = rows[i]![0];
      hashes += hash("sha256", leaf, "hex");
      const actText = acts === null ? null : readAuditEvent(leaf, begin + i, 1);
      if (actText !== null) {
        act += actText;
        actCount++;
        continue;
      }
      const texts = readLeaf(leaf, begin + i, 1);
      if (texts === null) return null;
      run += texts.runs;
      action += texts.actions;
      worker += texts.workers;
      records.add(texts.record);
      blobs.add(texts.blobs);
    }
    const sound =
      textOf(kept, begin, end) === hashes &&
      textOf(runs, begin, end) === run &&
      textOf(actions, begin, end) === action &&
      textOf(workers, begin, end) === worker &&
      (acts === null || textOf(acts, begin, end) === act);
    return sound ? { hashes: Buffer.from(hashes, "hex"), acts: actCount, records, blobs } : null;
  };
}

function textOf(statement: StatementSync, begin: number, end: number): string {
  const [text] = statement.get(begin, end) as unknown as [string | null];
  return text ?? "";
}
