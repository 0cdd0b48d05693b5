import type { ChannelKind } from "./types.ts";

/**
 * Every kind of channel by its name, loaded only where channels are served: whoever needs the names loads no adapter.
 * Add one: its folder with its tests, its line here.
 */
const KINDS: { readonly [name: string]: () => Promise<ChannelKind> } = {
  slack: async () => (await import("./slack/slack-kind.ts")).slack,
  telegram: async () => (await import("./telegram/telegram-kind.ts")).telegram,
  webhook: async () => (await import("./webhook/webhook-kind.ts")).webhook,
};

/** The names of all kinds: `slack`, `telegram`, … */
export const CHANNEL_NAMES: readonly string[] = Object.keys(KINDS);

/** Every kind of channel, in the order of their names. */
export async function loadChannelKinds(): Promise<readonly ChannelKind[]> {
  return await Promise.all(Object.values(KINDS).map((load) => load()));
}
