/** Collects the beginning of a stream; what is over the cap is counted out, not kept. */
export class CappedBuffer {
  readonly #chunks: Uint8Array[] = [];
  readonly #cap: number;
  #length = 0;
  #truncated = false;

  /** @param cap in bytes. */
  constructor(cap: number) {
    this.#cap = cap;
  }

  add(chunk: Uint8Array): void {
    const kept = chunk.subarray(0, this.#cap - this.#length);
    if (kept.length < chunk.length) this.#truncated = true;
    if (kept.length > 0) this.#chunks.push(kept);
    this.#length += kept.length;
  }

  get truncated(): boolean {
    return this.#truncated;
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}
