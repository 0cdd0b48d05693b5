import type { Delivery, Outgoing } from "@sdetkit/channel-adapters";

import type { Caller } from "../control/access/types.ts";
import type { Tx } from "../storage/database/types.ts";

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
  simulate(
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
