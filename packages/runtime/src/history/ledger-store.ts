import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import {
  CompactRange,
  canonicalJson,
  type Envelope,
  ExitCode,
  Fault,
  leafHash,
  levelsOf,
  openCheckpoint,
  type Sha256,
  sameHash,
  signCheckpoint,
} from "@sdetkit/core";
import { hashing } from "../hashing.ts";
import type { LedgerKey } from "../keys/ledger-key.ts";
import type { Recorded } from "./contract.ts";
import { writeDurably } from "./durable-file.ts";
import { CHECKPOINT } from "./file-names.ts";
import { actionRows, RUN_COLUMNS, runColumns, workerRows } from "./run-index.ts";
import { temporaryFile } from "./temporary-folder.ts";

/** The level of the subtrees whose roots are kept: 2^8 leaves each. */
export const BLOCK_LEVEL = 8;
/** Leaves below one kept root. */
export const BLOCK = 2 ** BLOCK_LEVEL;

/** The row of `head`. */
export interface Head {
  readonly size: number;
  readonly frontier: Uint8Array;
  readonly checkpoint: string;
}

/** The note of the ledger that has no leaf yet. */
export function firstCheckpoint(key: LedgerKey): string {
  return signCheckpoint({ origin: key.name, size: 0, root: new CompactRange(hashing).root() }, key);
}

/** Reads the head; null when the row is gone. */
export function readHead(database: DatabaseSync): Head | null {
  const row = database.prepare("SELECT size, frontier, checkpoint FROM head WHERE id = 0").get();
  return (row as unknown as Head | undefined) ?? null;
}

/** Cuts a stored frontier into its hashes. */
export function frontierNodes(frontier: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.floor(frontier.length / 32) }, (_, i) => frontier.subarray(32 * i, 32 * i + 32));
}

/** Appends envelopes to the ledger. Everything happens inside the caller's write transaction. */
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
    const nodes = frontierNodes(head.frontier);
    const inBlock = levelsOf(head.size % BLOCK).length;
    const blocks = new CompactRange(hashing, head.size - (head.size % BLOCK), nodes.slice(0, nodes.length - inBlock));
    let block = new CompactRange(hashing, head.size % BLOCK, nodes.slice(nodes.length - inBlock));
    const statements = this.#statements();
    const recorded = envelopes.map((envelope): Recorded => {
      const leaf = canonicalJson(envelope);
      const known = knownAt(statements.known, envelope.run, leaf);
      if (known !== null) return { hash: envelope.record, seq: known };
      const seq = blocks.size + block.size;
      const hash = leafHash(leaf, hashing);
      statements.leaf.run(seq, hash, leaf);
      statements.run.run(seq, ...runColumns(envelope));
      for (const row of actionRows(envelope)) statements.action.run(seq, ...row);
      for (const row of workerRows(envelope)) statements.worker.run(seq, ...row);
      block.append(hash);
      if (block.size === BLOCK) {
        statements.block.run(blocks.size / BLOCK, block.root());
        blocks.append(block.root(), BLOCK_LEVEL);
        block = new CompactRange(hashing);
      }
      return { hash: envelope.record, seq };
    });
    const whole = blocks.clone();
    whole.merge(block);
    if (whole.size > head.size) this.#writeHead(whole);
    return recorded;
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
    return existsSync(path) ? readFileSync(path, "utf8") : null;
  }

  /** A new checkpoint must never put a signature under a past that somebody else wrote. */
  #trustedHead(): Head {
    const head = readHead(this.#database);
    if (head === null) throw altered("no head row");
    const range = new CompactRange(hashing, head.size, frontierNodes(head.frontier));
    if (head.checkpoint !== this.#ownNote) {
      const checkpoint = openCheckpoint(head.checkpoint, this.#key);
      if (checkpoint === null) throw altered("a checkpoint that this workspace's key did not sign");
      if (checkpoint.size !== head.size || !sameHash(checkpoint.root, range.root())) {
        throw altered(`a frontier of ${head.size} rows that is not the signed one of ${checkpoint.size}`);
      }
    }
    const last = this.#database.prepare("SELECT max(seq) AS last FROM ledger").get()?.["last"] ?? -1;
    if (last !== head.size - 1) throw altered(`last row ${last} under a checkpoint of ${head.size} rows`);
    return head;
  }

  #writeHead(range: CompactRange): void {
    const note = signCheckpoint({ origin: this.#key.name, size: range.size, root: range.root() }, this.#key);
    this.#database
      .prepare("UPDATE head SET size = ?, frontier = ?, checkpoint = ? WHERE id = 0")
      .run(range.size, Buffer.concat(range.nodes), note);
    // Also right when the transaction is rolled back: the head then still carries another note, which is checked again.
    this.#ownNote = note;
  }

  #statements() {
    const insert = (table: string, columns: number) =>
      this.#database.prepare(`INSERT INTO ${table} VALUES (${Array(columns).fill("?").join(", ")})`);
    return {
      leaf: insert("ledger", 3),
      run: insert("runs", RUN_COLUMNS.length + 1),
      action: insert("run_actions", 5),
      worker: insert("run_workers", 4),
      block: insert("blocks", 2),
      known: this.#database.prepare("SELECT l.seq, l.leaf FROM runs r JOIN ledger l USING (seq) WHERE r.run = ?"),
    };
  }
}

/** The row of a run that is recorded already; null when it is not. Fault `run-exists` when it is with another envelope. */
function knownAt(statement: StatementSync, run: string, leaf: string): number | null {
  const row = statement.get(run);
  if (row === undefined) return null;
  if (row["leaf"] === leaf) return row["seq"] as number;
  throw new Fault(
    "run-exists",
    `expected a run that is not recorded yet, got ${run}, which is ledger row ${row["seq"]}`,
    {
      exit: ExitCode.usage,
    },
  );
}

function altered(got: string): Fault {
  return new Fault("ledger-altered", `expected a ledger that continues its signed checkpoint, got ${got}`, {
    exit: ExitCode.differs,
    remedy: "run `sdetkit agent history verify` to see what is wrong, then restore the history from a copy",
  });
}

/** Reads an envelope back from its leaf. */
export function envelopeOf(leaf: string): Envelope {
  return JSON.parse(leaf) as Envelope;
}

/** The envelope of a finished run, with the hash of its record. */
export function withRecord(envelope: Omit<Envelope, "record">, record: Sha256): Envelope {
  return { ...envelope, record };
}
