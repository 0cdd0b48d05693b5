/** So long the others wait at most, in milliseconds, for a run that was asked for to begin. */
const WAIT_MS = 30;
/** So long after it was asked for they do not wait for another one of the same tenant. */
const REST_MS = 1_000;

/** A tenant's first run that was asked for a moment ago. */
interface Asked {
  /** Resolves when it has begun, or took too long for others to wait for it. */
  readonly settled: Promise<void>;
  settle(): void;
  readonly timers: readonly NodeJS.Timeout[];
}

/**
 * Who goes first in this process when all want the processor: the run that a tenant has just asked for, while it has none
 * running, goes before the next piece of work of those who have several.
 */
export class FirstRunPriority {
  readonly #running = new Map<string, number>();
  readonly #asked = new Map<string, Asked>();

  /** A run of this tenant is asked for. That it is refused is rare, and costs the others little. */
  asked(tenant: string): void {
    if (this.#running.has(tenant) || this.#asked.has(tenant)) return;
    const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
    const timers = [setTimeout(settle, WAIT_MS).unref(), setTimeout(() => this.#forget(tenant), REST_MS).unref()];
    this.#asked.set(tenant, { settled, settle, timers });
  }

  /** A run of this tenant was claimed by this process's replica. */
  claimed(tenant: string): void {
    this.#running.set(tenant, (this.#running.get(tenant) ?? 0) + 1);
  }

  /** A claimed run of this tenant has begun: nobody need wait any more. */
  begun(tenant: string): void {
    this.#forget(tenant);
  }

  /** A claimed run of this tenant is not driven any more. */
  ended(tenant: string): void {
    const left = (this.#running.get(tenant) ?? 0) - 1;
    if (left > 0) this.#running.set(tenant, left);
    else this.#running.delete(tenant);
  }

  /** Waits, before a piece of work for one of this tenant's runs, for those who go first: once, and not for long. */
  async pass(tenant: string): Promise<void> {
    if (this.#asked.size === 0 || (this.#running.get(tenant) ?? 0) < 2) return;
    await Promise.all([...this.#asked].map(([other, { settled }]) => (other === tenant ? undefined : settled)));
  }

  #forget(tenant: string): void {
    const asked = this.#asked.get(tenant);
    if (asked === undefined) return;
    this.#asked.delete(tenant);
    for (const timer of asked.timers) clearTimeout(timer);
    asked.settle();
  }
}
