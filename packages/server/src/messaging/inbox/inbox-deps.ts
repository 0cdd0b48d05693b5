import type { ChannelKind } from "@sdetkit/channel-adapters";
import type { Access } from "../../control/access/types.ts";
import type { Runs } from "../../control/runs/types.ts";
import type { Database, Tx } from "../../storage/database/types.ts";
import type { ChannelRow, ChatPort } from "../chat-port.ts";
import type { Claimed } from "./inbox-rows.ts";
import type { Outcome } from "./outcome.ts";

/** What working the inbox off needs. */
export interface InboxDeps {
  readonly database: Database;
  readonly access: Pick<Access, "identifyAll">;
  readonly runs: () => Pick<Runs, "start" | "startMany">;
  readonly chat: ChatPort;
  readonly kinds: readonly ChannelKind[];
  readonly now: () => number;
  /** Hears, after the commit, what became of an attempt. */
  readonly report: (worked: Processed) => void;
}

/** An attempt at an event, and what became of it. */
export interface Processed {
  readonly tenant: string;
  /** Null: it was removed. */
  readonly channel: ChannelRow | null;
  readonly event: Pick<Claimed, "id" | "channel" | "event" | "attempts">;
  readonly outcome: Outcome;
  /** What was thrown, when that was it. */
  readonly error?: unknown;
}

/** A channel with its kind. */
export interface KnownChannel {
  readonly row: ChannelRow;
  readonly kind: ChannelKind;
}

/** The channels of some events that are still there, by id. */
export async function channelsOf(
  tx: Tx,
  tenant: string,
  kinds: readonly ChannelKind[],
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, KnownChannel>> {
  const rows = await tx
    .selectFrom("channels")
    .select(["id", "name", "kind", "settings"])
    .where("tenant", "=", tenant)
    .where("id", "in", [...ids])
    .execute();
  return new Map(
    rows.flatMap((found) => {
      const kind = kinds.find((known) => known.kind === found.kind);
      const row = { ...found, settings: found.settings as ChannelRow["settings"] };
      return kind ? [[found.id, { row, kind }] as const] : [];
    }),
  );
}
