import type { Json } from "@sdetkit/core";
import type { Caller } from "../access/contract.ts";
import type { Tx } from "../database/contract.ts";

/** Where a conversation is, in the channel's own words: a Slack channel and thread, a Telegram chat. */
export type Address = { readonly [name: string]: string | number };

/** A request as it came in: raw, unread. */
export interface Delivery {
  readonly headers: { readonly [name: string]: string };
  readonly body: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What a program said. */
export interface ProgramSaid {
  readonly payload: unknown;
  /** What kind of event it is, where the sender says so outside the payload or in a known place: `push`. */
  readonly type?: string;
}

/** What a person or a program said, after verification, in words that no channel owns. */
export type Incoming =
  /** A person typed something; `text` without the bot's name. */
  | { readonly kind: "message"; readonly address: Address; readonly user: string; readonly text: string }
  /** A person pressed a button that we sent; `data` is what we put into it. */
  | { readonly kind: "button"; readonly address: Address; readonly user: string; readonly data: string }
  /** A program sent an event to a named endpoint. */
  | ({ readonly kind: "event" } & ProgramSaid)
  /** Real, and nothing to do: an edit, a message of a bot, a join. */
  | { readonly kind: "ignored"; readonly why: string };

/** What an adapter makes of a request. */
export type Accepted =
  /** Take it in; `event` is the vendor's id: a redelivery has the same. `answer`: what the vendor wants as body. */
  | {
      readonly kind: "event";
      readonly event: string;
      readonly incoming: Incoming;
      readonly answer?: { readonly type: string; readonly body: string };
    }
  /** Answered at once, nothing to keep: a URL verification. */
  | { readonly kind: "answer"; readonly type: string; readonly body: string }
  /** Not from whom it says, too old, or not to be understood. The answer says no more than the status. */
  | { readonly kind: "refused"; readonly status: 400 | 401 | 415; readonly why: string };

/** What an event of a program comes to. */
export type EventTask =
  | {
      readonly kind: "start";
      readonly workspace: string;
      readonly task: string;
      readonly inputs: { readonly [name: string]: Json };
    }
  /** The mapping's condition does not hold: nothing to do. */
  | { readonly kind: "skip" }
  /** It cannot be mapped, and will not be on another try either. */
  | { readonly kind: "problem"; readonly why: string };

/** What goes out. Adapters split what is too long and keep the order. */
export interface Outgoing {
  /** A small Markdown: `**bold**`, `` `code` ``, fenced blocks, lists; adapters translate it to their vendor's. */
  readonly text: string;
  readonly buttons?: readonly {
    readonly label: string;
    readonly data: string;
    readonly style?: "primary" | "danger";
  }[];
}

/** What sending came to. */
export type Sent =
  | { readonly kind: "sent"; readonly external: string }
  /** Try again: after these seconds when the vendor says so. */
  | {
      readonly kind: "later";
      readonly why: string;
      readonly retryAfter?: number;
      /** What is left of a message that was split and has gone out in part: try again with this instead. */
      readonly rest?: Outgoing;
    }
  /** Never try again: the chat is gone, the token is revoked. */
  | { readonly kind: "failed"; readonly why: string };

/** The settings and secrets of one tenant's channel, opened. */
export interface ChannelAccount {
  readonly tenant: string;
  readonly id: string;
  readonly name: string;
  readonly settings: { readonly [name: string]: unknown };
  /** The channel's secrets by name, in clear: `signingSecret`, `botToken`, … Never logged, never stored elsewhere. */
  readonly secrets: { readonly [name: string]: string };
}

/**
 * A channel: its folder, its tests, one line in the registry. Pure but for `send`. The contract suite walks the registry, so a
 * new one is tested unasked.
 */
export interface ChannelKind {
  readonly kind: string;
  /** What `channels add` has to be given: name, whether it is a secret, what it is. */
  readonly needs: readonly {
    readonly name: string;
    readonly secret: boolean;
    readonly required: boolean;
    readonly about: string;
  }[];
  /** The vendor's hosts that `send` and `test` talk to: together with the settings' the only ones that can be reached. */
  readonly hosts?: readonly string[];
  /** What is wrong with settings and secrets, each in a sentence; asked before a channel is added. */
  check?(given: Pick<ChannelAccount, "settings" | "secrets">): readonly string[];
  /** What a program's event asks for. Only kinds that answer `event`. */
  task?(settings: ChannelAccount["settings"], event: { readonly id: string } & ProgramSaid): EventTask;
  /** Verifies the raw bytes, then reads them. Constant time where secrets are compared. */
  accept(account: ChannelAccount, delivery: Delivery): Promise<Accepted> | Accepted;
  /** A conversation's identity within the channel: the same for the same thread. */
  conversationKey(address: Address): string;
  /** Sends to the vendor. `fetch` is given: a host that is not allowlisted cannot be reached. */
  send(account: ChannelAccount, address: Address, message: Outgoing, fetch: typeof globalThis.fetch): Promise<Sent>;
  /** A signed request as the vendor would send it. */
  simulate(
    account: ChannelAccount,
    said: {
      readonly text?: string;
      readonly button?: string;
      readonly user: string;
      readonly address?: Address;
      readonly event?: string;
      readonly payload?: unknown;
      /** What kind of event a program says that it is. */
      readonly type?: string;
      readonly now: number;
    },
  ): { readonly headers: { readonly [name: string]: string }; readonly body: string };
  /** Asks the vendor whether the credentials work. */
  test(
    account: ChannelAccount,
    fetch: typeof globalThis.fetch,
  ): Promise<{ readonly ok: boolean; readonly detail: string }>;
}

/** A channel as people see it: secrets by name only. */
export interface ChannelView {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  /** The path to give to the vendor: `/channels/slack/ENDPOINT`. */
  readonly path: string;
  readonly settings: { readonly [name: string]: unknown };
  readonly secrets: readonly string[];
  /** Why it can neither take nor send anything: its secrets do not open. */
  readonly problem?: string;
  /** Of one that was just added: what could not be checked yet. */
  readonly warnings?: readonly string[];
  readonly enabled: boolean;
  readonly created_at: string;
}

/** What became of an event that was taken in, as people see it. */
export interface DeliveryView {
  readonly id: string;
  /** The channel's id, and its name unless it was removed. */
  readonly channel: string;
  readonly channel_name: string | null;
  readonly kind: string | null;
  /** The sender's id of the event. */
  readonly event: string;
  /** Whether it waits for its first or another attempt, is done, or nothing will come of it unless it is retried. */
  readonly state: "waiting" | "done" | "failed";
  /** Since it came, or since it was retried last: a retry has all its tries before it. */
  readonly attempts: number;
  readonly received_at: string;
  /** When it is tried next. Null when it is over. */
  readonly next_at: string | null;
  readonly ended_at: string | null;
  /** Why it failed, waits or came to nothing; null when all is well. */
  readonly code: string | null;
  readonly problem: string | null;
  /** The run that it started. */
  readonly run: string | null;
}

/** Which deliveries a list is made of. Newest first. */
export interface DeliveryFilter {
  /** A channel's name or id. */
  readonly channel?: string;
  readonly state?: DeliveryView["state"];
  /** Deliveries before this one: the cursor. */
  readonly before?: string;
  readonly limit: number;
}

/** What became of events. */
export interface Deliveries {
  list(tx: Tx, tenant: string, filter: DeliveryFilter): Promise<DeliveryView[]>;
  /** With what a program sent, as long as it is kept. Null when there is none. */
  find(
    tx: Tx,
    tenant: string,
    id: string,
  ): Promise<(DeliveryView & { readonly type: string | null; readonly payload: unknown }) | null>;
  /**
   * Lets a program's event that failed be tried anew, as if it had just come. Leaves an act. Null when there is none. Faults
   * `not-retryable`, `scope-missing`.
   */
  retry(tx: Tx, by: Caller, id: string): Promise<DeliveryView | null>;
}

/** What is counted of events: that one was taken in, and what each attempt at it came to. */
export type Counted = "received" | "started" | "answered" | "skipped" | "retried" | "failed";

/** How many there were since this process began, by kind of channel. */
export interface EventTally {
  readonly events: readonly { readonly channel: string; readonly outcome: Counted; readonly count: number }[];
  /** Those that failed, by the code of what went wrong. */
  readonly failed: readonly { readonly channel: string; readonly code: string; readonly count: number }[];
}

/** Channels of tenants. */
export interface Channels {
  add(
    tx: Tx,
    by: Caller,
    channel: {
      readonly name: string;
      readonly kind: string;
      readonly settings: { readonly [name: string]: unknown };
      readonly secrets: { readonly [name: string]: string };
    },
  ): Promise<ChannelView>;
  list(tx: Tx, tenant: string): Promise<ChannelView[]>;
  remove(tx: Tx, by: Caller, name: string): Promise<boolean>;
  test(tenant: string, name: string): Promise<{ readonly ok: boolean; readonly detail: string }>;
  /**
   * A delivery at an endpoint: verified, kept once, committed, then answered. 404 for an endpoint that is not there. `delivery` in the
   * answer: the id by which it is listed, where this process knows it.
   */
  deliver(
    kind: string,
    endpoint: string,
    delivery: Delivery,
  ): Promise<{
    readonly status: number;
    readonly type?: string;
    readonly body?: string;
    readonly retryAfter?: number;
    readonly delivery?: string;
  }>;
  /**
   * A signed request as the vendor would send it, for rehearsing: as anybody, so only of kinds that this server simulates. Leaves
   * an act. Faults `not-simulated`, `unknown-channel`.
   */
  rehearse(
    by: Caller,
    name: string,
    said: {
      readonly text?: string;
      readonly button?: string;
      readonly user: string;
      readonly payload?: unknown;
      readonly type?: string;
    },
  ): Promise<{ readonly path: string; readonly headers: { readonly [name: string]: string }; readonly body: string }>;
  /** Queues a reply in the transaction of what it tells. */
  reply(tx: Tx, tenant: string, conversation: string, message: Outgoing): Promise<void>;
  /** Clears what retention no longer keeps. The ids of events stay: deduplication is for ever. */
  sweep(now: number): Promise<void>;
  readonly deliveries: Deliveries;
  /** Events of this process so far, all tenants together. */
  tally(): EventTally;
  /** Works off inbox and outbox until stopped. */
  start(): void;
  stop(): Promise<void>;
}
