import { Fault } from "../diagnostic/fault.ts";
import type { Hashing } from "../digest/sha256.ts";
import { openCheckpoint, parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { CompactRange, levelsOf } from "./compact-range.ts";
import { leafHash, type MerkleHash, sameHash } from "./merkle-hash.ts";
import { type NoteSigner, type NoteVerifier, parseNote } from "./signed-note.ts";

/** The level of the subtrees whose roots may be kept: 2^8 leaves each. */
export const BLOCK_LEVEL = 8;
/** Leaves below one kept root. */
export const BLOCK = 2 ** BLOCK_LEVEL;

const HASH_SIZE = 32;

/** The end of a ledger, as it is stored: all that is needed to continue from there. */
export interface LedgerHead {
  readonly size: number;
  /** The nodes of its compact range, 32 bytes each, one behind the other. */
  readonly frontier: Uint8Array;
  /** C2SP signed note over size and root. */
  readonly checkpoint: string;
}

/** What further leaves make of a ledger. */
export interface LedgerGrowth {
  readonly head: LedgerHead;
  readonly rows: readonly { readonly seq: number; readonly hash: MerkleHash; readonly leaf: string }[];
  /** Blocks that became whole, and their roots. */
  readonly blocks: readonly { readonly position: number; readonly hash: MerkleHash }[];
}

/** The head of the ledger that has no leaf yet. */
export function emptyHead(signer: NoteSigner, hashing: Hashing): LedgerHead {
  return signedHead(new CompactRange(hashing), signer);
}

/** Cuts a stored frontier into its hashes. */
export function frontierNodes(frontier: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.floor(frontier.length / HASH_SIZE) }, (_, i) =>
    frontier.subarray(HASH_SIZE * i, HASH_SIZE * (i + 1)),
  );
}

/**
 * Fault `ledger-altered` unless the key signed exactly this head: a new checkpoint must never put a signature under a past
 * that somebody else wrote. `last` is the number of the last row that is stored, -1 when there is none; `ownNote` a checkpoint
 * that the caller signed itself, whose signature need not be verified again.
 */
export function trustHead(
  head: LedgerHead,
  last: number,
  verifier: NoteVerifier,
  hashing: Hashing,
  ownNote?: string | null,
): void {
  const own = head.checkpoint === ownNote ? parseNote(head.checkpoint) : null;
  const checkpoint = own === null ? openCheckpoint(head.checkpoint, verifier) : parseCheckpoint(own.text);
  if (checkpoint === null) throw ledgerAltered("a checkpoint that its key did not sign");
  const nodes = frontierNodes(head.frontier);
  const fits = nodes.length === levelsOf(head.size).length && checkpoint.size === head.size;
  if (!fits || !sameHash(checkpoint.root, new CompactRange(hashing, head.size, nodes).root())) {
    throw ledgerAltered(`a frontier of ${head.size} rows that is not the signed one of ${checkpoint.size}`);
  }
  if (last !== head.size - 1) throw ledgerAltered(`last row ${last} under a checkpoint of ${head.size} rows`);
}

/** Adds leaves behind a head that is trusted, and signs the new one. Stores nothing. */
export function growLedger(
  head: LedgerHead,
  leaves: readonly string[],
  signer: NoteSigner,
  hashing: Hashing,
): LedgerGrowth {
  const nodes = frontierNodes(head.frontier);
  const inBlock = levelsOf(head.size % BLOCK).length;
  const whole = new CompactRange(hashing, head.size - (head.size % BLOCK), nodes.slice(0, nodes.length - inBlock));
  let block = new CompactRange(hashing, head.size % BLOCK, nodes.slice(nodes.length - inBlock));
  const blocks: { position: number; hash: MerkleHash }[] = [];
  const rows = leaves.map((leaf) => {
    const row = { seq: whole.size + block.size, hash: leafHash(leaf, hashing), leaf };
    block.append(row.hash);
    if (block.size === BLOCK) {
      blocks.push({ position: whole.size / BLOCK, hash: block.root() });
      whole.append(block.root(), BLOCK_LEVEL);
      block = new CompactRange(hashing);
    }
    return row;
  });
  whole.merge(block);
  return { head: leaves.length === 0 ? head : signedHead(whole, signer), rows, blocks };
}

/** The ledger is not the one that was signed. */
export function ledgerAltered(got: string): Fault {
  return new Fault("ledger-altered", `expected a ledger that continues its signed checkpoint, got ${got}`);
}

function signedHead(range: CompactRange, signer: NoteSigner): LedgerHead {
  const frontier = new Uint8Array(HASH_SIZE * range.nodes.length);
  range.nodes.forEach((node, i) => {
    frontier.set(node, HASH_SIZE * i);
  });
  const checkpoint = signCheckpoint({ origin: signer.name, size: range.size, root: range.root() }, signer);
  return { size: range.size, frontier, checkpoint };
}
