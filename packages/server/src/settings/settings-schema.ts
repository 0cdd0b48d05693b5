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
      burst: wholeNumber(1, 1_000_000, burst, "How many at once."),
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
      port: wholeNumber(0, 65_535, 8787, "The port; 0 takes a free one."),
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
      hosts: hosts("Names by which it is reached besides `localhost` and `host`; others are answered with 421."),
      origins: z
        .array(z.string().regex(ORIGIN, "an origin such as `https://console.example.org`"))
        .max(100)
        .default([])
        .describe("Origins that browsers may send requests from."),
      maxBodyBytes: wholeNumber(1024, 64 * 1024 ** 2, 1024 ** 2, "Maximum size of a request body, in bytes."),
      headersSeconds: wholeNumber(1, 120, 10, "Time limit for receiving the headers of a request."),
      requestSeconds: wholeNumber(1, 600, 30, "A request has to be there within this."),
      maxConnections: wholeNumber(10, 100_000, 2000, "Connections at once."),
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
        "How far this machine's clock may be from the database's. Beyond: no start; while it runs, not ready.",
      ),
    })
    .prefault({}),
  roots: z
    .strictObject({
      workspace: root("Mirrors and scratch copies: fast disk.", "workspaces"),
      history: root("Records, artifacts, ledgers: durable disk.", "history"),
      dashboards: root("What is published.", "dashboards"),
    })
    .prefault({}),
  runs: z
    .strictObject({
      slots: wholeNumber(1, 256, 8, "Runs at once in this replica."),
      replicaTimeoutSeconds: wholeNumber(
        2,
        3600,
        15,
        "A replica not seen for so long is considered lost, even with its lock.",
      ),
      drainSeconds: wholeNumber(0, 3600, 25, "How long running steps may take to their end after SIGTERM."),
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
            "Bytes that a command may write to the files that it may write to, together; never more than the tenant's quota leaves.",
          ),
          memoryBytes: wholeNumber(
            64 * 1024 ** 2,
            Number.MAX_SAFE_INTEGER,
            8 * GIB,
            "Bytes of memory of a command; without a cgroup, of data of each of its processes.",
          ),
          processes: wholeNumber(
            16,
            1_000_000,
            2048,
            "Processes and threads of a command at once; without a cgroup, of the user that it runs as.",
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
        .describe("Folders below which a platform-admin may name a tenant's workspace.")
        .register(fileNotes, { shown: "the folder that holds `.sdetkit/`" }),
      gitHosts: hosts("Hosts from which repositories may be fetched.", ["github.com", "gitlab.com"]),
      syncSeconds: wholeNumber(5, DAY_SECONDS, 60, "How old a mirror may be before it is fetched again."),
    })
    .prefault({}),
  quotas: z
    .strictObject({
      concurrentRuns: wholeNumber(1, 1000, 4, "Runs of a tenant at once."),
      runsPerDay: wholeNumber(1, 10_000_000, 5000, "Runs of a tenant in 24 hours."),
      storageBytes: wholeNumber(
        1024 ** 2,
        Number.MAX_SAFE_INTEGER,
        10 * GIB,
        "Bytes of a tenant's workspaces and history.",
      ),
      burst: wholeNumber(1, 1_000_000, 200, "Requests and messages of a tenant at once."),
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
        "The least between two due times of a schedule, for all tenants.",
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
      publishSeconds: wholeNumber(5, DAY_SECONDS, 300, "How old the dashboards at their root may be."),
    })
    .prefault({}),
  retention: z
    .strictObject({
      eventsDays: wholeNumber(1, 3650, 30, "Days that bodies of events and journals of finished runs are kept."),
      conversationsDays: wholeNumber(1, 3650, 365, "Days that messages are kept."),
      idempotencyHours: wholeNumber(1, 720, 24, "Hours that an Idempotency-Key is known."),
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
