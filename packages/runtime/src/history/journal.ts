import type { DatabaseSync, StatementSync } from "node:sqlite";
import { canonicalJson, Fault } from "@sdetkit/core";
import { hashing } from "../platform/hashing.ts";
import { currentOwner, isAlive, pidOf } from "../platform/process-owner.ts";
import { transaction } from "./schema.ts";
import type { JournalEntry, UnfinishedRun } from "./types.ts";

/** The row of `unfinished`. */
export interface UnfinishedRow {
  readonly run: string;
  readonly task: string;
  readonly captured_ms: number;
  readonly owner: string;
  readonly events: number;
  readonly chain: string;
}

/** The running digest over a run's registration and events, so that a journal that was altered or cut is noticed. */
export function firstLink(run: string, task: string, capturedMs: number): string {
  return hashing.hex(canonicalJson([run, task, capturedMs]));
}

/** The next value of the running digest. */
export function nextLink(chain: string, body: string): string {
  return hashing.hex(`${chain}\n${body}`);
}

/** Runs that are not over, and their events. Each call is one commit. */
export class Journal {
  readonly #database: DatabaseSync;
  #select: StatementSync | null = null;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  begin({ run, task, capturedMs, body }: { run: string; task: string; capturedMs: number; body: string }): void {
    transaction(this.#database, "registering a run", () => {
      if (this.#row(run) !== null || this.#isRecorded(run)) {
        throw new Fault("run-exists", `expected a new run id, got ${run}, which exists already`);
      }
      const chain = nextLink(firstLink(run, task, capturedMs), body);
      this.#database
        .prepare("INSERT INTO unfinished (run, task, captured_ms, owner, events, chain) VALUES (?, ?, ?, ?, 1, ?)")
        .run(run, task, capturedMs, currentOwner(), chain);
      this.#insert(run, 0, body);
    });
  }

  append(run: string, body: string): number {
    return transaction(this.#database, "writing the journal", () => {
      const row = this.#row(run);
      if (row === null) throw unknownRun(run);
      if (row.owner !== currentOwner()) throw runBusy(row);
      this.#database
        .prepare("UPDATE unfinished SET events = events + 1, chain = ? WHERE run = ?")
        .run(nextLink(row.chain, body), run);
      this.#insert(run, row.events, body);
      return row.events;
    });
  }

  events(run: string): JournalEntry[] {
    const rows = this.#database.prepare("SELECT n, body FROM journal WHERE run = ? ORDER BY n").all(run);
    return rows.map((row) => ({ n: row["n"] as number, body: row["body"] as string }));
  }

  unfinished(): UnfinishedRun[] {
    return unfinishedRows(this.#database).map(({ run, task, captured_ms, owner }) => ({
      run,
      task,
      captured_ms,
      alive: isAlive(owner),
      pid: pidOf(owner),
    }));
  }

  claim(run: string): void {
    transaction(this.#database, "taking over a run", () => {
      const row = this.#row(run);
      if (row === null) throw unknownRun(run);
      if (isAlive(row.owner)) throw runBusy(row);
      this.#database.prepare("UPDATE unfinished SET owner = ? WHERE run = ?").run(currentOwner(), run);
    });
  }

  /** Forgets runs that are over; part of the transaction that records them. Fault `run-busy` when another owns one. */
  forget(runs: readonly string[]): void {
    for (const run of runs) {
      const row = this.#row(run);
      if (row === null) continue;
      if (row.owner !== currentOwner()) throw runBusy(row);
      this.#database.prepare("DELETE FROM journal WHERE run = ?").run(run);
      this.#database.prepare("DELETE FROM unfinished WHERE run = ?").run(run);
    }
  }

  #insert(run: string, n: number, body: string): void {
    this.#database.prepare("INSERT INTO journal (run, n, body) VALUES (?, ?, ?)").run(run, n, body);
  }

  #row(run: string): UnfinishedRow | null {
    this.#select ??= this.#database.prepare("SELECT * FROM unfinished WHERE run = ?");
    const row = this.#select.get(run);
    return (row as unknown as UnfinishedRow | undefined) ?? null;
  }

  #isRecorded(run: string): boolean {
    return this.#database.prepare("SELECT 1 FROM runs WHERE run = ?").get(run) !== undefined;
  }
}

/** All rows of `unfinished`, oldest first. */
export function unfinishedRows(database: DatabaseSync): UnfinishedRow[] {
  return database.prepare("SELECT * FROM unfinished ORDER BY captured_ms, run").all() as unknown as UnfinishedRow[];
}

/** No run of this name. */
export function unknownRun(run: string): Fault {
  return new Fault("unknown-run", `expected a run of this workspace, got ${JSON.stringify(run)}`);
}

function runBusy(row: UnfinishedRow): Fault {
  return new Fault("run-busy", `expected run ${row.run} to be free, but process ${pidOf(row.owner)} owns it`);
}
