import type { ChannelKind } from "@sdetkit/channel-adapters";
import { LRUCache } from "lru-cache";
import type { Access } from "../control/access/types.ts";
import type { Runs } from "../control/runs/types.ts";
import type { Templates } from "../control/templates/types.ts";
import type { Settings } from "../settings/types.ts";
import type { Database, Tx } from "../storage/database/types.ts";
import type { Ledger } from "../storage/ledger/types.ts";
import type { Limits } from "../storage/limits/types.ts";
import type { Vault } from "../storage/vault/types.ts";
import type { ChatPort } from "./chat-port.ts";
import { writeLog } from "./conversations/conversation-log.ts";
import { findDelivery, listDeliveries } from "./deliveries/read-deliveries.ts";
import { retryDelivery } from "./deliveries/retry-delivery.ts";
import { checkTarget } from "./endpoints/check-target.ts";
import { createEndpointCache } from "./endpoints/endpoint-cache.ts";
import {
  addChannel,
  listChannels,
  type ManageDeps,
  removeChannel,
  unknownChannel,
} from "./endpoints/manage-channels.ts";
import { openChannel } from "./endpoints/open-channel.ts";
import { simulateDelivery } from "./endpoints/simulate-delivery.ts";
import { deliver } from "./inbox/deliver.ts";
import { EventCounts } from "./inbox/event-counts.ts";
import { createInboxCommit } from "./inbox/inbox-commit.ts";
import type { InboxDeps } from "./inbox/inbox-deps.ts";
import { type EventLog, logProcessed } from "./inbox/log-processed.ts";
import { createEventWorker } from "./inbox/process-events.ts";
import { createMessageWorker } from "./inbox/process-messages.ts";
import { sweep } from "./inbox/sweep.ts";
import { createGuardedFetch } from "./outbox/guarded-fetch.ts";
import { workOutbox } from "./outbox/work-outbox.ts";
import type { Channels } from "./types.ts";
import { createWorkLoop } from "./work-loop.ts";

/** What channels are made of. */
export interface ChannelDeps {
  readonly database: Database;
  readonly vault: Vault;
  readonly access: Pick<Access, "identifyAll" | "impersonate">;
  readonly limits: Limits;
  readonly ledger: Pick<Ledger, "appendAuditEvent">;
  readonly settings: Pick<Settings, "quotas" | "limits" | "channels" | "retention" | "database">;
  /** Rooms that are made later, or that need the channels themselves. */
  readonly services: () => {
    readonly runs: Pick<Runs, "start" | "startMany">;
    readonly templates: Pick<Templates, "catalogue">;
  };
  /** Answers people in chats. */
  readonly chat: ChatPort;
  readonly now: () => number;
  readonly log: EventLog;
  /** Instead of the one that reaches allowlisted hosts only. */
  readonly fetch?: typeof globalThis.fetch;
  /** The kinds of channels that there are. */
  readonly kinds: readonly ChannelKind[];
}

/** Ids of committed events in memory, to answer redeliveries. */
const RECENT = 100_000;
/** Notices tell of work at once; this is for those that were lost and for what becomes due. */
const PAUSE_MS = 1_000;
/** Conversations that one replica answers at once, at most, and of what connections it has: others need some as well. */
const MOST_CONVERSATIONS = 8;

