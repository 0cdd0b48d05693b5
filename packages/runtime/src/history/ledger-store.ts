import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import {
  canonicalJson,
  type Envelope,
  emptyHead,
  Fault,
  growLedger,
  type LedgerHead,
  ledgerAltered,
  sameHash,
  trustHead,
} from "@sdetkit/core";
import { writeDurably } from "../files/durable-file.ts";
import { isNotPlain, NOTE_BYTES, readPlainFile } from "../files/read-plain-file.ts";
import { temporaryFile } from "../files/temporary-folder.ts";
import type { LedgerKey } from "../keys/ledger-key.ts";
import { hashing } from "../platform/hashing.ts";
import { CHECKPOINT } from "./file-names.ts";
import { type LeafContent, readContent } from "./leaf.ts";
import {
  AUDIT_EVENT_COLUMNS,
  actionRows,
  auditEventColumns,
  RUN_COLUMNS,
  runColumns,
  workerRows,
} from "./run-index.ts";
import { makeRoomForAuditEvents } from "./schema.ts";
import type { LedgerPart, Recorded } from "./types.ts";

/** The note of the ledger that has no leaf yet. */
export function firstCheckpoint(key: LedgerKey): string {
  return emptyHead(key, hashing).checkpoint;
}

/** Reads the head; null when the row is gone. */
export function readHead(database: DatabaseSync): LedgerHead | null {
  const row = database.prepare("SELECT size, frontier, checkpoint FROM head WHERE id = 0").get();
  return (row as unknown as LedgerHead | undefined) ?? null;
}

/** A leaf that is about to be written, and what it says. */
type NewLeaf = readonly [leaf: string, content: LeafContent];

/** One statement for each table that a run has rows in. */
type Inserts = { readonly [table in "leaf" | "run" | "action" | "worker" | "block"]: StatementSync };

/** Appends leaves to the ledger. Everything happens inside the caller's write transaction. */
export class LedgerStore {
  readonly #database: DatabaseSync;
  readonly #folder: string;
  readonly #key: LedgerKey;
  #ownNote: string | null = null;

  constructor(database: DatabaseSync, folder: string, key: LedgerKey) {
    this.#database = database;
    this.#folder = folder;
    this.#key = key;
  }

  /** Adds the envelopes as leaves, with their index rows and one new signed checkpoint. A run that is there stays as it is. */
  appendAll(envelopes: readonly Envelope[]): Recorded[] {
    const head = this.#trustedHead();
    const lookUp = this.#database.prepare("SELECT l.seq, l.leaf FROM runs r JOIN ledger l USING (seq) WHERE r.run = ?");
    const added = new Map<string, { seq: number; leaf: string }>();
    const leaves: NewLeaf[] = [];
    const recorded = envelopes.map((envelope): Recorded => {
      const leaf = canonicalJson(envelope);
      const known = knownAt(added.get(envelope.run) ?? lookUp.get(envelope.run), envelope.run, leaf);
      if (known !== null) return { hash: envelope.record, seq: known };
      const seq = head.size + leaves.length;
      leaves.push([leaf, { kind: "run", envelope }]);
      added.set(envelope.run, { seq, leaf });
      return { hash: envelope.record, seq };
    });
    this.#grow(head, leaves);
    return recorded;
  }

