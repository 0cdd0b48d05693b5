import { Fault } from "@sdetkit/core";
import type { Access } from "../../access/contract.ts";
import type { Database, Tx } from "../../database/contract.ts";
import { isAway } from "../../database/database-fault.ts";
import type { Runs } from "../../runs/contract.ts";
import type { ChannelKind, Outgoing } from "../contract.ts";
import { Told } from "../intents/answer-message.ts";
import type { ChannelRow, Invoke } from "../intents/contract.ts";
import { everyOne } from "../work-loop.ts";
import { handleEvents, type Outcome } from "./handle-event.ts";
import { handleSaid } from "./handle-said.ts";
import { type Claimed, claim, lockDue, mark, postpone, tenantsWithWork } from "./inbox-rows.ts";
import type { Stored } from "./stored.ts";

/** What working the inbox off needs. */
export interface InboxDeps {
  readonly database: Database;
  readonly access: Pick<Access, "identify" | "impersonate">;
  readonly runs: () => Pick<Runs, "start" | "startMany">;
  readonly invoke: Invoke;
  readonly kinds: readonly ChannelKind[];
  readonly now: () => number;
  /** Hears of events that could not be worked off and are tried again, or given up. */
  readonly problem: (detail: {
    readonly tenant: string;
    readonly channel: string;
    readonly event: string;
    readonly error: unknown;
  }) => void;
}

/** Events in one transaction. */
const BATCH = 100;
/** And of a backlog of programs' events that are short: more of them share what a round costs, and memory stays small. */
const BACKLOG_BATCH = 300;
/** Characters of a short event. */
const SHORT = 16 * 1024;
/** Tenants at once: each holds one connection, and what it calls may need another. */
const TENANTS_AT_ONCE = 2;
/** A database that is away for one event alone so many times in a row is not: what the event asks for takes too long. */
const MOST_AWAY = 4;
/** How long the programs' events of a tenant that has used up its quota rest. They are not given up: they wait. */
const REST_MS = 30_000;

const CHANNEL_REMOVED: Outcome = { kind: "failed", problem: "the channel was removed" };

/** What a worker remembers from look to look. */
interface State {
  /** Until when a tenant's programs rest, in milliseconds since the epoch. */
  readonly resting: Map<string, number>;
  /** How many times in a row the database was away for an event. */
  readonly away: Map<string, number>;
  /** Tenants with a backlog of short events. */
  readonly backlog: Set<string>;
}

/** A worker of the inbox; `look` returns when nothing is due that it could have, or when it is not `going` on. */
export interface InboxWorker {
  look(going: () => boolean): Promise<void>;
}

/**
 * Works events off: each in a transaction of its tenant, so that what it brought about and its `done` are there together or not at
 * all. Programs' events share a transaction; when one of them fails, each gets its own, so that none stands in the way of another.
 */
export function createInboxWorker(deps: InboxDeps): InboxWorker {
  const state: State = { resting: new Map(), away: new Map(), backlog: new Set() };
  return {
    look: async (going) => {
      for (let found = true; found && going(); ) {
        const tenants = await tenantsWithWork(deps);
        found = false;
        const queue = [...tenants];
        await everyOne(
          Array.from({ length: TENANTS_AT_ONCE }, async () => {
            for (let tenant = queue.shift(); tenant && going(); tenant = queue.shift())
              if (await workTenant(tenant, deps, state)) found = true;
          }),
        );
      }
    },
  };
}

/** One round for one tenant, so that a busy one does not keep the others waiting. False: there was nothing to have. */
async function workTenant(tenant: string, deps: InboxDeps, state: State): Promise<boolean> {
  const { resting, away, backlog } = state;
  const { database } = deps;
  let claimed: readonly Claimed[] = [];
  let programs: readonly Claimed[] = [];
  try {
    await database.tenant(tenant, async (tx) => {
      const most = backlog.has(tenant) ? BACKLOG_BATCH : BATCH;
      claimed = await claim(tx, tenant, deps, { most, rest: (resting.get(tenant) ?? 0) > deps.now() });
      programs = claimed.filter(({ stored }) => stored?.kind === "event" || stored === null);
      if (programs.length === most && programs.every(({ length }) => length <= SHORT)) backlog.add(tenant);
      else backlog.delete(tenant);
      await workPrograms(tx, tenant, programs, deps);
    });
  } catch (error) {
    if (isAway(error)) throw error;
    for (const one of programs) {
      const done = await workOne(tenant, one, deps, away);
      if (done === "quota") {
        resting.set(tenant, deps.now() + REST_MS);
        break;
      }
    }
  }
  const persons = claimed.filter((one) => !programs.includes(one));
  // People are answered one at a time, in order: what they ask may take transactions of its own.
  for (const one of persons) await workOne(tenant, one, deps, away);
  return claimed.length > 0;
}

