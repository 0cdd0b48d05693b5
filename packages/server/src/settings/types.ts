import type { CommandLimits } from "@sdetkit/runtime";
import type { Quotas } from "../storage/database/schema.ts";
import type { Rate } from "../storage/limits/types.ts";
import type { StorageClass } from "../storage/roots/types.ts";

/** The whole of `server.yaml`, checked, with every default filled in and every path absolute. */
export interface Settings {
  /** Where the server keeps its own: `.sdetkit/server` of the folder it was started in. */
  readonly folder: string;
  readonly http: {
    readonly host: string;
    readonly port: number;
    /** A proxy in front terminates TLS and is believed about client addresses. */
    readonly behindProxy: boolean;
    readonly tls: { readonly cert: string; readonly key: string } | null;
    /** Names by which it is reached; `localhost` and the host always are. Others: 421. */
    readonly hosts: readonly string[];
    /** Origins that browsers may call from. None unless named. */
    readonly origins: readonly string[];
    readonly maxBodyBytes: number;
    readonly headersSeconds: number;
    readonly requestSeconds: number;
    readonly maxConnections: number;
  };
  /** Null: the embedded one. */
  readonly database: {
    readonly url: string | null;
    readonly connections: number;
    /** How far this machine's clock may be from the database's. */
    readonly maxClockSkewSeconds: number;
  };
  readonly roots: { readonly [storage in StorageClass]: string };
  readonly runs: {
    /** Runs at once in this replica. */
    readonly slots: number;
    /** A replica that was not seen for so long is considered lost, even with its lock. */
    readonly replicaTimeoutSeconds: number;
    readonly drainSeconds: number;
    readonly sandbox: "required" | "auto" | "off";
    /** As root: the sandboxes of tenant n run as this plus n. Null: as the server. */
    readonly sandboxUidBase: number | null;
    /** What a command may use at most. */
    readonly commands: Required<Omit<CommandLimits, "room" | "cgroups">>;
  };
  readonly workspaces: {
    /** Folders below which platform administrators may choose a folder as a tenant's workspace. */
    readonly folders: readonly string[];
    /** Hosts from which repositories may be fetched. */
    readonly gitHosts: readonly string[];
    readonly syncSeconds: number;
  };
  readonly quotas: Quotas;
  /** Minimum interval between two due times of a schedule, for all tenants. */
  readonly schedules: { readonly minIntervalSeconds: number };
  readonly limits: { readonly user: Rate; readonly channel: Rate; readonly anonymous: Rate };
  readonly channels: {
    /** Kinds whose replies are recorded instead of sent. */
    readonly simulate: readonly string[];
    /** Hosts that replies may be sent to, besides the vendors' own; for emulators and proxies. */
    readonly hosts: readonly string[];
  };
  readonly dashboards: { readonly publishSeconds: number };
  readonly retention: {
    /** Days that bodies of events, messages and journals of finished runs are kept. Ledgers and records are kept. */
    readonly eventsDays: number;
    readonly conversationsDays: number;
    readonly idempotencyHours: number;
  };
  readonly log: { readonly level: "debug" | "info" | "warn" | "error" };
}
