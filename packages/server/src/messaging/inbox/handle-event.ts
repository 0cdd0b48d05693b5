import type { ChannelKind, ProgramSaid } from "@sdetkit/channel-adapters";
import { Fault, type FaultCode } from "@sdetkit/core";
import type { ActingAccount } from "../../control/runs/authorize-start.ts";
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

/** Of a workspace that may be there, or be ready, in a moment; and of a tenant that may be active again. */
const PASSING: ReadonlySet<FaultCode> = new Set(["unknown-workspace", "workspace-not-ready", "tenant-not-active"]);

/**
 * Starts the runs of many events, in few statements. The cause names the event: whatever is killed when, and however often
 * this is done, there is one run for each. A full quota is thrown; of anything else, each event has its own outcome.
 */
export async function handleEvents(
  tx: Tx,
  tenant: string,
  events: readonly ProgramEvent[],
  { runs }: { readonly runs: Pick<Runs, "startMany"> },
): Promise<Outcome[]> {
  const outcomes = new Map<ProgramEvent, Outcome>();
  const starts = new Map<string, { readonly by: ActingAccount; readonly asked: Start[] }>();
  for (const event of events) {
    const { channel, kind, said } = event;
    const task = kind.task?.(channel.settings, { id: event.event, ...said }) ?? { kind: "skip" };
    if (task.kind === "skip") outcomes.set(event, { kind: "skipped" });
    else if (task.kind === "problem") outcomes.set(event, failed("mapping-failed", task.why));
    else {
      const by = { tenant, account: String(channel.settings["account"]), via: kind.kind };
      const { workspace, task: text, inputs } = task;
      const cause = { kind: "delivery", channel: channel.id, event: event.event, delivery: event.delivery } as const;
      const request = { workspace, task: text, inputs: inputsOfEvent(inputs), cause };
      const key = JSON.stringify([by, workspace]);
      const group = starts.get(key) ?? { by, asked: [] };
      group.asked.push({ event, request });
      starts.set(key, group);
    }
  }
  for (const { by, asked } of starts.values()) {
    const answers = await startAll(tx, by, asked, runs);
    for (const [index, { event }] of asked.entries()) outcomes.set(event, answers[index]!);
  }
  return events.map((event) => outcomes.get(event)!);
}

/** Starts what one account asks for in one workspace. */
async function startAll(
  tx: Tx,
  by: ActingAccount,
  asked: readonly Start[],
  runs: Pick<Runs, "startMany">,
): Promise<Outcome[]> {
  try {
    const requests = asked.map(({ request }) => request);
    return (await runs.startMany(tx, by, requests)).map(outcomeOf);
  } catch (error) {
    // Found out before anything was written.
    const outcome = error instanceof Fault ? refusedStart(error, by) : null;
    if (outcome === null) throw error;
    return asked.map(() => outcome);
  }
}

function outcomeOf(answer: StartAnswer): Outcome {
  return answer.kind === "started" ? { kind: "started", run: answer.run.run } : refusedOutcome(answer);
}

/** The outcome of events that nothing was started for; null where it is not of the events alone. */
function refusedStart(fault: Fault, { account }: ActingAccount): Outcome | null {
  const { code } = fault;
  if (PASSING.has(code)) return { kind: "later", ...troubleOf(fault) };
  // Nobody but an administrator can mend that: what was not allowed when it came is not done later by itself.
  if (code === "account-gone") return failed(code, `the account ${account} of the channel is disabled or gone`);
  if (code === "scope-missing")
    return failed(code, `the account ${account} may not start runs: its role lacks runs:write`);
  return null;
}

function failed(code: FaultCode, problem: string): Outcome {
  return { kind: "failed", code, problem };
}
