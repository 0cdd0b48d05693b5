import type { Access } from "../../access/contract.ts";
import type { Database, Tx } from "../../database/contract.ts";
import type { Runs } from "../../runs/contract.ts";
import type { ChannelKind, Outgoing } from "../contract.ts";
import { conversationId, logIncoming, openConversation, queueReply } from "../conversations/conversation-log.ts";
import { type Answering, answerMessage, answerPress } from "../intents/answer-message.ts";
import type { ChannelRow, Invoke, Said } from "../intents/contract.ts";
import { causeOf } from "./handle-event.ts";
import type { Stored } from "./stored.ts";

/** What working off a person's words needs. */
export interface SayingDeps {
  readonly access: Pick<Access, "identify">;
  readonly runs: Pick<Runs, "start">;
  readonly invoke: Invoke;
  readonly now: () => number;
  readonly database: Pick<Database, "notifying">;
}

/** Something a person said, with the channel it came through. */
export interface PersonEvent {
  readonly channel: ChannelRow;
  readonly kind: ChannelKind;
  readonly event: string;
  /** Id of the delivery. */
  readonly delivery: string;
  readonly said: Exclude<Stored, { kind: "event" }>;
}

/** Logs what was said and queues the answer, in one transaction. `told`: the answer is known, nothing is done. */
export async function handleSaid(
  tx: Tx,
  tenant: string,
  { channel, kind, event, delivery: request, said }: PersonEvent,
  deps: SayingDeps,
  told?: Outgoing,
): Promise<void> {
  const at = new Date(deps.now());
  const conversation = conversationId(kind, channel.id, said.address);
  const caller = await deps.access.identify(tx, tenant, channel.name, said.user, kind.kind);
  const who: Said = { tx, tenant, channel, conversation, user: said.user, caller, request, now: deps.now() };
  if (said.kind === "limited") await openConversation(tx, tenant, kind, channel.id, said.address);
  else {
    const body = said.kind === "message" ? { text: said.text } : { button: said.data };
    const author = caller?.account ?? said.user;
    await logIncoming(tx, { tenant, conversation, channel: channel.id, address: said.address, author, body, at });
  }
  const cause = causeOf(channel.id, event);
  const answering: Answering = {
    invoke: deps.invoke,
    start: (call) => (asked) => deps.runs.start(tx, call.caller, { ...asked, conversation, cause, request }),
  };
  const message = told ?? (await answerTo(said, who, answering));
  await queueReply(tx, { tenant, conversation, message, at }, deps.database.notifying("outbox"));
}

function answerTo(said: PersonEvent["said"], who: Said, answering: Answering): Promise<Outgoing> | Outgoing {
  switch (said.kind) {
    case "message":
      return answerMessage(said.text, who, answering);
    case "button":
      return answerPress(said.data, who, answering);
    case "limited":
      return {
        text: `That was more than I can take at once, so I did not look at it. Please say it again in ${said.retryAfter} s.`,
      };
  }
}
