import { setTimeout as sleep } from "node:timers/promises";
import type { RunRecord } from "@sdetkit/core";
import { sql } from "kysely";
import { isAway } from "../../../storage/database/database-fault.ts";
import type { Ledger } from "../../../storage/ledger/types.ts";
import type { Approvals } from "../../approvals/types.ts";
import type { FirstRunPriority } from "../first-run-priority.ts";
import { groupedByTenant } from "../journal/grouped-by-tenant.ts";
import { Journal } from "../journal/journal.ts";
import { NoLongerOwned, type Ownership } from "../journal/ownership.ts";
import { retryWhileUnavailable } from "../journal/retry-while-unavailable.ts";
import type { Replica } from "../types.ts";
import { requeueUndriven } from "./adopt-runs.ts";
import { claimRuns } from "./claim-runs.ts";
import { Claims } from "./claims.ts";
import type { ReplicaContext, Stops } from "./execute-claimed-run.ts";
import { type Finishing, finishRuns } from "./finish-runs.ts";
import { loadRuns } from "./load-run.ts";
import { Membership } from "./membership.ts";
import { prioritizedDatabase } from "./prioritized-database.ts";
import { runUntilReleased } from "./run-until-released.ts";

/** Without any notice, it is looked that often: for what becomes due, and for notices that were lost. */
const LOOK_MS = 500;
const EXPIRE_MS = 5_000;
/** The part of its slots that a replica uses while it gives way: never none. */
const GIVING_WAY = 1 / 4;
/** Runs that were told to stop at once get so long for it. */
const LETTING_GO_MS = 2_000;

export interface ReplicaOptions extends Omit<ReplicaContext, "journal" | "load" | "finish" | "ledger"> {
  readonly ledger: Ledger;
  readonly approvals: Pick<Approvals, "expire">;
  /** Runs at once. */
  readonly slots: number;
  /** Whether others wait for an answer now: then fewer runs are begun. */
  readonly giveWay: () => boolean;
  /** Whether what a run comes to could be kept now: while it could not, none is begun. */
  readonly storable: () => boolean;
  /** Told of each run that this replica has ended. */
  readonly ended: (record: RunRecord) => void;
  readonly priority: Pick<FirstRunPriority, "claimed" | "begun" | "ended" | "pass">;
  readonly timeoutSeconds: number;
}

/** A run that is being driven. */
interface Running {
  readonly owner: Ownership;
  readonly cancel: AbortController;
  readonly abandon: AbortController;
  readonly done: Promise<void>;
}

