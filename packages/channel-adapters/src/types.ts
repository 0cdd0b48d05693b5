import type { Json } from "@sdetkit/core";

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
