import { statfs } from "node:fs/promises";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Replica } from "../../control/runs/types.ts";
import type { Channels } from "../../messaging/types.ts";
import type { DatabaseClock } from "../../storage/database/database-clock.ts";
import type { Database } from "../../storage/database/types.ts";
import { type Backlog, readBacklog } from "./backlog.ts";
import type { EndedRuns } from "./ended-runs.ts";
import { eventMetrics } from "./event-metrics.ts";

/** How long a reading of the database serves, in milliseconds: scrapers come in pairs. */
const FRESH_MS = 1_000;

/** What the figures are of. */
interface Measured {
  readonly database: Database;
  readonly clock: Pick<DatabaseClock, "now" | "ahead">;
  readonly replica: Replica;
  readonly endedRuns: EndedRuns;
  readonly channels: Pick<Channels, "tally">;
  /** Folders on local disks, by what they are. */
  readonly folders: { readonly [place: string]: string };
}

/** What `/metrics` shows besides the requests: this process, its runs, its disks, the events of its channels, and what waits in the database. */
export function serverMetrics({ database, clock, replica, folders, endedRuns, channels }: Measured): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const counter of endedRuns.counters) registry.registerMetric(counter);
  const gauge = (name: string, help: string, labelNames: readonly string[], collect: (gauge: Gauge) => unknown) =>
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      async collect() {
        this.reset();
        await collect(this as Gauge);
      },
    });
  const backlog = cached(() => readBacklog(database, clock.now()));
  /** A figure of the backlog; none while the database is away. */
  const figure = (name: string, help: string, of: (backlog: Backlog) => number) =>
    gauge(name, help, [], async (own) => {
      const read = await backlog();
      // A figure that nobody could read is not 0.
      if (read === null) own.remove();
      else own.set(of(read));
    });
  gauge("sdetkit_runs_busy", "Runs in progress on this replica.", [], (own) => own.set(replica.busy));
  gauge(
    "sdetkit_runs_claimed",
    "Runs that this replica has claimed in the queue; differs from busy only briefly.",
    [],
    (own) => own.set(replica.claimed),
  );
  gauge("sdetkit_runs", "Unfinished runs, by state.", ["state"], async (own) => {
    for (const [state, runs] of (await backlog())?.queue ?? []) own.set({ state }, runs);
  });
  gauge(
    "sdetkit_runs_parked",
    "Parked runs: `waiting` for people, or `stopped` by a problem.",
    ["state"],
    async (own) => {
      for (const [state, runs] of Object.entries((await backlog())?.parked ?? {})) own.set({ state }, runs);
    },
  );
  figure("sdetkit_inbox_depth", "Pending entries of the inbox.", ({ inbox }) => inbox);
  figure("sdetkit_outbox_depth", "Pending entries of the outbox.", ({ outbox }) => outbox);
  figure("sdetkit_replicas", "Live replicas.", ({ replicas }) => replicas);
  figure(
    "sdetkit_schedule_lateness_seconds",
    "Delay of the schedule that has been due longest; 0 if none is due.",
    (read) => read.scheduleLateSeconds,
  );
  figure(
    "sdetkit_backup_age_seconds",
    "Age of the last backup; without one, age of the data to back up.",
    ({ backupAgeSeconds }) => backupAgeSeconds,
  );
  figure(
    "sdetkit_ledger_unpublished",
    "Ledger rows not yet in the published copies.",
    ({ unpublished }) => unpublished,
  );
  figure(
    "sdetkit_ledger_lag_seconds",
    "Time that the published copy furthest behind has been behind; 0 if none is.",
    ({ ledgerLagSeconds }) => ledgerLagSeconds,
  );
  gauge("sdetkit_clock_skew_seconds", "How far this machine's clock is ahead of the database's.", [], (own) =>
    own.set(clock.ahead() / 1000),
  );
  gauge("sdetkit_disk_free_bytes", "Free space for the server's user on the disk that holds this.", ["place"], (own) =>
    eachDisk(folders, (place, { free }) => own.set({ place }, free)),
  );
  gauge("sdetkit_disk_size_bytes", "Size of the disk that holds this.", ["place"], (own) =>
    eachDisk(folders, (place, { size }) => own.set({ place }, size)),
  );
  eventMetrics(registry, channels);
  return registry;
}

async function eachDisk(
  folders: Measured["folders"],
  use: (place: string, space: { readonly free: number; readonly size: number }) => void,
): Promise<void> {
  for (const [place, folder] of Object.entries(folders)) {
    const space = await readDiskSpace(folder);
    if (space !== null) use(place, space);
  }
}

/** One reading for whoever asks at the same time. When the database is away there is none. */
function cached(read: () => Promise<Backlog>): () => Promise<Backlog | null> {
  let last: { readonly at: number; readonly value: Promise<Backlog | null> } | undefined;
  return () => {
    const now = performance.now();
    if (last === undefined || now - last.at > FRESH_MS) last = { at: now, value: read().catch(() => null) };
    return last.value;
  };
}

/** Space of the disk that holds a folder, in bytes: `free` is what whoever runs this server may still use. Null when it cannot be asked. */
async function readDiskSpace(folder: string): Promise<{ readonly free: number; readonly size: number } | null> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { free: bavail * bsize, size: blocks * bsize };
  } catch {
    return null;
  }
}