/** The channels of all tenants, and whether many deliveries wait to be acknowledged. */
export function createChannels(deps: ChannelDeps): Channels & { readonly crowded: () => boolean } {
  const { database, vault, access, limits, ledger, settings, services, chat, now, log, kinds } = deps;
  const fetch =
    deps.fetch ??
    createGuardedFetch({ vendors: kinds.flatMap(({ hosts = [] }) => hosts), listed: settings.channels.hosts });
  const manage: ManageDeps = {
    database,
    vault,
    ledger,
    access,
    templates: () => services().templates,
    kinds,
    now,
  };
  const endpoints = createEndpointCache({ database, vault, kinds, settings, now });
  const inbox = createInboxCommit(database, now);
  const counts = new EventCounts(kinds.map(({ kind }) => kind));
  const delivering = {
    endpoints,
    limits,
    settings,
    recent: new LRUCache<string, string>({ max: RECENT }),
    inbox,
    received: (kind: string) => counts.received(kind),
  };
  const working: InboxDeps = {
    database,
    access,
    runs: () => services().runs,
    chat,
    kinds,
    now,
    report: (worked) => {
      counts.worked(worked);
      logProcessed(log, worked);
    },
  };
  const loop = (what: string, look: (going: () => boolean) => Promise<void>) =>
    createWorkLoop({ look, pauseMs: PAUSE_MS, failed: (err) => log.warn({ err }, `${what} not processed`) });
  const eventLoop = loop("inbox", createEventWorker(working));
  const conversations = Math.max(1, Math.min(MOST_CONVERSATIONS, Math.floor(settings.database.connections * 0.6)));
  const said = createMessageWorker(working, conversations, {
    woken: () => saidLoop.wake(),
    failed: (err) => log.warn({ err }, "conversation not processed"),
  });
  const saidLoop = loop("inbox of conversations", said.look);
  const givenUp = (reply: object) => log.warn(reply, "reply abandoned");
  const outbox = { database, vault, kinds, simulate: settings.channels.simulate, fetch, now, givenUp };
  const outboxLoop = loop("outbox", (going) => workOutbox(outbox, going));
  const reply: Channels["reply"] = async (tx, tenant, conversation, message) => {
    await writeLog(tx, tenant, [{ conversation, reply: message }], now(), database.notifying("outbox"));
  };
  const opened = (tenant: string, name: string) =>
    database.tenant(tenant, async (tx) => {
      const channel = await openChannel(tx, vault, tenant, { name });
      const kind = kinds.find((known) => known.kind === channel?.kind);
      if (channel === null || !kind) throw unknownChannel(name);
      return { account: channel.account, path: channel.path, kind };
    });
  let unlisten: (() => void)[] = [];
  return {
    add: (tx, by, channel) => addChannel(manage, tx, by, channel),
    list: (tx, tenant) => listChannels(manage, tx, tenant),
    remove: (tx, by, name) => removeChannel(manage, tx, by, name),
    test: async (tenant, name) => {
      const { account, kind } = await opened(tenant, name);
      const tested = await kind.test(account, fetch);
      if (!kind.task || !tested.ok) return tested;
      const check = (tx: Tx) => checkTarget(manage, tx, tenant, kind, account.settings);
      const { problems, warnings } = await database.tenant(tenant, check);
      const wrong = [...problems, ...warnings];
      return wrong.length === 0 ? tested : { ok: false, detail: wrong.join("\n") };
    },
    deliver: (kind, endpoint, delivery) => deliver(delivering, kind, endpoint, delivery),
    simulate: (by, name, said) =>
      simulateDelivery({ database, ledger, now, simulate: settings.channels.simulate, opened }, by, name, said),
    reply,
    sweep: (at) => sweep(database, settings.retention, at),
    start: () => {
      const loops = [eventLoop, saidLoop, outboxLoop];
      unlisten = [
        database.listen("inbox", eventLoop.wake),
        database.listen("said", saidLoop.wake),
        database.listen("outbox", outboxLoop.wake),
      ];
      for (const each of loops) each.start();
    },
    stop: async () => {
      for (const end of unlisten) end();
      endpoints.close();
      await Promise.all([inbox.idle(), eventLoop.stop(), saidLoop.stop().then(said.idle), outboxLoop.stop()]);
    },
    crowded: inbox.crowded,
    tally: () => counts.tally(),
    deliveries: {
      list: listDeliveries,
      find: findDelivery,
      retry: (tx, by, id) => retryDelivery({ database, ledger, now }, tx, by, id),
    },
  };
}