/** One of any number of replicas: claims runs and drives them, and takes over those of replicas that are gone. */
export function createReplica(options: ReplicaOptions): Replica {
  const { database, ledger, watchers, log, giveWay, priority } = options;
  const prioritized = prioritizedDatabase(database, priority);
  const running = new Map<string, Running>();
  const claims = new Claims();
  let claimed = 0;
  let life = new AbortController();
  let driving: ReplicaContext = drivingFor(life.signal);
  let claiming: Promise<void> | null = null;
  // Since when a claim waits for its answer.
  let asked: number | null = null;
  let again = false;
  // Whether more might have been claimed, had there been more slots.
  let full = false;
  let stopping = false;
  let unlisten: readonly (() => void)[] = [];
  const timers: NodeJS.Timeout[] = [];

  const membership = new Membership(
    database,
    { version: options.version, timeoutSeconds: options.timeoutSeconds },
    {
      adopted: (replica, runs) => log("warn", "took over the runs of a lost replica", { replica, runs }),
      replaced: () => {
        log("warn", "lost its membership, dropped its work, and rejoined", {});
        giveUp("replaced");
        life = new AbortController();
        driving = drivingFor(life.signal);
      },
      problem: (error) => {
        if (!isAway(error)) log("error", "membership", { error: String(error) });
      },
    },
  );

  /** Whatever is driven is not this replica's any more, or not for it to go on with. */
  function giveUp(why: string): void {
    const reason = new Error(why);
    life.abort(reason);
    for (const { abandon } of running.values()) abandon.abort(reason);
  }

  function drivingFor(signal: AbortSignal): ReplicaContext {
    const loads = groupedByTenant((tenant, owners: readonly Ownership[]) =>
      retryWhileUnavailable(() => prioritized.tenant(tenant, (tx) => loadRuns(tx, tenant, owners)), signal),
    );
    const finisher = { database: prioritized, ledger, watchers };
    const finishes = groupedByTenant((tenant, batch: readonly Finishing[]) =>
      retryWhileUnavailable(() => finishRuns(tenant, batch, finisher), signal),
    );
    return {
      ...options,
      journal: new Journal(prioritized, signal),
      load: async (owner) => {
        const loaded = await loads(owner.tenant, owner);
        priority.begun(owner.tenant);
        if (loaded instanceof NoLongerOwned) throw loaded;
        return loaded;
      },
      finish: async (finishing) => {
        const failure = await finishes(finishing.owner.tenant, finishing);
        if (failure !== null) throw failure;
        options.ended(finishing.record);
      },
    };
  }

  /** Claims while there is room; whoever calls meanwhile has it looked once more. */
  function look(): void {
    if (stopping || !membership.present) return;
    if (claiming !== null) {
      again = true;
      return;
    }
    claiming = claim()
      .catch((error) => {
        if (!isAway(error)) log("error", "claiming runs", { error: String(error) });
      })
      .finally(() => {
        claiming = null;
        if (again) {
          again = false;
          look();
        }
      });
  }

  async function claim(): Promise<void> {
    // Runs that end together make room together.
    await new Promise((resolve) => setImmediate(resolve));
    while (!stopping && options.storable()) {
      const slots = giveWay() ? Math.max(1, Math.floor(options.slots * GIVING_WAY)) : options.slots;
      const free = slots - running.size;
      full = free <= 0;
      if (full) return;
      asked = performance.now();
      const owners = await claimRuns(database, membership.id, free, slots).finally(() => {
        asked = null;
      });
      for (const owner of owners) begin(owner);
      // The last free slot is kept for a tenant that has none running: to the others it is as if there were none.
      full = free - owners.length <= 1;
      // Fewer than there is room for were all that may run now; what changes that, tells.
      if (owners.length < free) return;
    }
  }

  /** Looks at what the queue says that this replica drives: cancels what somebody asked to cancel, and mends what differs. */
  async function heed(): Promise<void> {
    try {
      const rows = await database.routing
        .selectFrom("queue")
        .select(["tenant", "run", "epoch", "cancel", sql.lit(membership.id).as("replica")])
        .where("replica", "=", membership.id)
        .where("state", "=", "running")
        .execute();
      claimed = rows.length;
      for (const { tenant, run, epoch, cancel } of rows) {
        const found = running.get(`${tenant}/${run}`);
        if (cancel && found?.owner.epoch === epoch) found.cancel.abort();
      }
      await mend(rows);
    } catch (error) {
      if (!isAway(error)) log("error", "checking claimed runs", { error: String(error) });
    }
  }

  async function mend(rows: readonly Ownership[]): Promise<void> {
    if (stopping) return;
    const driven = [...running.values()];
    const owners = driven.map(({ owner }) => owner);
    const { undriven, unclaimed } = claims.compare(rows, owners, performance.now(), asked);
    for (const { owner, abandon } of driven)
      if (unclaimed.includes(owner)) abandon.abort(new Error("no longer claimed"));
    if (undriven.length === 0) return;
    for (const { tenant, run } of await requeueUndriven(database, undriven))
      log("warn", "claimed run was not in progress, queued again", { tenant, run });
  }

  function begin(owner: Ownership): void {
    const key = `${owner.tenant}/${owner.run}`;
    const [cancel, abandon] = [new AbortController(), new AbortController()];
    const stops: Stops = { cancel, abandon: abandon.signal, leaving: () => stopping };
    priority.claimed(owner.tenant);
    const done = runUntilReleased(owner, stops, driving).finally(() => {
      priority.ended(owner.tenant);
      if (running.get(key)?.owner === owner) running.delete(key);
      // Otherwise it is only the tenant's quota that has room now, and whoever made it told that.
      if (full || claiming !== null) look();
    });
    running.set(key, { owner, cancel, abandon, done });
  }

  return {
    get id() {
      return membership.id;
    },
    get present() {
      return membership.present && !stopping;
    },
    get busy() {
      return running.size;
    },
    get claimed() {
      return claimed;
    },
    start: async () => {
      await membership.start();
      unlisten = [database.listen("queue", look), database.listen("cancels", heed)];
      timers.push(setInterval(look, LOOK_MS), setInterval(heed, LOOK_MS));
      timers.push(
        setInterval(() => {
          options.approvals.expire().catch((error) => {
            if (!isAway(error)) log("error", "expiring approvals", { error: String(error) });
          });
        }, EXPIRE_MS),
      );
      look();
    },
    drain: async (seconds) => {
      stopping = true;
      for (const deaf of unlisten) deaf();
      for (const timer of timers) clearInterval(timer);
      await claiming;
      const all = Promise.all([...running.values()].map(({ done }) => done));
      await Promise.race([all, sleep(seconds * 1000, undefined, { ref: false })]);
      // What did not come to its end is given back: commands are killed, the next owner decides by the journal.
      giveUp("draining");
      await Promise.race([all, sleep(LETTING_GO_MS, undefined, { ref: false })]);
      return await membership.stop();
    },
  };
}
