import { Fault, type JsonObject } from "@sdetkit/core";
import type { Outgoing, Sent } from "../../../../channel-adapters/src/types.ts";
import { webhook } from "../../../../channel-adapters/src/webhook/webhook-kind.ts";
import { createChat } from "../../chat/create-chat.ts";
import { createRunNotifier } from "../../chat/notifications/notify-runs.ts";
import { createAccess } from "../../control/access/create-access.ts";
import { serverCaller } from "../../control/access/server-caller.ts";
import type { Access, Caller } from "../../control/access/types.ts";
import { createApprovals } from "../../control/approvals/create-approvals.ts";
import type { RunWatcher, StartRequest } from "../../control/runs/types.ts";
import { TEST_MASTER_KEY } from "../../storage/database/testing/master-key.ts";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import type { Database, Tx } from "../../storage/database/types.ts";
import type { AuditEvent } from "../../storage/ledger/types.ts";
import type { Limits } from "../../storage/limits/types.ts";
import { createVault } from "../../storage/vault/create-vault.ts";
import { type ChannelDeps, createChannels } from "../create-channels.ts";
import type { Channels, ChannelView } from "../types.ts";
import { type SentMessage, testChat } from "./test-chat.ts";
import { testInvoke } from "./test-invoke.ts";
import { testRuns } from "./test-runs.ts";
import { testTemplates } from "./test-templates.ts";

export const TENANT = "t-one";
export const BEARER = "b".repeat(32);

/** What somebody types or presses, in which room; `event`: the vendor's id. */
interface SaidInTest {
  readonly text?: string;
  readonly button?: string;
  readonly room?: string;
  readonly event?: string;
}

/** Channels on a database of their own, with real accounts and approvals and runs that are only rows. */
export interface TestChannels {
  readonly database: Database;
  readonly channels: Channels;
  /** Tells conversations how their runs go. */
  readonly watcher: RunWatcher;
  /** A second replica on the same database. */
  replica(more?: Partial<ChannelDeps>): Channels;
  readonly access: Access;
  readonly admin: Caller;
  readonly settings: ChannelDeps["settings"];
  readonly acts: readonly AuditEvent[];
  readonly sent: SentMessage[];
  /** What was logged. */
  readonly lines: object[];
  /** What happens instead of starting a run; throws what starting would throw. */
  onStart: (request: StartRequest) => void;
  /** What sending comes to. */
  onSend: (message: SentMessage) => Sent | Promise<Sent>;
  /** What limits say. */
  onTake: Limits["take"];
  clock: number;
  readonly workspaces: string[];
  /** Those that were not synced yet. */
  readonly unready: string[];
  add(name: string, kind: string, settings?: JsonObject): Promise<ChannelView>;
  person(name: string, role: Parameters<Access["createAccount"]>[2]["role"], external?: string): Promise<void>;
  /** Delivers what somebody says in the channel `chat`; answers the status. */
  hear(user: string, said: SaidInTest): Promise<number>;
  /** The same, and works until it is answered. */
  say(user: string, said: SaidInTest): Promise<Outgoing>;
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  inbox(): Promise<{ event: string; state: string; attempts: number; problem: string | null; body: string | null }[]>;
  close(): Promise<void>;
}

