import type { Outgoing } from "@sdetkit/channel-adapters";
import { Fault } from "@sdetkit/core";
import { isAway } from "../../storage/database/database-fault.ts";
import type { Tx } from "../../storage/database/types.ts";
import { AnswerAfterRollback, type Words } from "../chat-port.ts";
import { handleMessage } from "./handle-message.ts";
import { channelsOf, type InboxDeps, type Processed } from "./inbox-deps.ts";
import { type Claimed, claimOne, mark } from "./inbox-rows.ts";
import { CHANNEL_REMOVED, troubleOf } from "./outcome.ts";
import { recordEventOutcomes } from "./record-event-outcomes.ts";

/** A database that is away for one event alone so many times in a row is not: what the event asks for takes too long. */
const MOST_AWAY = 4;

/** How many times in a row the database was away for an event, by its id. */
export type Away = Map<string, number>;

/**
 * One event in a transaction of its own, locked by `claim`; what goes wrong stays its own. `none`: there was nothing to have. `quota`: it
 * waits, and so should those behind it.
 */
export async function processOne(
  tenant: string,
  claim: (tx: Tx) => Promise<Claimed | null>,
  deps: InboxDeps,
  away: Away,
): Promise<"worked" | "none" | { readonly quota: unknown }> {
  const held: { one: Claimed | null } = { one: null };
  try {
    const hold = async (tx: Tx) => {
      held.one = await claim(tx);
      return held.one;
    };
    const worked = await attempt(tenant, hold, deps).catch((error: unknown) => {
      // What was begun is undone; why, is told in a transaction of its own.
      if (!(error instanceof AnswerAfterRollback)) throw error;
      return attempt(tenant, (tx) => claimOne(tx, tenant, held.one!, deps), deps, error.answer);
    });
    if (worked === null) return "none";
    away.delete(worked.event.id);
    deps.report(worked);
    return "worked";
  } catch (error) {
    const { one } = held;
    if (one === null) throw error;
    if (isAway(error)) {
      const times = (away.get(one.id) ?? 0) + 1;
      away.set(one.id, times);
      if (times < MOST_AWAY) throw error;
    }
    if (error instanceof Fault && error.code === "quota-exceeded" && !isSaid(one)) return { quota: error };
    await postpone(tenant, one, error, deps);
    away.delete(one.id);
    return "worked";
  }
}

async function attempt(
  tenant: string,
  claim: (tx: Tx) => Promise<Claimed | null>,
  deps: InboxDeps,
  told?: Outgoing,
): Promise<Processed | null> {
  return deps.database.tenant(tenant, async (tx) => {
    const one = await claim(tx);
    if (one === null) return null;
    if (!isSaid(one)) return (await recordEventOutcomes(tx, tenant, [one], deps))[0]!;
    return markSaid(tx, tenant, one, deps, told);
  });
}

/** An event that a person brought about. */
export type Said = Claimed & { readonly stored: Words };

/** Whether a person said it. */
export function isSaid(one: Claimed): one is Said {
  return one.stored !== null && one.stored.kind !== "event";
}

/** Answers a person, with `told` or what comes of what they said. */
async function markSaid(tx: Tx, tenant: string, one: Said, deps: InboxDeps, told?: Outgoing): Promise<Processed> {
  const { channel, outcome } = await answer(tx, tenant, one, deps, told);
  await mark(tx, tenant, new Map([[one, outcome]]), deps);
  return { tenant, channel, event: one, outcome };
}

async function answer(
  tx: Tx,
  tenant: string,
  { id: delivery, channel, event, stored }: Said,
  deps: InboxDeps,
  told?: Outgoing,
): Promise<Pick<Processed, "channel" | "outcome">> {
  const found = (await channelsOf(tx, tenant, deps.kinds, new Set([channel]))).get(channel);
  if (!found) return { channel: null, outcome: CHANNEL_REMOVED };
  const run = await handleMessage(tx, tenant, { channel: found, event, delivery, words: stored }, deps, told);
  return { channel: found.row, outcome: run === null ? { kind: "answered" } : { kind: "started", run } };
}

/** Lets an event be tried again later, and tells of it. What a person said and is given up is answered. */
async function postpone(tenant: string, one: Claimed, error: unknown, deps: InboxDeps): Promise<void> {
  // This is thrown as well when the database is away indeed.
  const worked = await deps.database.tenant(tenant, async (tx): Promise<Processed> => {
    const outcome = (await mark(tx, tenant, new Map([[one, { kind: "later", ...troubleOf(error) }]]), deps)).get(one)!;
    const channel = (await channelsOf(tx, tenant, deps.kinds, new Set([one.channel]))).get(one.channel)?.row ?? null;
    return { tenant, channel, event: one, outcome, error };
  });
  deps.report(worked);
  if (worked.outcome.kind === "failed" && isSaid(one)) await apologize(tenant, one, deps);
}

/** A person is told that nothing came of what they said; the log has it anyway. */
async function apologize(tenant: string, one: Said, deps: InboxDeps): Promise<void> {
  const text =
    "I could not do that because of an internal error. A platform administrator can find it in the server's log.";
  await deps.database.tenant(tenant, (tx) => answer(tx, tenant, one, deps, { text })).catch(() => undefined);
}
