import type { RunEvent } from "@sdetkit/core";
import type { Database } from "../../../storage/database/types.ts";
import { type Appended, type Appending, appendEvents } from "./append-events.ts";
import { groupedByTenant } from "./grouped-by-tenant.ts";
import type { Ownership } from "./ownership.ts";
import { retryWhileUnavailable } from "./retry-while-unavailable.ts";

/** The journals of the runs that this replica drives: events of one tenant that come together share a commit. */
export class Journal {
  readonly #append: (tenant: string, appending: Appending) => Promise<Appended>;

  /** @param signal aborted when this replica has given up: then nothing more is written. */
  constructor(database: Database, signal: AbortSignal) {
    this.#append = groupedByTenant((tenant, batch) =>
      retryWhileUnavailable(() => appendEvents(database, tenant, batch), signal),
    );
  }

  /** Resolves when the event is durable as number `n`. Throws `NoLongerOwned`, `JournalMoved`. */
  async append(owner: Ownership, n: number, event: RunEvent): Promise<void> {
    const failure = await this.#append(owner.tenant, { owner, n, event });
    if (failure !== null) throw failure;
  }
}
