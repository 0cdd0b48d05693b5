/** Numbers collected one by one, for exact percentiles: eight bytes each, so that a million runs fit into 16 MB. */
export class Samples {
  #values = new Float64Array(64);
  #count = 0;
  #sorted = false;

  add(value: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(this.#count * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count++] = value;
    this.#sorted = false;
  }

  /** The nearest-rank percentile (the smallest value that at least this share, 0 to 1, does not exceed); null without values. */
  percentile(share: number): number | null {
    if (this.#count === 0) return null;
    const values = this.#values.subarray(0, this.#count);
    if (!this.#sorted) values.sort();
    this.#sorted = true;
    return values[Math.max(0, Math.ceil(share * this.#count) - 1)] as number;
  }
}
