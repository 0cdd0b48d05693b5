import type { Outgoing } from "@sdetkit/channel-adapters";
import { codeSpan, singleLine } from "@sdetkit/channel-adapters";
import { Fault, type FaultCode } from "@sdetkit/core";
import { AnswerAfterRollback, type Said, type StartForCaller } from "../../messaging/chat-port.ts";
import { answerButton } from "../approvals/answer-button.ts";
import { type Intent, type IntentCall, type Invoke, type Problem, Refused } from "../types.ts";
import { INTENTS } from "./registry.ts";
import { startText } from "./run.ts";

/** What answering needs from outside. */
export interface Answering {
  readonly invoke: Invoke;
  readonly start: StartForCaller;
}

const HELP = intentNamed("help");

/** Faults that may be gone in a moment, or are nobody's business in a chat: the message is worked off later. */
const PASSING: ReadonlySet<FaultCode> = new Set(["database-away", "database-full"]);

/**
 * The answer to what somebody typed. What goes wrong because of what they asked is an answer as well; bugs and a database that is
 * away are thrown.
 */
export function answerMessage(text: string, said: Said, answering: Answering): Promise<Outgoing> {
  const { typed, intent, rest } = meant(text);
  return answerFaults(async () => {
    if (typed === "") return HELP.answer("", said as IntentCall);
    if (intent?.open) return intent.answer(rest, said);
    const call = known(said, answering);
    if (intent) {
      holdTo(intent, call);
      return intent.answer(rest, call);
    }
    holdTo(intentNamed("run"), call);
    return { text: await startText(typed, undefined, {}, call) };
  });
}

/** Whether answering it only reads, and soon. */
export function onlyReads(text: string): boolean {
  const { typed, intent } = meant(text);
  return typed === "" || intent?.reads === true;
}

/** What somebody typed: an intent and the words behind it, or words of their own. */
function meant(text: string): { readonly typed: string; readonly intent: Intent | undefined; readonly rest: string } {
  const typed = text.trim().replace(/^\//, "");
  const [, word = "", rest = ""] = /^(\S+)\s*(.*)$/s.exec(typed) ?? [];
  const intent = INTENTS.find(({ name }) => name === word.toLowerCase().replace(/[:!?.]$/, ""));
  return { typed, intent, rest };
}

/** The answer to a pressed button. */
export function answerPress(data: string, said: Said, answering: Answering): Promise<Outgoing> {
  return answerFaults(async () => {
    const call = known(said, answering);
    holdTo(intentNamed("approve"), call);
    return { text: await answerButton(data, call) };
  });
}

/** What went wrong, as a person can use it. */
function faultText({ message, remedy }: { readonly message: string; readonly remedy?: string | undefined }): string {
  return remedy ? `${message}\nWhat to do: ${remedy}` : message;
}

async function answerFaults(work: () => Promise<Outgoing>): Promise<Outgoing> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) return { text: refusedText(error) };
    if (error instanceof Fault && !PASSING.has(error.code))
      throw new AnswerAfterRollback({ text: faultText(error) }, error);
    throw error;
  }
}

function refusedText({ problem: { detail, remedy, suggestions = [], diagnostics = [] } }: Refused): string {
  return [
    detail,
    ...diagnostics.slice(0, 5).map(({ message }) => `- ${singleLine(message, 500)}`),
    ...(suggestions.length > 0 ? ["Did you mean:"] : []),
    ...suggestions
      .slice(0, 5)
      .map(({ task, title }) => `- ${codeSpan(task.replace(/^template:/, "run "))} ${singleLine(title, 100)}`),
    ...(remedy ? [`What to do: ${remedy}`] : []),
  ].join("\n");
}

/** What nobody who asks can do anything about is not their answer: it is tried again. */
function refusalOf(problem: Problem): Error {
  const { status, code, detail } = problem;
  if (status < 500) return new Refused(problem);
  return PASSING.has(code) ? new Fault(code, detail) : new Error(`${code}: ${detail}`);
}

function intentNamed(name: string): Intent {
  return INTENTS.find((intent) => intent.name === name)!;
}

function holdTo(intent: Intent, { caller }: IntentCall): void {
  if (intent.open || caller.scopes.has(intent.scope)) return;
  throw new Refused({
    code: "scope-missing",
    detail: `Your account ${codeSpan(caller.account)} is not allowed to do that: it requires the scope ${codeSpan(intent.scope)}.`,
    remedy: "ask an administrator for another role; write `help` to see what you can do",
  });
}

/** With what an intent can do for somebody who is known. Throws Refused for a stranger. */
function known(said: Said, { invoke, start }: Answering): IntentCall {
  const { caller, tx, user, channel, request } = said;
  if (caller === null)
    throw new Refused({
      code: "unmapped",
      detail: `No account is mapped to ${codeSpan(user)} in the channel ${codeSpan(channel.name)} yet.`,
      remedy: "send this message to an administrator; until then, only `help` and `whoami` work",
    });
  const call: IntentCall = {
    ...said,
    caller,
    ask: async (operation, input = {}) => {
      const answer = await invoke(operation, input, { caller, tx, request });
      if ("problem" in answer) throw refusalOf(answer.problem);
      return "body" in answer ? answer.body : answer.content;
    },
    start: (asked) => start(caller, asked),
  };
  return call;
}