/** Opens them. */
export async function openTestChannels(): Promise<TestChannels> {
  const { database, drop } = await openTestDatabase();
  const quotas = { concurrentRuns: 1, runsPerDay: 1, storageBytes: 1, burst: 1_000_000, perSecond: 1_000_000 };
  for (const id of [TENANT, "t-two"])
    await database.routing.insertInto("tenants").values({ id, name: id, config: "", quotas: "{}" }).execute();
  const acts: AuditEvent[] = [];
  const ledger = {
    create: async () => undefined,
    appendAuditEvent: async (_: Tx, __: Caller, act: AuditEvent) => void acts.push(act),
  };
  const state = { clock: Date.UTC(2026, 10, 22, 9) };
  const access = createAccess({ database, ledger, now: () => state.clock });
  const vault = createVault(TEST_MASTER_KEY);
  const tenants = { rules: async () => ({ config: { policy: { approvals: { self: false } } } }) as never };
  const approvals = createApprovals({ database, ledger: ledger as never, tenants, now: () => state.clock });
  const admin = await database.tenant(TENANT, async (tx) => {
    await access.createAccount(tx, serverCaller(TENANT), { name: "admin", kind: "person", role: "tenant-admin" });
    return (await access.impersonate(tx, TENANT, "admin", "api"))!;
  });
  const runs = testRuns(
    access,
    (request) => test.onStart(request),
    () => state.clock,
  );
  const deps: ChannelDeps = {
    database,
    vault,
    access,
    limits: { take: (...asked) => test.onTake(...asked) },
    ledger,
    settings: {
      quotas,
      database: { url: null, connections: 8, maxClockSkewSeconds: 30 },
      limits: { user: quotas, channel: quotas, anonymous: quotas },
      channels: { simulate: ["webhook"], hosts: [] },
      retention: { eventsDays: 30, conversationsDays: 30, idempotencyHours: 24 },
    },
    services: () => ({ runs, templates: testTemplates(test) }),
    chat: createChat(testInvoke(approvals, () => test.workspaces)),
    now: () => state.clock,
    log: { info: (detail) => void test.lines.push(detail), warn: (detail) => void test.lines.push(detail) },
    kinds: [
      webhook,
      testChat((message) => {
        test.sent.push(message);
        return test.onSend(message);
      }),
    ],
  };
  const channels = createChannels(deps);
  const opened: Channels[] = [channels];
  let said = 0;
  const test: TestChannels = {
    database,
    channels,
    watcher: createRunNotifier({ approvals, reply: channels.reply }),
    replica: (more = {}) => {
      const another = createChannels({ ...deps, ...more });
      opened.push(another);
      return another;
    },
    access,
    admin,
    settings: deps.settings,
    acts,
    sent: [],
    lines: [],
    onStart: () => undefined,
    onSend: () => ({ kind: "sent", external: "1" }),
    onTake: async () => ({ ok: true }),
    get clock() {
      return state.clock;
    },
    set clock(at: number) {
      state.clock = at;
    },
    workspaces: ["shop"],
    unready: [],
    add: (name, kind, settings = {}) =>
      database.tenant(TENANT, (tx) =>
        channels.add(tx, admin, {
          name,
          kind,
          settings,
          secrets: kind === "chat" ? { botToken: "secret-bot-token" } : { bearerSecret: BEARER },
        }),
      ),
    person: async (name, role, external) => {
      await database.tenant(TENANT, async (tx) => {
        await access.createAccount(tx, admin, { name, kind: "person", role });
        if (external !== undefined) await access.mapIdentity(tx, admin, { account: name, channel: "chat", external });
      });
    },
    hear: async (user, { room = "r", event = `said-${++said}`, ...words }) => {
      const all = await database.tenant(TENANT, (tx) => channels.list(tx, TENANT));
      const endpoint = all
        .find(({ name }) => name === "chat")!
        .path.split("/")
        .at(-1)!;
      const body = Buffer.from(JSON.stringify({ event, user, room, ...words }));
      return (await channels.deliver("chat", endpoint, { headers: {}, body, now: state.clock })).status;
    },
    say: async (user, words) => {
      const before = test.sent.length;
      const status = await test.hear(user, words);
      if (status !== 200) throw new Error(`expected 200, got ${status}`);
      channels.start();
      for (let i = 0; test.sent.length === before && i < 1_000; i++) await new Promise((done) => setTimeout(done, 10));
      await channels.stop();
      return test.sent.at(-1)!.message;
    },
    tx: (work) => database.tenant(TENANT, work),
    inbox: () =>
      database.tenant(TENANT, (tx) =>
        tx.selectFrom("inbox").select(["event", "state", "attempts", "problem", "body"]).orderBy("event").execute(),
      ),
    close: async () => {
      for (const each of opened) await each.stop();
      await drop();
    },
  };
  return test;
}

/** What quotas throw. */
export function quotaFault(): Fault {
  return new Fault("quota-exceeded", "expected at most 1 run a day, got another");
}