async function workPrograms(tx: Tx, tenant: string, events: readonly Claimed[], deps: InboxDeps): Promise<void> {
  if (events.length === 0) return;
  const channels = await channelsOf(tx, tenant, deps.kinds, new Set(events.map(({ channel }) => channel)));
  const outcomes = new Map<Claimed, Outcome>();
  const known: Claimed[] = [];
  for (const event of events) {
    if (!channels.has(event.channel)) outcomes.set(event, CHANNEL_REMOVED);
    else if (event.stored?.kind === "event") known.push(event);
    else outcomes.set(event, { kind: "failed", problem: "there is no body" });
  }
  const programs = known.map(({ channel, event, stored }) => {
    const { row, kind } = channels.get(channel)!;
    return { channel: row, kind, event, payload: (stored as Stored & { kind: "event" }).payload };
  });
  const answers = await handleEvents(tx, tenant, programs, { access: deps.access, runs: deps.runs() });
  for (const [index, event] of known.entries()) outcomes.set(event, answers[index]!);
  await mark(tx, tenant, outcomes);
}

/** One event in a transaction of its own; what goes wrong stays its own. `quota`: it waits, and so should those behind it. */
async function workOne(
  tenant: string,
  one: Claimed,
  deps: InboxDeps,
  away: State["away"],
): Promise<"worked" | "quota"> {
  const key = `${tenant} ${one.channel} ${one.event}`;
  try {
    await attempt(tenant, one, deps).catch((error: unknown) => {
      // What was begun is undone; why, is told in a transaction of its own.
      if (error instanceof Told) return attempt(tenant, one, deps, error.answer);
      throw error;
    });
    away.delete(key);
    return "worked";
  } catch (error) {
    if (isAway(error)) {
      const times = (away.get(key) ?? 0) + 1;
      away.set(key, times);
      if (times < MOST_AWAY) throw error;
    }
    if (error instanceof Fault && error.code === "quota-exceeded") return "quota";
    deps.problem({ tenant, channel: one.channel, event: one.event, error });
    // This is thrown as well when the database is away indeed.
    const last = await postpone(tenant, one, error, deps);
    away.delete(key);
    if (last) await apologize(tenant, one, deps);
    return "worked";
  }
}

async function attempt(tenant: string, one: Claimed, deps: InboxDeps, told?: Outgoing): Promise<void> {
  const { channel, event, stored } = one;
  await deps.database.tenant(tenant, async (tx) => {
    if (!(await lockDue(tx, tenant, one, deps))) return;
    if (stored === null || stored.kind === "event") return workPrograms(tx, tenant, [one], deps);
    const answered = await answer(tx, tenant, { channel, event, stored }, deps, told);
    const outcome: Outcome = answered ? { kind: "done" } : CHANNEL_REMOVED;
    await mark(tx, tenant, new Map([[one, outcome]]));
  });
}

/** Answers a person, with `told` or what comes of what they said; false when their channel was removed. */
async function answer(
  tx: Tx,
  tenant: string,
  {
    channel,
    event,
    stored,
  }: Pick<Claimed, "channel" | "event"> & { readonly stored: Exclude<Stored, { kind: "event" }> },
  deps: InboxDeps,
  told?: Outgoing,
): Promise<boolean> {
  const found = (await channelsOf(tx, tenant, deps.kinds, new Set([channel]))).get(channel);
  if (!found) return false;
  const said = { channel: found.row, kind: found.kind, event, said: stored };
  await handleSaid(tx, tenant, said, { ...deps, runs: deps.runs() }, told);
  await deps.database.notify(tx, "outbox");
  return true;
}

/** A person is told that nothing came of what they said; when not even that works, the log has it. */
async function apologize(tenant: string, { channel, event, stored }: Claimed, deps: InboxDeps): Promise<void> {
  if (stored === null || stored.kind === "event") return;
  const text = "I could not do that: something is wrong on my side. Whoever runs this server finds it in the log.";
  try {
    await deps.database.tenant(tenant, (tx) => answer(tx, tenant, { channel, event, stored }, deps, { text }));
  } catch (error) {
    deps.problem({ tenant, channel, event, error });
  }
}

async function channelsOf(
  tx: Tx,
  tenant: string,
  kinds: readonly ChannelKind[],
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, { readonly row: ChannelRow; readonly kind: ChannelKind }>> {
  const rows = await tx
    .selectFrom("channels")
    .select(["id", "name", "kind", "settings"])
    .where("tenant", "=", tenant)
    .where("id", "in", [...ids])
    .execute();
  return new Map(
    rows.flatMap((found) => {
      const kind = kinds.find((known) => known.kind === found.kind);
      const row = { ...found, settings: found.settings as ChannelRow["settings"] };
      return kind ? [[found.id, { row, kind }] as const] : [];
    }),
  );
}
