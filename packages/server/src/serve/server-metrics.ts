import { sql } from "kysely";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Channels } from "../channels/contract.ts";
import type { Database } from "../database/contract.ts";
import type { Replica } from "../runs/contract.ts";

/** How long a reading of the database serves, in milliseconds: scrapers come in pairs. */
const FRESH_MS = 1_000;

/** What `/metrics` shows besides the requests: this process, its runs, the events of its channels, and what waits in the database. */
export function serverMetrics(database: Database, replica: Replica, channels: Pick<Channels, "tally">): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, labelNames: readonly string[], collect: (gauge: Gauge) => unknown) =>
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      async collect() {
        await collect(this as Gauge);
      },
    });
  const depths = cached(() => readDepths(database));
  gauge("sdetkit_runs_busy", "Runs that this replica drives.", [], (own) => own.set(replica.busy));
  gauge("sdetkit_runs", "Runs that are not over, by state.", ["state"], async (own) => {
    own.reset();
    for (const { what, depth } of await depths())
      if (what.startsWith("queue ")) own.set({ state: what.slice(6) }, depth);
  });
  for (const box of ["inbox", "outbox"] as const) {
    gauge(`sdetkit_${box}_depth`, `Entries of the ${box} that are not done.`, [], async (own) => {
      own.set((await depths()).find(({ what }) => what === box)?.depth ?? 0);
    });
  }
  gauge("sdetkit_replicas", "Replicas that are there.", [], async (own) => {
    own.set((await depths()).find(({ what }) => what === "replicas")?.depth ?? 0);
  });
  gauge("sdetkit_ledger_unpublished", "Ledger rows that are not in the published copies yet.", [], async (own) => {
    own.set((await depths()).find(({ what }) => what === "unpublished")?.depth ?? 0);
  });
  eventMetrics(registry, channels);
  return registry;
}

/** Events by the kind of their channel; their sums over replicas are those of the server. */
function eventMetrics(registry: Registry, channels: Pick<Channels, "tally">): void {
  const registers = [registry];
  new Counter({
    name: "sdetkit_channel_events_total",
    help: "Events of channels by kind of channel: taken in (received), and what attempts at them came to.",
    labelNames: ["channel", "outcome"],
    registers,
    collect() {
      this.reset();
      for (const { channel, outcome, count } of channels.tally().events) this.inc({ channel, outcome }, count);
    },
  });
  new Counter({
    name: "sdetkit_channel_events_failed_total",
    help: "Events of channels that nothing came of, by kind of channel and code.",
    labelNames: ["channel", "code"],
    registers,
    collect() {
      this.reset();
      for (const { channel, code, count } of channels.tally().failed) this.inc({ channel, code }, count);
    },
  });
}

interface Depth {
  readonly what: string;
  readonly depth: number;
}

async function readDepths(database: Database): Promise<readonly Depth[]> {
  const { rows } = await sql<Depth>`
    SELECT 'queue ' || state AS what, count(*)::int AS depth FROM queue GROUP BY state
    UNION ALL SELECT 'inbox', (
      (SELECT count(*) FROM inbox WHERE state = 'new' AND conversation IS NULL) +
      (SELECT count(*) FROM inbox WHERE state = 'new' AND conversation IS NOT NULL)
    )::int
    UNION ALL SELECT 'outbox', count(*)::int FROM outbox WHERE state = 'new'
    UNION ALL SELECT 'replicas', count(*)::int FROM replicas WHERE gone_at IS NULL
    UNION ALL SELECT 'unpublished', coalesce(sum(size - published), 0)::int FROM ledger_heads
  `.execute(database.routing);
  return rows;
}

/** One reading for whoever asks at the same time. When the database is away there is none. */
function cached(read: () => Promise<readonly Depth[]>): () => Promise<readonly Depth[]> {
  let last: { readonly at: number; readonly value: Promise<readonly Depth[]> } | undefined;
  return () => {
    const now = performance.now();
    if (last === undefined || now - last.at > FRESH_MS) last = { at: now, value: read().catch(() => []) };
    return last.value;
  };
}
