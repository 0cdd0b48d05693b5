import { fileNotes, wholeNumber } from "@sdetkit/core";
import { z } from "zod";
import { SCHEDULES_QUOTA } from "../storage/database/schema.ts";

const DAY_SECONDS = 86_400;
const GIB = 1024 ** 3;

/** A host name or address, without scheme, port or blanks. */
const HOST_NAME = /^[A-Za-z0-9._:-]{1,253}$/;
const ORIGIN = /^https?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?$/;

const path = z.string().min(1).max(4096);
const hosts = (description: string, fallback: readonly string[] = []) =>
  z
    .array(z.string().regex(HOST_NAME, "a host name or address, without scheme and port"))
    .max(200)
    .default([...fallback])
    .describe(description);
const rate = (burst: number, perSecond: number) =>
  z
    .strictObject({
      burst: wholeNumber(1, 1_000_000, burst, "Size of the burst."),
      perSecond: z
        .number()
        .min(0.001)
        .max(1_000_000)
        .default(perSecond)
        .describe("Requests added to the burst per second."),
    })
    .prefault({});
const root = (what: string, folder: string) =>
  path
    .optional()
    .describe(`${what} A folder or a \`file:\` URL.`)
    .register(fileNotes, { shown: `.sdetkit/server/${folder}` });

