/** One item that waits for its batch. */
interface Waiting<T, R> {
  readonly item: T;
  resolve(result: R): void;
  reject(error: unknown): void;
}

/** One group for each tenant: only those of one tenant can share a transaction. */
export function groupedByTenant<T, R>(
  write: (tenant: string, items: readonly T[]) => Promise<readonly R[]>,
): (tenant: string, item: T) => Promise<R> {
  const groups = new Map<string, GroupCommit<T, R>>();
  return (tenant, item) => {
    const group = groups.get(tenant) ?? new GroupCommit((items) => write(tenant, items));
    groups.set(tenant, group);
    return group.add(item);
  };
}

/**
 * Collects what comes while a batch is being written, and writes it as the next one: under load many share a commit, and
 * alone nobody waits. Each item gets its own answer; a batch that fails, fails for all in it.
 */
class GroupCommit<T, R> {
  readonly #write: (items: readonly T[]) => Promise<readonly R[]>;
  readonly #most: number;
  #waiting: Waiting<T, R>[] = [];
  #writing = false;

  /** @param most items in one batch. */
  constructor(write: (items: readonly T[]) => Promise<readonly R[]>, most = 500) {
    this.#write = write;
    this.#most = most;
  }

  add(item: T): Promise<R> {
    const { promise, resolve, reject } = Promise.withResolvers<R>();
    this.#waiting.push({ item, resolve, reject });
    if (!this.#writing) void this.#run();
    return promise;
  }

  get idle(): boolean {
    return !this.#writing && this.#waiting.length === 0;
  }

  async #run(): Promise<void> {
    this.#writing = true;
    // What is added in this turn of the event loop belongs together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#most);
      try {
        const results = await this.#write(batch.map(({ item }) => item));
        for (const [i, { resolve }] of batch.entries()) resolve(results[i] as R);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#writing = false;
  }
}
