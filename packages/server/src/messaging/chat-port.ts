import type { Outgoing } from "@sdetkit/channel-adapters";
import type { Json } from "@sdetkit/core";
import type { Caller } from "../control/access/types.ts";
import type { StartAnswer } from "../control/runs/types.ts";
import type { Tx } from "../storage/database/types.ts";
import type { StoredEvent } from "./inbox/stored-event.ts";

/** The channel that a message came through. */
export interface ChannelRow {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly settings: { readonly [name: string]: unknown };
}

/** What people say, as the inbox keeps it. */
export type Words = Exclude<StoredEvent, { kind: "event" }>;

/** Who said something and where, and with whose rights. */
export interface Said {
  readonly tx: Tx;
  readonly tenant: string;
  readonly channel: ChannelRow;
  readonly conversation: string;
  /** The person's id at the vendor. */
  readonly user: string;
  /** Null: not mapped to an account. */
  readonly caller: Caller | null;
  /** Id of the delivery that it came as. */
  readonly request: string;
  readonly now: number;
}

/** Starts a run for somebody whose answers go to their conversation. */
export type StartForCaller = (
  caller: Caller,
  request: {
    readonly workspace: string;
    readonly task: string;
    readonly inputs: { readonly [name: string]: Json };
  },
) => Promise<StartAnswer>;

/** Who answers what people say. The messages come from the inbox, and what is answered goes to the outbox. */
export interface ChatPort {
  /**
   * The answer; what is asked for is done in the message's transaction. Throws `AnswerAfterRollback`, and what is nobody's business
   * in a chat: then the message is worked off later.
   */
  answer(words: Words, said: Said, start: StartForCaller): Promise<Outgoing>;
  /** Whether answering what was typed only reads, and soon. */
  onlyReads(text: string): boolean;
}

/** An answer that is given after whatever was written for it was undone. */
export class AnswerAfterRollback extends Error {
  override readonly name = "AnswerAfterRollback";
  readonly answer: Outgoing;

  constructor(answer: Outgoing, cause: unknown) {
    super(answer.text, { cause });
    this.answer = answer;
  }
}
