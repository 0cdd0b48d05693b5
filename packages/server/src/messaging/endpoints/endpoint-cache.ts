import type { ChannelAccount, ChannelKind } from "@sdetkit/channel-adapters";
import { sql } from "kysely";
import { LRUCache } from "lru-cache";
import type { Settings } from "../../settings/types.ts";
import { GroupCommit } from "../../storage/database/group-commit.ts";
import type { Database } from "../../storage/database/types.ts";
import type { Rate } from "../../storage/limits/types.ts";
import type { Vault } from "../../storage/vault/types.ts";
import { openChannel } from "./open-channel.ts";

/** A channel that takes deliveries, with its secrets opened. */
export interface Endpoint {
  readonly account: ChannelAccount;
  readonly kind: ChannelKind;
  /** What the tenant may send at most. */
  readonly rate: Rate;
}

/** Which channel is behind an unguessable endpoint. */
export interface EndpointCache {
  /** Null when there is none, it is of another kind, switched off, or its tenant is not active. */
  find(kind: string, endpoint: string): Promise<Endpoint | null>;
  close(): void;
}

/** How long an answer is believed without a notice: a suspended tenant's events are refused after this at the latest. */
const BELIEVED_MS = 5_000;
/** Entries, found or not: strangers' guesses cannot fill the memory. */
const MOST = 10_000;

interface Entry {
  readonly until: number;
  readonly endpoint: Promise<Endpoint | null>;
}

/** Keeps endpoints in memory until a `channels` notice or for some seconds. */
export function createEndpointCache(deps: {
  readonly database: Database;
  readonly vault: Vault;
  readonly kinds: readonly ChannelKind[];
  readonly settings: Pick<Settings, "quotas">;
  readonly now: () => number;
}): EndpointCache {
  const { database, vault, kinds, settings, now } = deps;
  const entries = new LRUCache<string, Entry>({ max: MOST });
  const close = database.listen("channels", () => entries.clear());
  // However many guess, there is one lookup at a time.
  const lookups = new GroupCommit(async (endpoints: readonly string[]) => {
    const rows = await database.routing
      .selectFrom("channels")
      .innerJoin("tenants", "tenants.id", "channels.tenant")
      .select(["channels.endpoint", "channels.kind", "channels.tenant", "channels.id", "tenants.quotas"])
      .where("endpoint", "=", sql<string>`ANY(${endpoints}::text[])`)
      .where("enabled", "=", true)
      .where("tenants.state", "=", "active")
      .execute();
    const found = new Map(rows.map((row) => [row.endpoint, row]));
    return endpoints.map((endpoint) => found.get(endpoint) ?? null);
  });
  const load = async (kind: ChannelKind, endpoint: string): Promise<Endpoint | null> => {
    const row = await lookups.add(endpoint);
    if (row?.kind !== kind.kind) return null;
    const channel = await database.tenant(row.tenant, (tx) => openChannel(tx, vault, row.tenant, { id: row.id }));
    if (channel === null) return null;
    const { burst, perSecond } = { ...settings.quotas, ...row.quotas };
    return { account: channel.account, kind, rate: { burst, perSecond } };
  };
  return {
    find: (name, endpoint) => {
      const kind = kinds.find((known) => known.kind === name);
      if (!kind || !/^[\w-]{16,64}$/.test(endpoint)) return Promise.resolve(null);
      const key = `${name} ${endpoint}`;
      const entry = entries.get(key);
      if (entry && entry.until > now()) return entry.endpoint;
      const loaded = { until: now() + BELIEVED_MS, endpoint: load(kind, endpoint) };
      loaded.endpoint.catch(() => {
        if (entries.peek(key) === loaded) entries.delete(key);
      });
      entries.set(key, loaded);
      return loaded.endpoint;
    },
    close,
  };
}
