import type { ChannelKind, ProgramSaid } from "@sdetkit/channel-adapters";
import { Fault } from "@sdetkit/core";
import type { Access, Caller } from "../../control/access/types.ts";
import type { Runs, StartAnswer, StartRequest } from "../../control/runs/types.ts";
import type { Tx } from "../../storage/database/types.ts";
import type { ChannelRow } from "../chat-port.ts";
import { inputsOfEvent } from "../inputs-of-event.ts";
import { type Outcome, troubleOf } from "./outcome.ts";
import { refusedOutcome } from "./refused-outcome.ts";

/** A program's event with the channel it came through. */
export interface ProgramEvent {
  readonly channel: ChannelRow;
  readonly kind: ChannelKind;
  readonly event: string;
  /** Id of the delivery. */
  readonly delivery: string;
  readonly said: ProgramSaid;
}

interface Start {
  readonly event: ProgramEvent;
  readonly request: StartRequest;
}

/** Of a workspace that may be there, or be ready, in a moment. */
const PASSING: ReadonlySet<string> = new Set(["unknown-workspace", "workspace-not-ready"]);

/**
 * Starts the runs of many events, in few statements. The cause names the event: whatever is killed when, and however often
 * this is done, there is one run for each. A full quota is thrown; of anything else, each event has its own outcome.
 */
export async function handleEvents(
  tx: Tx,
  tenant: string,
  events: readonly ProgramEvent[],
  { access, runs }: { readonly access: Pick<Access, "impersonate">; readonly runs: Pick<Runs, "startMany"> },
): Promise<Outcome[]> {
  const callers = new Map<string, Caller | null>();
  const outcomes = new Map<ProgramEvent, Outcome>();
  const starts = new Map<string, Start[]>();
  for (const event of events) {
    const { channel, kind, said } = event;
    const task = kind.task?.(channel.settings, { id: event.event, ...said }) ?? { kind: "skip" };
    if (task.kind === "skip") outcomes.set(event, { kind: "skipped" });
    else if (task.kind === "problem") outcomes.set(event, failed("mapping-failed", task.why));
    else {
      const account = String(channel.settings["account"]);
      if (!callers.has(account)) callers.set(account, await access.impersonate(tx, tenant, account, kind.kind));
      const wrong = accountProblem(account, callers.get(account));
      if (wrong !== null) outcomes.set(event, wrong);
      else {
        const { workspace, task: text, inputs } = task;
        const request = {
          ...{ workspace, task: text, inputs: inputsOfEvent(inputs) },
          ...{ request: event.delivery, cause: causeOf(channel.id, event.event) },
        };
        const key = JSON.stringify([account, workspace]);
        const asked = starts.get(key) ?? [];
        asked.push({ event, request });
        starts.set(key, asked);
      }
    }
  }
  for (const asked of starts.values()) {
    const caller = callers.get(String(asked[0]!.event.channel.settings["account"]))!;
    const answers = await startAll(tx, caller, asked, runs);
    for (const [index, { event }] of asked.entries()) outcomes.set(event, answers[index]!);
  }
  return events.map((event) => outcomes.get(event)!);
}

/** Starts what one account asks for in one workspace. */
async function startAll(
  tx: Tx,
  caller: Caller,
  asked: readonly Start[],
  runs: Pick<Runs, "startMany">,
): Promise<Outcome[]> {
  try {
    const requests = asked.map(({ request }) => request);
    return (await runs.startMany(tx, caller, requests)).map(outcomeOf);
  } catch (error) {
    // Found out before anything was written.
    if (!(error instanceof Fault && PASSING.has(error.code))) throw error;
    return asked.map(() => ({ kind: "later", ...troubleOf(error) }));
  }
}

function outcomeOf(answer: StartAnswer): Outcome {
  return answer.kind === "started" ? { kind: "started", run: answer.run.run } : refusedOutcome(answer);
}

/** Nobody but an administrator can mend that: what was not allowed when it came is not done later by itself. */
function accountProblem(account: string, caller: Caller | null | undefined): Outcome | null {
  if (!caller) return failed("account-gone", `the account ${account} of the channel is disabled or gone`);
  if (caller.scopes.has("runs:write")) return null;
  return failed("scope-missing", `the account ${account} may not start runs: its role lacks runs:write`);
}

/** What names an event as the cause of a run, in its tenant. */
export function causeOf(channel: string, event: string): string {
  return `inbox:${channel}:${event}`;
}

function failed(code: string, problem: string): Outcome {
  return { kind: "failed", code, problem };
}
