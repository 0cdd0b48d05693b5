import { slack } from "./slack/slack-kind.ts";
import { telegram } from "./telegram/telegram-kind.ts";
import type { ChannelKind } from "./types.ts";
import { webhook } from "./webhook/webhook-kind.ts";

/** Every kind of channel. Add one: its folder, its tests, its line here. */
export const CHANNEL_KINDS: readonly ChannelKind[] = [slack, telegram, webhook];
