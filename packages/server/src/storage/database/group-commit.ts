import { isAway } from "./database-fault.ts";

/** Items in one batch at most, when nobody says otherwise. */
const MOST = 500;
/** What is added in one turn of the event loop belongs together. */
const TURN = () => new Promise<void>((resolve) => setImmediate(resolve));

/** How batches are made. */
export interface Batching {
  /** Items in one batch at most. */
  readonly most?: number;
  /** How long the first of a quiet time waits for company: for the rest of this turn of the event loop unless said. */
  readonly gather?: () => Promise<void>;
}

/** One item that waits for its batch. */
interface Waiting<T, R> {
  readonly item: T;
  resolve(result: R): void;
  reject(error: unknown): void;
}

/**
 * Collects what comes while a batch is being written, and writes it as the next one: under load many share a commit, and
 * alone nobody waits. Each item gets its own answer; one that cannot be written does not take the others with it.
 */
export class GroupCommit<T, R> {
  readonly #write: (items: readonly T[]) => Promise<readonly R[]>;
  readonly #most: number;
  readonly #gather: () => Promise<void>;
  #waiting: Waiting<T, R>[] = [];
  #writing: Promise<void> | null = null;

  /** @param write all of them or none; answers in their order. */
  constructor(write: (items: readonly T[]) => Promise<readonly R[]>, { most = MOST, gather = TURN }: Batching = {}) {
    this.#write = write;
    this.#most = most;
    this.#gather = gather;
  }

  add(item: T): Promise<R> {
    const { promise, resolve, reject } = Promise.withResolvers<R>();
    this.#waiting.push({ item, resolve, reject });
    this.#writing ??= this.#run();
    return promise;
  }

  /** Waits for what is on its way. */
  async idle(): Promise<void> {
    await this.#writing;
  }

  async #run(): Promise<void> {
    await this.#gather();
    while (this.#waiting.length > 0) await this.#settle(this.#waiting.splice(0, this.#most));
    this.#writing = null;
  }

  async #settle(batch: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await this.#write(batch.map(({ item }) => item));
      for (const [i, { resolve }] of batch.entries()) resolve(results[i] as R);
    } catch (error) {
      // A database that is away is so for each of them.
      if (batch.length > 1 && !isAway(error)) for (const one of batch) await this.#settle([one]);
      else for (const { reject } of batch) reject(error);
    }
  }
}
