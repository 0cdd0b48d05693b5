/** How much is in progress, by name. One for each replica: another counts for itself. */
export class InProgress {
  readonly #counts = new Map<string, number>();

  /** Counts one more, unless there are `most`: then null. What it gives ends it, once however often it is called. */
  begin(name: string, most: number): (() => void) | null {
    const count = this.#counts.get(name) ?? 0;
    if (count >= most) return null;
    this.#counts.set(name, count + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const left = (this.#counts.get(name) ?? 1) - 1;
      if (left > 0) this.#counts.set(name, left);
      else this.#counts.delete(name);
    };
  }
}
