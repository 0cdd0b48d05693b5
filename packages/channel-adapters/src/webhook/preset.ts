import type { ChannelAccount, ChannelKind, Delivery } from "../types.ts";

/** A secret that a preset takes. */
export interface PresetSecret {
  readonly about: string;
  /** What a text for it has to be, when it is not that; else null. */
  problem(text: string): string | null;
}

/** What a delivery says besides its payload. */
export interface PresetEvent {
  /** The sender's id of the event: the same when it comes again. */
  readonly id: string;
  /** What kind of event it is. */
  readonly type?: string;
  /** Only asks whether somebody is here: answered, and nothing is started. */
  readonly ping?: true;
}

type Secrets = ChannelAccount["secrets"];
type Said = Parameters<ChannelKind["simulate"]>[1];

/**
 * How a sender of webhooks signs, and where it says which event it is. Add one: its file, its fixture in `testing/`, its line in the
 * registry. Pure; constant time where secrets are compared.
 */
export interface WebhookPreset {
  /** As the setting `preset` names it. */
  readonly name: string;
  /** What it proves deliveries with, in a few words. */
  readonly about: string;
  /** By name: a channel has exactly one of them. */
  readonly secrets: { readonly [name: string]: PresetSecret };
  /** Where deliveries bring the id of their event. Null: nowhere, and the setting `id` may say what makes two events the same. */
  readonly idFrom: string | null;
  /** Why a delivery is not from whom it says, or null. */
  problem(secrets: Secrets, delivery: Delivery): string | null;
  /** The JSON in a body of another form; undefined when it is none of that. */
  json?(delivery: Delivery): string | undefined;
  /** Which event it is; null when it does not say so. */
  event(delivery: Delivery, payload: unknown, settings: ChannelAccount["settings"]): PresetEvent | null;
  /** A delivery as the sender would send it. @param said with the id of the event. */
  sign(secrets: Secrets, said: Said & { readonly event: string }): ReturnType<ChannelKind["simulate"]>;
}
