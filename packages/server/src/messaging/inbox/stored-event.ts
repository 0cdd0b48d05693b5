import type { Address, Incoming } from "@sdetkit/channel-adapters";

/** What the inbox keeps of a delivery: what was said, never headers or signatures. */
export type StoredEvent =
  | Exclude<Incoming, { kind: "ignored" }>
  /** Somebody said more than the limits let through: told once in a while, and what was said is not worked off. */
  | { readonly kind: "limited"; readonly address: Address; readonly user: string; readonly retryAfter: number };
