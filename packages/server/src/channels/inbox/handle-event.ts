import type { Access, Caller } from "../../access/contract.ts";
import type { Tx } from "../../database/contract.ts";
import type { Runs, StartRequest } from "../../runs/contract.ts";
import type { ChannelKind } from "../contract.ts";
import type { ChannelRow } from "../intents/contract.ts";
import { inputsOfEvent } from "./inputs-of-event.ts";

/** What working off an event came to. Whatever else goes wrong is thrown, and tried again. */
export type Outcome = { readonly kind: "done" } | { readonly kind: "failed"; readonly problem: string };

/** A program's event with the channel it came through. */
export interface ProgramEvent {
  readonly channel: ChannelRow;
  readonly kind: ChannelKind;
  readonly event: string;
  readonly payload: unknown;
}

const DONE: Outcome = { kind: "done" };

/**
 * Starts the runs of many events, in few statements. The cause names the event: whatever is killed when, and however often
 * this is done, there is one run for each.
 */
export async function handleEvents(
  tx: Tx,
  tenant: string,
  events: readonly ProgramEvent[],
  { access, runs }: { readonly access: Pick<Access, "impersonate">; readonly runs: Pick<Runs, "startMany"> },
): Promise<Outcome[]> {
  const callers = new Map<string, Caller | null>();
  const outcomes = new Map<ProgramEvent, Outcome>();
  const starts = new Map<Caller, { readonly event: ProgramEvent; readonly request: StartRequest }[]>();
  for (const event of events) {
    const { channel, kind, payload } = event;
    const task = kind.task?.(channel.settings, { id: event.event, payload }) ?? { kind: "skip" };
    if (task.kind === "skip") outcomes.set(event, DONE);
    else if (task.kind === "problem") outcomes.set(event, failed(task.why));
    else {
      const account = String(channel.settings["account"]);
      if (!callers.has(account)) callers.set(account, await access.impersonate(tx, tenant, account, kind.via));
      const caller = callers.get(account);
      if (!caller) outcomes.set(event, failed(`the account ${account} of the channel is disabled or gone`));
      else if (!caller.scopes.has("runs:write"))
        outcomes.set(event, failed(`the account ${account} may not start runs`));
      else {
        const { workspace, task: text, inputs } = task;
        const given = inputsOfEvent(inputs);
        const request = { workspace, task: text, inputs: given, cause: causeOf(channel.id, event.event) };
        const asked = starts.get(caller) ?? [];
        asked.push({ event, request });
        starts.set(caller, asked);
      }
    }
  }
  for (const [caller, asked] of starts) {
    const answers = await runs.startMany(
      tx,
      caller,
      asked.map(({ request }) => request),
    );
    for (const [index, { event }] of asked.entries()) {
      const answer = answers[index]!;
      outcomes.set(event, answer.kind === "started" ? DONE : failed(`${answer.code}: ${answer.message}`));
    }
  }
  return events.map((event) => outcomes.get(event)!);
}

/** What names an event as the cause of a run, in its tenant. */
export function causeOf(channel: string, event: string): string {
  return `inbox:${channel}:${event}`;
}

function failed(problem: string): Outcome {
  return { kind: "failed", problem };
}
