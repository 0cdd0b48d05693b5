import type { Hashing } from "../digest/sha256.ts";
import { emptyRoot, type MerkleHash, nodeHash } from "./merkle-hash.ts";

/**
 * The roots of the largest perfect subtrees that cover `size` neighbouring leaves, biggest first: all that has to be kept
 * of a Merkle tree in order to append to it and to know its root. The levels follow from the bits of `size`.
 *
 * A range may begin anywhere that is a multiple of its largest subtree, so parts of one tree can be built apart (by
 * several threads) and joined with `merge`.
 */
export class CompactRange {
  readonly #hashing: Hashing;
  readonly #nodes: MerkleHash[];
  #size: number;

  /** @param nodes as `nodes` of another range gave them. @throws RangeError when their number does not fit `size`. */
  constructor(hashing: Hashing, size = 0, nodes: readonly MerkleHash[] = []) {
    if (!Number.isSafeInteger(size) || size < 0 || levelsOf(size).length !== nodes.length) {
      throw new RangeError(`expected ${levelsOf(size).length} nodes for ${size} leaves, got ${nodes.length}`);
    }
    this.#hashing = hashing;
    this.#size = size;
    this.#nodes = [...nodes];
  }

  /** How many leaves are covered. */
  get size(): number {
    return this.#size;
  }

  /** The frontier: what `new CompactRange(hashing, size, nodes)` takes to continue from here. */
  get nodes(): readonly MerkleHash[] {
    return this.#nodes;
  }

  /** Adds a perfect subtree of 2^level leaves at the right; level 0 is a leaf's hash. */
  append(hash: MerkleHash, level = 0): void {
    const width = 2 ** level;
    if (this.#size % width !== 0) {
      throw new RangeError(`a subtree of ${width} leaves cannot begin at leaf ${this.#size}`);
    }
    let node = hash;
    for (let carry = this.#size / width; carry % 2 === 1; carry = (carry - 1) / 2) {
      node = nodeHash(this.#nodes.pop()!, node, this.#hashing);
    }
    this.#nodes.push(node);
    this.#size += width;
  }

  /** Adds the range that begins where this one ends. @throws RangeError when it is not aligned. */
  merge(right: CompactRange): void {
    const levels = levelsOf(right.size);
    right.nodes.forEach((node, i) => {
      this.append(node, levels[i]);
    });
  }

  /** RFC 6962 section 2.1: the Merkle tree hash of the leaves covered. */
  root(): MerkleHash {
    if (this.#size === 0) return emptyRoot(this.#hashing);
    return this.#nodes.reduceRight((right, left) => nodeHash(left, right, this.#hashing));
  }

  /** An independent copy. */
  clone(): CompactRange {
    return new CompactRange(this.#hashing, this.#size, this.#nodes);
  }
}

/** The levels of the perfect subtrees that make up `size` leaves, biggest first: the set bits of `size`. */
export function levelsOf(size: number): number[] {
  const levels: number[] = [];
  for (let rest = size, level = 0; rest > 0; rest = Math.floor(rest / 2), level++) {
    if (rest % 2 === 1) levels.unshift(level);
  }
  return levels;
}