  /**
   * Adds leaves of another ledger of the same key, as they are. Those that are there already have to be the same. Fault
   * `ledger-altered` when they are not, when some are missing in between, or when the outcome is not the head expected.
   */
  appendPart({ from, leaves, head: expected }: LedgerPart): number {
    const head = this.#trustedHead();
    if (from > head.size) throw ledgerAltered(`leaves from number ${from} on for a ledger of ${head.size} rows`);
    const stored = this.#database.prepare("SELECT leaf FROM ledger WHERE seq = ?");
    const known = leaves.slice(0, head.size - from);
    const other = known.findIndex((leaf, i) => stored.get(from + i)?.["leaf"] !== leaf);
    if (other >= 0) throw ledgerAltered(`another leaf at row ${from + other} than the one to be copied`);
    const fresh = leaves.slice(known.length).map((leaf): NewLeaf => [leaf, readContent(leaf)]);
    if (fresh.some(([, { kind }]) => kind === "act")) makeRoomForAuditEvents(this.#database);
    const grown = this.#grow(head, fresh);
    const asExpected =
      expected === undefined || (grown.size === expected.size && sameHash(grown.frontier, expected.frontier));
    if (!asExpected) throw ledgerAltered(`other rows than those that the head of ${expected.size} rows covers`);
    return grown.size;
  }

  /**
   * Copies the newest checkpoint to its file. Called after the commit, so the file may lag behind a crash, and never
   * runs ahead: whoever published an older one while another process committed notices and publishes again.
   */
  publish(): void {
    for (let published = this.#publishedNote(), head = readHead(this.#database); head !== null; ) {
      if (published === head.checkpoint) return;
      writeDurably(join(this.#folder, CHECKPOINT), head.checkpoint, temporaryFile(this.#folder));
      published = head.checkpoint;
      head = readHead(this.#database);
    }
  }

  /** Makes the checkpoint file for a ledger that has none yet, so that from then on a missing one means something. */
  publishFirst(): void {
    const path = join(this.#folder, CHECKPOINT);
    if (existsSync(path)) return;
    writeDurably(path, firstCheckpoint(this.#key), temporaryFile(this.#folder), { replace: false });
  }

  #publishedNote(): string | null {
    const path = join(this.#folder, CHECKPOINT);
    if (!existsSync(path)) return null;
    try {
      return readPlainFile(path, NOTE_BYTES).toString();
    } catch (error) {
      // What else lies there is replaced.
      if (isNotPlain(error)) return null;
      throw error;
    }
  }

  #trustedHead(): LedgerHead {
    const head = readHead(this.#database);
    if (head === null) throw ledgerAltered("no head row");
    const last = Number(this.#database.prepare("SELECT max(seq) AS last FROM ledger").get()?.["last"] ?? -1);
    trustHead(head, last, this.#key, hashing, this.#ownNote);
    return head;
  }

  #grow(head: LedgerHead, leaves: readonly NewLeaf[]): LedgerHead {
    if (leaves.length === 0) return head;
    const grown = growLedger(
      head,
      leaves.map(([leaf]) => leaf),
      this.#key,
      hashing,
    );
    const statements = this.#inserts();
    grown.rows.forEach(({ seq, hash, leaf }, i) => {
      statements.leaf.run(seq, hash, leaf);
      this.#index(seq, leaves[i]![1], statements);
    });
    for (const { position, hash } of grown.blocks) statements.block.run(position, hash);
    const { size, frontier, checkpoint } = grown.head;
    this.#database
      .prepare("UPDATE head SET size = ?, frontier = ?, checkpoint = ? WHERE id = 0")
      .run(size, frontier, checkpoint);
    // Also right when the transaction is rolled back: the head then still carries another note, which is checked again.
    this.#ownNote = checkpoint;
    return grown.head;
  }

  #index(seq: number, content: LeafContent, statements: Inserts): void {
    if (content.kind === "act") {
      this.#insert("acts", AUDIT_EVENT_COLUMNS.length + 1).run(seq, ...auditEventColumns(content.act));
      return;
    }
    const { envelope } = content;
    statements.run.run(seq, ...runColumns(envelope));
    for (const row of actionRows(envelope)) statements.action.run(seq, ...row);
    for (const row of workerRows(envelope)) statements.worker.run(seq, ...row);
  }

  #inserts(): Inserts {
    return {
      leaf: this.#insert("ledger", 3),
      run: this.#insert("runs", RUN_COLUMNS.length + 1),
      action: this.#insert("run_actions", 5),
      worker: this.#insert("run_workers", 4),
      block: this.#insert("blocks", 2),
    };
  }

  #insert(table: string, columns: number): StatementSync {
    return this.#database.prepare(`INSERT INTO ${table} VALUES (${Array(columns).fill("?").join(", ")})`);
  }
}

/** The row of a run that is recorded already; null when it is not. Fault `run-exists` when it is with another envelope. */
function knownAt(row: Record<string, unknown> | undefined, run: string, leaf: string): number | null {
  if (row === undefined) return null;
  if (row["leaf"] === leaf) return row["seq"] as number;
  throw new Fault(
    "run-exists",
    `expected a run that is not recorded yet, got ${run}, which is ledger row ${row["seq"]}`,
  );
}
