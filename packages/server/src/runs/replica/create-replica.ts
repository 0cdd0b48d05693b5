import { setTimeout as sleep } from "node:timers/promises";
import type { Approvals } from "../../approvals/contract.ts";
import { isAway } from "../../database/database-fault.ts";
import type { Ledger } from "../../ledger/contract.ts";
import type { Replica } from "../contract.ts";
import type { Courtesy } from "../courtesy.ts";
import { groupedByTenant } from "../journal/grouped-by-tenant.ts";
import { Journal } from "../journal/journal.ts";
import { JournalMoved, NoLongerOwned, type Ownership } from "../journal/ownership.ts";
import { patiently } from "../journal/patiently.ts";
import { claimRuns } from "./claim-runs.ts";
import { courteous } from "./courteous.ts";
import { type Driving, driveRun, type Stops, worldProblem } from "./drive-run.ts";
import { type Finishing, finishRuns } from "./finish-runs.ts";
import { loadRuns } from "./load-run.ts";
import { Membership } from "./membership.ts";
import { stopRun } from "./park-run.ts";

/** Without any notice, it is looked that often: for what becomes due, and for notices that were lost. */
const LOOK_MS = 500;
const EXPIRE_MS = 5_000;
/** The part of its slots that a replica uses while it gives way: never none. */
const GIVING_WAY = 1 / 4;
/** Runs that were told to stop at once get so long for it. */
const LETTING_GO_MS = 2_000;

/** What a replica is told to log. */
export type ReplicaLog = (
  level: "info" | "warn" | "error",
  what: string,
  about: { readonly [name: string]: unknown },
) => void;

export interface ReplicaOptions extends Omit<Driving, "journal" | "load" | "finish" | "ledger"> {
  readonly ledger: Ledger;
  readonly approvals: Pick<Approvals, "expire">;
  /** Runs at once. */
  readonly slots: number;
  /** Whether others wait for an answer now: then fewer runs are begun. */
  readonly giveWay: () => boolean;
  readonly courtesy: Pick<Courtesy, "claimed" | "begun" | "ended" | "pass">;
  readonly timeoutSeconds: number;
  readonly log: ReplicaLog;
}

/** One of any number of replicas: claims runs and drives them, and takes over those of replicas that are gone. */
export function createReplica(options: ReplicaOptions): Replica {
  const { database, ledger, watchers, log, giveWay, courtesy } = options;
  const politely = courteous(database, courtesy);
  const running = new Map<string, Stops & { readonly done: Promise<void> }>();
  let life = new AbortController();
  let driving: Driving = drivingFor(life.signal);
  let claiming: Promise<void> | null = null;
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
      adopted: (replica, runs) => log("warn", "took over the runs of a replica that is gone", { replica, runs }),
      replaced: () => {
        log("warn", "was taken for dead: everything in progress is dropped, it goes on elsewhere", {});
        life.abort(new Error("replaced"));
        life = new AbortController();
        driving = drivingFor(life.signal);
      },
      problem: (error) => {
        if (!isAway(error)) log("error", "membership", { error: String(error) });
      },
    },
  );

  function drivingFor(signal: AbortSignal): Driving {
    const loads = groupedByTenant((tenant, owners: readonly Ownership[]) =>
      patiently(() => politely.tenant(tenant, (tx) => loadRuns(tx, tenant, owners)), signal),
    );
    const finisher = { database: politely, ledger, watchers };
    const finishes = groupedByTenant((tenant, batch: readonly Finishing[]) =>
      patiently(() => finishRuns(tenant, batch, finisher), signal),
    );
    return {
      ...options,
      journal: new Journal(politely, signal),
      load: async (owner) => {
        const loaded = await loads(owner.tenant, owner);
        courtesy.begun(owner.tenant);
        if (loaded instanceof NoLongerOwned) throw loaded;
        return loaded;
      },
      finish: async (finishing) => {
        const failure = await finishes(finishing.owner.tenant, finishing);
        if (failure !== null) throw failure;
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
    while (!stopping) {
      const slots = giveWay() ? Math.max(1, Math.floor(options.slots * GIVING_WAY)) : options.slots;
      const free = slots - running.size;
      full = free <= 0;
      if (full) return;
      const owners = await claimRuns(database, membership.id, free, slots);
      for (const owner of owners) begin(owner);
      // The last free slot is kept for a tenant that has none running: to the others it is as if there were none.
      full = free - owners.length <= 1;
      // Fewer than there is room for were all that may run now; what changes that, tells.
      if (owners.length < free) return;
    }
  }

  /** Cancels what somebody asked to cancel of what this replica drives. */
  async function heedCancels(): Promise<void> {
    if (running.size === 0) return;
    try {
      const rows = await database.routing
        .selectFrom("queue")
        .select(["tenant", "run"])
        .where("replica", "=", membership.id)
        .where("state", "=", "running")
        .where("cancel", "=", true)
        .execute();
      for (const { tenant, run } of rows) running.get(`${tenant}/${run}`)?.cancel.abort();
    } catch (error) {
      if (!isAway(error)) log("error", "cancelling runs", { error: String(error) });
    }
  }

  function begin(owner: Ownership): void {
    const key = `${owner.tenant}/${owner.run}`;
    const stops: Stops = {
      cancel: new AbortController(),
      // One of its own: who listens to it goes with the run.
      abandon: AbortSignal.any([life.signal]),
      leaving: () => stopping,
    };
    courtesy.claimed(owner.tenant);
    const done = drive(owner, stops).finally(() => {
      courtesy.ended(owner.tenant);
      if (running.get(key)?.abandon === stops.abandon) running.delete(key);
      // Otherwise it is only the tenant's quota that has room now, and whoever made it told that.
      if (full || claiming !== null) look();
    });
    running.set(key, { ...stops, done });
  }

  /** Drives a run. Whatever comes of it, nothing is thrown: it is over, parked, stopped with a problem, or somebody else's. */
  async function drive(owner: Ownership, stops: Stops): Promise<void> {
    const about = { tenant: owner.tenant, run: owner.run };
    try {
      for (;;) {
        try {
          return await driveRun(owner, stops, driving);
        } catch (error) {
          if (!(error instanceof JournalMoved)) throw error;
        }
      }
    } catch (error) {
      if (stops.abandon.aborted) return;
      if (error instanceof NoLongerOwned) return log("warn", "a run went on elsewhere", about);
      const problem = worldProblem(error);
      log("error", "a run cannot go on", { ...about, error: problem ?? (error as Error).stack ?? String(error) });
      await patiently(
        () => stopRun(database, owner, problem ?? "an unexpected error: see the server's log"),
        stops.abandon,
      ).catch(() => undefined);
    }
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
    start: async () => {
      await membership.start();
      unlisten = [database.listen("queue", look), database.listen("cancels", heedCancels)];
      timers.push(setInterval(look, LOOK_MS), setInterval(heedCancels, LOOK_MS));
      timers.push(
        setInterval(() => {
          options.approvals.expire(new Date()).catch((error) => {
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
      life.abort(new Error("draining"));
      await Promise.race([all, sleep(LETTING_GO_MS, undefined, { ref: false })]);
      return await membership.stop();
    },
  };
}
