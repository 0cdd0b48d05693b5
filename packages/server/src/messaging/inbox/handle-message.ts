import type { Outgoing } from "@sdetkit/channel-adapters";
import type { Access, Caller } from "../../control/access/types.ts";
import type { Runs } from "../../control/runs/types.ts";
import type { Database, Tx } from "../../storage/database/types.ts";
import type { ChatPort, Said, Words } from "../chat-port.ts";
import { conversationId, type LogEntry, writeLog } from "../conversations/conversation-log.ts";
import type { KnownChannel } from "./inbox-deps.ts";

/** What working off a person's words needs. */
export interface SayingDeps {
  readonly access: Pick<Access, "identifyAll">;
  readonly runs: () => Pick<Runs, "start">;
  readonly chat: ChatPort;
  readonly now: () => number;
  readonly database: Pick<Database, "notifying">;
}

/** Something a person said, with the channel it came through. */
export interface PersonEvent {
  readonly channel: KnownChannel;
  readonly event: string;
  /** Id of the delivery. */
  readonly delivery: string;
  readonly words: Words;
}

/** The same, and who said it: null is a stranger. */
export interface KnownEvent extends PersonEvent {
  readonly conversation: string;
  readonly caller: Caller | null;
}

/** Who said each. */
export async function whoSaid<E extends PersonEvent>(
  tx: Tx,
  tenant: string,
  events: readonly E[],
  { access }: Pick<SayingDeps, "access">,
): Promise<readonly (E & KnownEvent)[]> {
  const people = events.map(({ channel: { row, kind }, words }) => ({
    ...{ channel: row.name, external: words.user, via: kind.kind },
  }));
  const callers = await access.identifyAll(tx, tenant, people);
  return events.map((event, n) => {
    const { row, kind } = event.channel;
    return { ...event, conversation: conversationId(kind, row.id, event.words.address), caller: callers[n] ?? null };
  });
}

/** What the log gets of what was said. */
export function heardOf({ channel, conversation, caller, words }: KnownEvent): LogEntry {
  const at = { channel: channel.row.id, address: words.address };
  if (words.kind === "limited") return { conversation, at };
  const body = words.kind === "message" ? { text: words.text } : { button: words.data };
  return { conversation, at, heard: { author: caller?.account ?? words.user, body } };
}

/** What is answered; `tx`: what is asked for is done in it. */
export async function answerTo(tx: Tx, tenant: string, said: KnownEvent, deps: SayingDeps): Promise<Outgoing> {
  const { channel, conversation, caller, event, delivery: request, words } = said;
  const who: Said = {
    tx,
    tenant,
    channel: channel.row,
    conversation,
    user: words.user,
    caller,
    request,
    now: deps.now(),
  };
  const cause = { kind: "message", channel: channel.row.id, event, delivery: request, conversation } as const;
  return deps.chat.answer(words, who, (by, asked) => deps.runs().start(tx, by, { ...asked, cause }));
}

/**
 * Logs what was said and queues the answer, in one transaction. `told`: the answer is known, nothing is done.
 * @returns the id of the run that it started, or null.
 */
export async function handleMessage(
  tx: Tx,
  tenant: string,
  event: PersonEvent,
  deps: SayingDeps,
  told?: Outgoing,
): Promise<string | null> {
  const [said] = await whoSaid(tx, tenant, [event], deps);
  const write = (entry: LogEntry) => writeLog(tx, tenant, [entry], deps.now(), deps.database.notifying("outbox"));
  // Before anything is done: what that tells comes behind it.
  await write(heardOf(said!));
  let run: string | null = null;
  const start: ReturnType<SayingDeps["runs"]>["start"] = async (...asked) => {
    const answer = await deps.runs().start(...asked);
    if (answer.kind === "started") run = answer.run.run;
    return answer;
  };
  const reply = told ?? (await answerTo(tx, tenant, said!, { ...deps, runs: () => ({ start }) }));
  await write({ conversation: said!.conversation, reply });
  return run;
}
