import { setTimeout as sleep } from "node:timers/promises";
import { Fault, type FaultCode } from "@sdetkit/core";
import { sql } from "kysely";
import { databaseFault } from "../../storage/database/database-fault.ts";
import { GroupCommit } from "../../storage/database/group-commit.ts";
import type { Database } from "../../storage/database/types.ts";
import { createDeliveryIds } from "./delivery-ids.ts";

/** One event on its way into the inbox. */
export interface Arrival {
  readonly tenant: string;
  readonly channel: string;
  readonly event: string;
  readonly body: string;
  /** Of what a person said: the conversation whose turn it waits for. */
  readonly conversation: string | null;
}

interface Numbered extends Arrival {
  readonly id: string;
}

/** Takes events in; many at once share one commit. */
export interface InboxCommit {
  /**
   * Resolves when the event is committed: to the id of its delivery, or to null when an earlier call has committed it. Faults
   * `database-away`, `inbox-full`.
   */
  keep(arrival: Arrival): Promise<string | null>;
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

/** While one batch commits, the next gathers: the busier it is, the more events share a commit. */
export function createInboxCommit(database: Database, now: () => number): InboxCommit {
  const known = new Map<string, Promise<string | null>>();
  const nextId = createDeliveryIds(now);
  const write = async (batch: readonly Numbered[]) => {
    const kept = await withTimeout(insert(database, batch, now()));
    return batch.map(({ id }) => (kept.has(id) ? id : null));
  };
  const commit = new GroupCommit<Numbered, string | null>(write, { most: BATCH, gather: () => sleep(GATHER_MS) });
  return {
    keep: (arrival) => {
      const key = keyOf(arrival);
      const same = known.get(key);
      if (same) return same;
      if (known.size >= WAITING) return Promise.reject(away("inbox-full", "expected space in the inbox, it is full"));
      const kept = commit.add({ ...arrival, id: nextId() }).finally(() => known.delete(key));
      known.set(key, kept);
      return kept;
    },
    crowded: () => known.size >= CROWD,
    idle: () => commit.idle(),
  };
}

/** What an event is known by, in this process. */
export function keyOf({ tenant, channel, event }: Pick<Arrival, "tenant" | "channel" | "event">): string {
  return `${tenant} ${channel} ${event}`;
}

/** Answers the ids of those that were not there yet. */
async function insert(database: Database, batch: readonly Numbered[], now: number): Promise<ReadonlySet<string>> {
  // In one order on every replica, so that two batches with the same events never wait for each other.
  const sorted = [...batch].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const at = new Date(now);
  // One statement that commits by itself: senders wait for one turn of a busy server, not for one each of BEGIN, INSERT, NOTIFY, COMMIT.
  const statement = sql<{ id: string }>`
    WITH kept AS (
      INSERT INTO inbox (tenant, channel, event, body, id, conversation, received_at, ready_at)
      SELECT tenant, channel, event, body, id, conversation, ${at}, ${at}
      FROM unnest(
        ${sorted.map(({ tenant }) => tenant)}::text[], ${sorted.map(({ channel }) => channel)}::text[],
        ${sorted.map(({ event }) => event)}::text[], ${sorted.map(({ body }) => body)}::text[],
        ${sorted.map(({ id }) => id)}::text[], ${sorted.map(({ conversation }) => conversation)}::text[]
      ) AS arrivals (tenant, channel, event, body, id, conversation)
      ON CONFLICT DO NOTHING
      RETURNING id, conversation
    )
    SELECT id, (SELECT ${database.notifying("inbox")} FROM kept WHERE conversation IS NULL LIMIT 1),
      (SELECT ${database.notifying("said")} FROM kept WHERE conversation IS NOT NULL LIMIT 1)
    FROM kept`;
  try {
    const { rows } = await statement.execute(database.routing);
    return new Set(rows.map(({ id }) => id));
  } catch (error) {
    throw databaseFault(error);
  }
}

function withTimeout<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(away("database-away", "expected the database to commit within 5 s, it did not")),
    PATIENCE_MS,
  );
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

function away(code: FaultCode, message: string): Fault {
  return new Fault(code, message, { remedy: "deliver it again in a moment" });
}