/** `server.yaml`, with names as the program has them: in the file `maxBodyBytes` is `max_body_bytes`. The bounds and defaults of every limit. */
export const settingsSchema = z.strictObject({
  version: z.literal(1).default(1).describe("The version of this format."),
  http: z
    .strictObject({
      host: z
        .string()
        .regex(HOST_NAME, "a host name or address, without scheme and port")
        .default("127.0.0.1")
        .describe("Address to listen on. Other than a loopback address, requires `behind_proxy` or `tls`."),
      port: wholeNumber(0, 65_535, 8787, "Port to listen on; 0 picks a free one."),
      behindProxy: z
        .boolean()
        .default(false)
        .describe("A reverse proxy terminates TLS and is trusted to report client addresses."),
      tls: z
        .strictObject({
          cert: path.describe("File with the certificate and its chain (PEM)."),
          key: path.describe("File with its private key (PEM)."),
        })
        .nullable()
        .default(null),
      hosts: hosts(
        "Host names of the server in addition to `localhost` and `host`; requests to others get status 421.",
      ),
      origins: z
        .array(z.string().regex(ORIGIN, "an origin such as `https://console.example.org`"))
        .max(100)
        .default([])
        .describe("Origins that browsers may send requests from."),
      maxBodyBytes: wholeNumber(1024, 64 * 1024 ** 2, 1024 ** 2, "Maximum size of a request body, in bytes."),
      headersSeconds: wholeNumber(1, 120, 10, "Time limit for receiving the headers of a request."),
      requestSeconds: wholeNumber(1, 600, 30, "Time limit for receiving a request."),
      maxConnections: wholeNumber(10, 100_000, 2000, "Maximum number of concurrent connections."),
    })
    .prefault({}),
  database: z
    .strictObject({
      url: z
        .string()
        .regex(/^postgres(?:ql)?:\/\/\S+$/, "a URL such as `postgresql://owner@host/database`")
        .nullable()
        .default(null)
        .describe(
          "URL of a PostgreSQL, as the owner of its database. Default: the embedded one, under `.sdetkit/server/`.",
        ),
      connections: wholeNumber(2, 200, 10, "Maximum number of connections, for tenants' work and for routing each."),
      maxClockSkewSeconds: wholeNumber(
        1,
        3600,
        30,
        "Maximum difference between this machine's clock and the database's. Beyond it, the server does not start; a running one is not ready.",
      ),
    })
    .prefault({}),
  roots: z
    .strictObject({
      workspace: root("Mirrors and scratch copies: fast disk.", "workspaces"),
      history: root("Records, artifacts, ledgers: durable disk.", "history"),
      dashboards: root("Published dashboards.", "dashboards"),
    })
    .prefault({}),
  runs: z
    .strictObject({
      slots: wholeNumber(1, 256, 8, "Concurrent runs of this replica."),
      replicaTimeoutSeconds: wholeNumber(
        2,
        3600,
        15,
        "A replica without a heartbeat for this long is considered lost, even if it holds its lock.",
      ),
      drainSeconds: wholeNumber(0, 3600, 25, "Time that running steps have to finish after SIGTERM."),
      sandbox: z
        .enum(["required", "auto", "off"])
        .default("required")
        .describe("Whether commands run in the bubblewrap sandbox. auto: if available. off: never."),
      sandboxUidBase: z
        .int()
        .min(1000)
        .max(2_100_000_000)
        .nullable()
        .optional()
        .describe("As root: the sandboxes of tenant n run as this user id plus n. null: as the server.")
        .register(fileNotes, { shown: "1900000000 as root, else null" }),
      commands: z
        .strictObject({
          writtenBytes: wholeNumber(
            1024 ** 2,
            Number.MAX_SAFE_INTEGER,
            2 * GIB,
            "Total bytes that a command may write; never more than the tenant's quota leaves.",
          ),
          memoryBytes: wholeNumber(
            64 * 1024 ** 2,
            Number.MAX_SAFE_INTEGER,
            8 * GIB,
            "Memory of a command, in bytes; without a cgroup, data of each of its processes.",
          ),
          processes: wholeNumber(
            16,
            1_000_000,
            2048,
            "Concurrent processes and threads of a command; without a cgroup, of the user that it runs as.",
          ),
          cpus: z
            .number()
            .min(0.1)
            .max(4096)
            .default(4)
            .describe("Number of processors that a command may use; not limited without a cgroup."),
        })
        .prefault({})
        .describe("Resource limits for a command. A command that exceeds them is stopped, or refused by the kernel."),
    })
    .prefault({}),
  workspaces: z
    .strictObject({
      folders: z
        .array(path)
        .max(100)
        .optional()
        .describe("Folders below which platform administrators may choose a folder as a tenant's workspace.")
        .register(fileNotes, { shown: "the folder that holds `.sdetkit/`" }),
      gitHosts: hosts("Hosts from which repositories may be fetched.", ["github.com", "gitlab.com"]),
      syncSeconds: wholeNumber(5, DAY_SECONDS, 60, "Maximum age of a mirror before it is fetched again."),
    })
    .prefault({}),
  quotas: z
    .strictObject({
      concurrentRuns: wholeNumber(1, 1000, 4, "Concurrent runs of a tenant."),
      runsPerDay: wholeNumber(1, 10_000_000, 5000, "Runs of a tenant in 24 hours."),
      storageBytes: wholeNumber(
        1024 ** 2,
        Number.MAX_SAFE_INTEGER,
        10 * GIB,
        "Size of a tenant's workspaces and history, in bytes.",
      ),
      burst: wholeNumber(1, 1_000_000, 200, "Burst of requests and messages of a tenant."),
      perSecond: z.number().min(0.001).max(1_000_000).default(100).describe("Requests added to the burst per second."),
      schedules: wholeNumber(0, 10_000, SCHEDULES_QUOTA, "Schedules of a tenant, paused ones included."),
    })
    .prefault({})
    .describe("Quotas of a new tenant."),
  schedules: z
    .strictObject({
      minIntervalSeconds: wholeNumber(
        1,
        DAY_SECONDS,
        60,
        "Minimum interval between two due times of a schedule, for all tenants.",
      ),
    })
    .prefault({}),
  limits: z
    .strictObject({ user: rate(30, 2), channel: rate(200, 100), anonymous: rate(50, 10) })
    .prefault({})
    .describe("Rate limits within a tenant, and for unauthenticated requests."),
  channels: z
    .strictObject({
      simulate: z
        .array(z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, "the name of a kind of channel"))
        .max(20)
        .default([])
        .describe("Channel kinds whose replies are recorded instead of sent."),
      hosts: hosts("Hosts that replies may be sent to in addition to the vendors' own, for emulators and proxies."),
    })
    .prefault({}),
  dashboards: z
    .strictObject({
      publishSeconds: wholeNumber(5, DAY_SECONDS, 300, "Maximum age of the published dashboards."),
    })
    .prefault({}),
  retention: z
    .strictObject({
      eventsDays: wholeNumber(1, 3650, 30, "Retention of event payloads and of journals of finished runs, in days."),
      conversationsDays: wholeNumber(1, 3650, 365, "Retention of messages, in days."),
      idempotencyHours: wholeNumber(1, 720, 24, "Retention of an Idempotency-Key, in hours."),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z.enum(["debug", "info", "warn", "error"]).default("info").describe("Minimum level that is logged."),
    })
    .prefault({}),
});

/** A checked `server.yaml`, before paths are absolute. */
export type RawSettings = z.output<typeof settingsSchema>;
