import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { newId } from "@sdetkit/runtime";
import type { Database, Session } from "../../../storage/database/types.ts";
import { adoptRunsOf } from "./adopt-runs.ts";

/** The first number of the advisory locks by which replicas are known to live. */
const LOCK_CLASS = 0x5de7;
const BEAT_MS = 250;
const RECONNECT_MS = 50;
/** A replica whose connection broke comes back within this time, or its runs go to others. */
const GRACE_MS = 600;
/** Whoever could not beat for so long was away itself, or the database was: it cannot tell how long the others have been silent. */
const UNSTEADY_MS = 2_000;

/** What membership tells its replica. */
export interface MembershipEvents {
  /** Runs of a replica that is gone were queued again. */
  adopted(replica: string, runs: number): void;
  /** Others took this replica for dead: whatever it was doing is theirs, and it goes on under a new name. */
  replaced(): void;
  problem(error: unknown): void;
}

/**
 * A replica among others: it holds an advisory lock on a connection of its own, and says every moment that it is there. One
 * whose lock is free, or that was not seen for too long, is gone: exactly one of the others queues its runs again.
 * A replica that was only suspended finds that it was replaced, and cannot write any more: see `appendEvents`.
 */
export class Membership {
  readonly #database: Database;
  readonly #options: { readonly version: string; readonly timeoutSeconds: number };
  readonly #events: MembershipEvents;
  readonly #freeSince = new Map<string, number>();
  #id = "";
  #session: Session | null = null;
  /** Since when its own beats have come in time, and the last of them. */
  #steadySince = 0;
  #lastBeat = Number.NEGATIVE_INFINITY;
  #stopped = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(
    database: Database,
    options: { readonly version: string; readonly timeoutSeconds: number },
    events: MembershipEvents,
  ) {
    this.#database = database;
    this.#options = options;
    this.#events = events;
  }

  get id(): string {
    return this.#id;
  }

  /** Whether its lock is held now. */
  get present(): boolean {
    return this.#session !== null;
  }

  async start(): Promise<void> {
    await this.#join();
    this.#loop = this.#run();
  }

  /** Leaves in good order: gives back what it still has, so that others need not wait for it. Answers how many runs. */
  async stop(): Promise<number> {
    this.#stopped = true;
    await this.#loop;
    const session = this.#session;
    this.#session = null;
    // Gone and given back are one commit. While the database is away neither is possible: others see that its lock is free.
    const given = await adoptRunsOf(this.#database, this.#id).catch(() => null);
    await session?.end();
    return given ?? 0;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      await sleep(this.#session ? BEAT_MS : RECONNECT_MS);
      try {
        if (this.#session === null) await this.#join();
        else if (await this.#beat(this.#session)) {
          this.#noteBeat();
          await this.#watch(this.#session);
        } else await this.#begin(this.#session);
      } catch (error) {
        this.#events.problem(error);
        this.#drop();
      }
    }
  }

  /** Connects and takes its lock; under the same name when nobody has replaced it meanwhile. */
  async #join(): Promise<void> {
    const session = await this.#database.session(() => this.#drop());
    this.#freeSince.clear();
    try {
      const isBack = this.#id !== "" && (await this.#lock(session)) && (await this.#beat(session));
      if (!isBack) await this.#begin(session);
    } catch (error) {
      // Nobody would end it, and each attempt would leave another one.
      await session.end();
      throw error;
    }
    this.#session = session;
  }

  /** A new name: the first, or the next one after it was replaced. */
  async #begin(session: Session): Promise<void> {
    if (this.#id !== "") this.#events.replaced();
    this.#id = newId("replica", Date.now());
    await session.query("INSERT INTO replicas (id, host, version) VALUES ($1, $2, $3)", [
      this.#id,
      hostname(),
      this.#options.version,
    ]);
    if (!(await this.#lock(session))) throw new Error(`the lock of the new replica ${this.#id} is taken`);
  }

  async #lock(session: Session): Promise<boolean> {
    const rows = await session.query<{ got: boolean }>(
      "SELECT pg_try_advisory_lock($1, lock::int) AS got FROM replicas WHERE id = $2 AND gone_at IS NULL",
      [LOCK_CLASS, this.#id],
    );
    return rows[0]?.got === true;
  }

  /** Says that it is there; false when it was replaced. */
  async #beat(session: Session): Promise<boolean> {
    const rows = await session.query(
      "UPDATE replicas SET seen_at = now() WHERE id = $1 AND gone_at IS NULL RETURNING id",
      [this.#id],
    );
    return rows.length > 0;
  }

  #noteBeat(): void {
    const now = performance.now();
    if (now - this.#lastBeat > UNSTEADY_MS) this.#steadySince = now;
    this.#lastBeat = now;
  }

  async #watch(session: Session): Promise<void> {
    const rows = await session.query<{ id: string; free: boolean; late: boolean }>(
      `SELECT r.id, l.objid IS NULL AS free, r.seen_at < now() - $1 * interval '1 second' AS late
       FROM replicas r LEFT JOIN pg_locks l ON l.locktype = 'advisory' AND l.classid = $2 AND l.objid = r.lock::int AND l.granted
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       WHERE r.gone_at IS NULL AND r.id <> $3`,
      [this.#options.timeoutSeconds, LOCK_CLASS, this.#id],
    );
    const now = performance.now();
    const steady = now - this.#steadySince >= this.#options.timeoutSeconds * 1000;
    for (const { id, free, late } of rows) {
      if (!free) this.#freeSince.delete(id);
      else if (!this.#freeSince.has(id)) this.#freeSince.set(id, now);
      const gone = free && now - (this.#freeSince.get(id) ?? now) >= GRACE_MS;
      if (!gone && !(late && steady)) continue;
      const runs = await adoptRunsOf(this.#database, id);
      this.#freeSince.delete(id);
      if (runs !== null) this.#events.adopted(id, runs);
    }
  }

  #drop(): void {
    const session = this.#session;
    this.#session = null;
    void session?.end();
  }
}
