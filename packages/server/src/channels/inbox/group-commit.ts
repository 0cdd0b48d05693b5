import { ExitCode, Fault } from "@sdetkit/core";
import { sql } from "kysely";
import type { Database } from "../../database/contract.ts";
import { databaseFault, isAway } from "../../database/database-fault.ts";

/** One event on its way into the inbox. */
export interface Arrival {
  readonly tenant: string;
  readonly channel: string;
  readonly event: string;
  readonly body: string;
}

/** Takes events in; many at once share one commit. */
export interface GroupCommit {
  /** Resolves when the event is committed, by this call or an earlier one. Faults `database-away`, `inbox-full`. */
  keep(arrival: Arrival): Promise<void>;
  /** Whether so many senders wait for their commit that what nobody waits for should give way. */
  crowded(): boolean;
  /** Waits for what is on its way. */
  idle(): Promise<void>;
}

/** Rows in one statement. */
const BATCH = 1_000;
/** Events that may wait for the database: beyond, memory is worth more than they are, and their senders come again. */
const WAITING = 5_000;
/** So many at once come faster than a database that has little else to do commits them. */
const CROWD = 8;
/** How long the first of a quiet time waits for company. */
const GATHER_MS = 2;
/** After this long the senders are sent away to come again; the statement may still succeed, which harms nobody. */
const PATIENCE_MS = 5_000;

interface Waiting {
  readonly arrival: Arrival;
  readonly settle: { resolve(): void; reject(error: unknown): void };
  readonly promise: Promise<void>;
}

/** While one batch commits, the next gathers: the busier it is, the more events share a commit. */
export function createGroupCommit(database: Database, now: () => number): GroupCommit {
  const known = new Map<string, Waiting>();
  let gathering: Waiting[] = [];
  let working: Promise<void> | null = null;

  const work = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    while (gathering.length > 0) {
      const batch = gathering.slice(0, BATCH);
      gathering = gathering.slice(BATCH);
      await commit(batch);
    }
    working = null;
  };
  const commit = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      await patiently(
        insert(
          database,
          batch.map(({ arrival }) => arrival),
          now(),
        ),
      );
      for (const waiting of batch) leave(waiting, null);
    } catch (error) {
      // One event that the database will not take must not take the others with it.
      if (batch.length > 1 && !isAway(error)) for (const one of batch) await commit([one]);
      else for (const waiting of batch) leave(waiting, error);
    }
  };
  const leave = ({ arrival, settle }: Waiting, error: unknown): void => {
    known.delete(keyOf(arrival));
    if (error === null) settle.resolve();
    else settle.reject(error);
  };

  return {
    keep: (arrival) => {
      const key = keyOf(arrival);
      const same = known.get(key);
      if (same) return same.promise;
      if (known.size >= WAITING) return Promise.reject(away("inbox-full", "expected room in the inbox, it is full"));
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const waiting: Waiting = { arrival, settle: { resolve, reject }, promise };
      known.set(key, waiting);
      gathering.push(waiting);
      working ??= work();
      return promise;
    },
    crowded: () => known.size >= CROWD,
    idle: async () => {
      await working;
    },
  };
}

/** What an event is known by, in this process. */
export function keyOf({ tenant, channel, event }: Omit<Arrival, "body">): string {
  return `${tenant} ${channel} ${event}`;
}

async function insert(database: Database, batch: readonly Arrival[], now: number): Promise<void> {
  // In one order on every replica, so that two batches with the same events never wait for each other.
  const rows = [...batch].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const at = new Date(now);
  // One statement that commits by itself: senders wait for one turn of a busy server, not for one each of BEGIN, INSERT, NOTIFY, COMMIT.
  const statement = sql`
    WITH kept AS (
      INSERT INTO inbox (tenant, channel, event, body, received_at, ready_at)
      SELECT tenant, channel, event, body, ${at}, ${at}
      FROM unnest(
        ${rows.map(({ tenant }) => tenant)}::text[], ${rows.map(({ channel }) => channel)}::text[],
        ${rows.map(({ event }) => event)}::text[], ${rows.map(({ body }) => body)}::text[]
      ) AS arrivals (tenant, channel, event, body)
      ON CONFLICT DO NOTHING
      RETURNING event
    )
    SELECT ${database.notifying("inbox")} FROM kept LIMIT 1`;
  try {
    await statement.execute(database.routing);
  } catch (error) {
    throw databaseFault(error);
  }
}

function patiently(work: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(away("database-away", "expected the database to commit within 5 s, it did not")),
    PATIENCE_MS,
  );
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

function away(code: string, message: string): Fault {
  return new Fault(code, message, { exit: ExitCode.failed, remedy: "deliver it again in a moment" });
}
