import type { DatabaseSync } from "node:sqlite";
import { isOwner } from "../../platform/process-owner.ts";
import { firstLink, nextLink, unfinishedRows } from "../journal.ts";
import type { ProblemList } from "./problem-list.ts";

/** Looks at the runs that are not over: events without a gap, the running digest, an owner, and no event without a run. */
export function verifyJournal(database: DatabaseSync, problems: ProblemList): void {
  const events = database.prepare("SELECT n, body FROM journal WHERE run = ? ORDER BY n");
  const unfinished = unfinishedRows(database);
  for (const { run, task, captured_ms, owner, events: count, chain } of unfinished) {
    const rows = events.all(run);
    const where = `journal of run ${run}`;
    if (rows.length !== count || rows.some((row, i) => row["n"] !== i)) {
      problems.add("journal-altered", where, `events 0 to ${count - 1}`, `${rows.length} events`);
    }
    const got = rows.reduce((link, row) => nextLink(link, String(row["body"])), firstLink(run, task, captured_ms));
    if (got !== chain) problems.add("journal-altered", where, `digest ${chain}`, got);
    if (!isOwner(owner)) problems.add("journal-altered", where, "an owner as PID-START-BOOT", owner);
  }
  const orphans = database
    .prepare("SELECT DISTINCT run FROM journal WHERE run NOT IN (SELECT run FROM unfinished) LIMIT 100")
    .all();
  for (const row of orphans) {
    problems.add("journal-altered", `journal of run ${row["run"]}`, "an unfinished run", "none of this name");
  }
}
