/** Collects the beginning of a stream; of what is over the cap only the number of bytes is known. */
export class CappedBuffer {
  readonly #chunks: Uint8Array[] = [];
  readonly #cap: number;
  #length = 0;
  #left = 0;

  /** @param cap in bytes. */
  constructor(cap: number) {
    this.#cap = cap;
  }

  add(chunk: Uint8Array): void {
    const kept = chunk.subarray(0, this.#cap - this.#length);
    this.#left += chunk.length - kept.length;
    if (kept.length > 0) this.#chunks.push(kept);
    this.#length += kept.length;
  }

  /** Bytes that were not kept. */
  get left(): number {
    return this.#left;
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}
