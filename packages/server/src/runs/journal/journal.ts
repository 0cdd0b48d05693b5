import type { RunEvent } from "@sdetkit/core";
import type { Database } from "../../database/contract.ts";
import { type Appended, type Appending, appendEvents } from "./append-events.ts";
import { GroupCommit } from "./group-commit.ts";
import type { Ownership } from "./ownership.ts";
import { patiently } from "./patiently.ts";

/** The journals of the runs that this replica drives: events of one tenant that come together share a commit. */
export class Journal {
  readonly #database: Database;
  readonly #signal: AbortSignal;
  readonly #tenants = new Map<string, GroupCommit<Appending, Appended>>();

  /** @param signal aborted when this replica has given up: then nothing more is written. */
  constructor(database: Database, signal: AbortSignal) {
    this.#database = database;
    this.#signal = signal;
  }

  /** Resolves when the event is durable as number `n`. Throws `NoLongerOwned`, `JournalMoved`. */
  async append(owner: Ownership, n: number, event: RunEvent): Promise<void> {
    const failure = await this.#of(owner.tenant).add({ owner, n, event });
    if (failure !== null) throw failure;
  }

  #of(tenant: string): GroupCommit<Appending, Appended> {
    let group = this.#tenants.get(tenant);
    if (group === undefined) {
      group = new GroupCommit((batch) => patiently(() => appendEvents(this.#database, tenant, batch), this.#signal));
      this.#tenants.set(tenant, group);
    }
    return group;
  }
}
