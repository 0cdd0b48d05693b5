/** A queue in which tenants take turns: however much one has in it, another's first waits for one of each at most. */
export class Turns<T extends { readonly tenant: string }> {
  /** By tenant, the next one's turn first. */
  readonly #queues = new Map<string, T[]>();

  constructor(items: readonly T[]) {
    for (const item of items) this.add(item);
  }

  /** Behind what its tenant has in the queue. */
  add(item: T): void {
    const queue = this.#queues.get(item.tenant);
    if (queue) queue.push(item);
    else this.#queues.set(item.tenant, [item]);
  }

  /** Whose turn it is; undefined when there is nothing. */
  next(): T | undefined {
    const [first] = this.#queues;
    if (!first) return undefined;
    const [tenant, queue] = first;
    this.#queues.delete(tenant);
    const item = queue.shift();
    if (queue.length > 0) this.#queues.set(tenant, queue);
    return item;
  }
}
