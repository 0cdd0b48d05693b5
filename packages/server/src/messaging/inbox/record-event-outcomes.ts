import type { Tx } from "../../storage/database/types.ts";
import { handleEvents, type ProgramEvent } from "./handle-event.ts";
import { channelsOf, type InboxDeps, type Processed } from "./inbox-deps.ts";
import { type Claimed, mark } from "./inbox-rows.ts";
import { CHANNEL_REMOVED, type Outcome } from "./outcome.ts";

const NO_BODY: Outcome = { kind: "failed", code: "no-body", problem: "there is no body" };

/** Starts what events ask for and writes down what became of each. */
export async function recordEventOutcomes(
  tx: Tx,
  tenant: string,
  events: readonly Claimed[],
  deps: InboxDeps,
): Promise<readonly Processed[]> {
  if (events.length === 0) return [];
  const channels = await channelsOf(tx, tenant, deps.kinds, new Set(events.map(({ channel }) => channel)));
  const outcomes = new Map<Claimed, Outcome>();
  const known: { readonly one: Claimed; readonly program: ProgramEvent }[] = [];
  for (const one of events) {
    const found = channels.get(one.channel);
    if (!found) outcomes.set(one, CHANNEL_REMOVED);
    else if (one.stored?.kind !== "event") outcomes.set(one, NO_BODY);
    else {
      const { kind: _, ...said } = one.stored;
      known.push({ one, program: { channel: found.row, kind: found.kind, event: one.event, delivery: one.id, said } });
    }
  }
  const programs = known.map(({ program }) => program);
  const answers = await handleEvents(tx, tenant, programs, { runs: deps.runs() });
  for (const [index, { one }] of known.entries()) outcomes.set(one, answers[index]!);
  const ended = await mark(tx, tenant, outcomes, deps);
  return [...ended].map(([event, outcome]) => ({
    tenant,
    channel: channels.get(event.channel)?.row ?? null,
    event,
    outcome,
  }));
}
