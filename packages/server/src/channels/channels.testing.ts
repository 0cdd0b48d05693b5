import { ExitCode, Fault, type JsonObject } from "@sdetkit/core";
import { newId } from "@sdetkit/runtime";
import { sql } from "kysely";
import { asServer } from "../access/as-server.ts";
import type { Access, Caller } from "../access/contract.ts";
import { createAccess } from "../access/create-access.ts";
import { createApprovals } from "../approvals/create-approvals.ts";
import type { Database, Tx } from "../database/contract.ts";
import { TEST_MASTER_KEY } from "../database/testing/master-key.ts";
import { openTestDatabase } from "../database/testing/open-test-database.ts";
import type { Act } from "../ledger/contract.ts";
import type { Limits } from "../limits/contract.ts";
import type { Runs, RunView, RunWatcher, StartRequest } from "../runs/contract.ts";
import { createVault } from "../vault/create-vault.ts";
import type { ChannelKind, Channels, ChannelView, Outgoing, Sent } from "./contract.ts";
import { type ChannelDeps, createChannels } from "./create-channels.ts";
import type { Invoke, Invoked } from "./intents/contract.ts";
import { webhook } from "./webhook/webhook-kind.ts";

export const TENANT = "t-one";
export const BEARER = "b".repeat(32);

/** What the vendor of the test's chat got. */
export interface SentMessage {
  readonly room: string;
  readonly message: Outgoing;
}

/** A chat without a signature: `{event, user, room, text | button}`. `answers` says what sending comes to. */
export function testChat(answers: (message: SentMessage) => Sent | Promise<Sent>): ChannelKind {
  return {
    kind: "chat",
    via: "slack",
    needs: [{ name: "botToken", secret: true, required: true, about: "anything" }],
    accept: (_, { body }) => {
      const { event, user, room, text, button } = JSON.parse(Buffer.from(body).toString());
      const address = { room };
      const incoming =
        button === undefined
          ? { kind: "message" as const, address, user, text }
          : { kind: "button" as const, address, user, data: button };
      return { kind: "event", event, incoming };
    },
    conversationKey: ({ room }) => String(room),
    send: async (_, { room }, message) => answers({ room: String(room), message }),
    simulate: (_, said) => ({ headers: {}, body: JSON.stringify({ event: `e-${said.now}`, room: "r", ...said }) }),
    test: async () => ({ ok: true, detail: "fine" }),
  };
}

/** Channels on a database of their own, with real accounts and approvals and runs that are only rows. */
export interface TestChannels {
  readonly database: Database;
  readonly channels: Channels & { readonly watcher: RunWatcher };
  /** A second replica on the same database. */
  replica(more?: Partial<ChannelDeps>): Channels;
  readonly access: Access;
  readonly admin: Caller;
  readonly settings: ChannelDeps["settings"];
  readonly acts: readonly Act[];
  readonly sent: SentMessage[];
  /** What happens instead of starting a run; throws what starting would throw. */
  onStart: (request: StartRequest) => void;
  /** What sending comes to. */
  onSend: (message: SentMessage) => Sent | Promise<Sent>;
  /** What limits say. */
  onTake: Limits["take"];
  clock: number;
  readonly workspaces: string[];
  add(name: string, kind: string, settings?: JsonObject): Promise<ChannelView>;
  person(name: string, role: Parameters<Access["createAccount"]>[2]["role"], external?: string): Promise<void>;
  /** Delivers what somebody says in the channel `chat`; answers the status. */
  hear(
    user: string,
    said: { readonly text?: string; readonly button?: string; readonly room?: string; readonly event?: string },
  ): Promise<number>;
  /** The same, and works until it is answered. */
  say(
    user: string,
    said: { readonly text?: string; readonly button?: string; readonly room?: string; readonly event?: string },
  ): Promise<Outgoing>;
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
  const acts: Act[] = [];
  const ledger = {
    create: async () => undefined,
    appendAct: async (_: Tx, __: Caller, act: Act) => void acts.push(act),
  };
  const state = { clock: Date.UTC(2026, 10, 22, 9) };
  const access = createAccess({ database, ledger, now: () => state.clock });
  const vault = createVault(TEST_MASTER_KEY);
  const tenants = { rules: async () => ({ config: { policy: { approvals: { self: false } } } }) as never };
  const approvals = createApprovals({ database, ledger: ledger as never, tenants, now: () => state.clock });
  const admin = await database.tenant(TENANT, async (tx) => {
    await access.createAccount(tx, asServer(TENANT), { name: "admin", kind: "person", role: "tenant-admin" });
    return (await access.impersonate(tx, TENANT, "admin", "api"))!;
  });
  const startMany: Runs["startMany"] = async (tx, by, requests) => {
    const answers = [];
    for (const request of requests) {
      test.onStart(request);
      answers.push(await startRow(tx, by, request, state.clock));
    }
    return answers;
  };
  const runs = {
    startMany,
    start: async (tx: Tx, by: Caller, request: StartRequest) => (await startMany(tx, by, [request]))[0]!,
  };
  const invoke: Invoke = async (operation, input, { tx, caller }): Promise<Invoked> => {
    const { params = {}, query = {}, body = {} } = input as { [part: string]: { [name: string]: never } };
    const limit = 200;
    const view = ({ request, ...rest }: NonNullable<Awaited<ReturnType<typeof approvals.find>>>) => ({
      ...request,
      ...rest,
    });
    switch (operation) {
      case "workspaces.list":
        return { body: { items: test.workspaces.map((name) => ({ name })), next: null } };
      case "templates.list":
        return { body: { items: [{ id: "health", title: "Looks after the shop" }], next: null } };
      case "dashboard.get":
        return { content: JSON.stringify(SUMMARY) };
      case "runs.list":
        return { body: { items: await runRows(tx, { requester: query["requester"] }), next: null } };
      case "runs.get":
      case "runs.cancel": {
        const [run] = await runRows(tx, { id: params["run"] });
        return run ? { body: { ...run, report: null } } : missing;
      }
      case "approvals.list":
        return {
          body: { items: (await approvals.list(tx, caller.tenant, { state: "pending", limit })).map(view), next: null },
        };
      case "approvals.get": {
        const found = await approvals.find(tx, caller.tenant, params["approval"]!);
        return found ? { body: view(found) } : missing;
      }
      case "approvals.decide": {
        const answer = await approvals.decide(tx, caller, params["approval"]!, body as never);
        if (answer === null) return missing;
        if (answer.kind === "refused")
          return { problem: { status: 403, code: "approval-refused", detail: answer.why } };
        if (answer.kind === "closed") return { problem: { status: 409, code: "approval-closed", detail: "closed" } };
        return { body: { approval: view(answer.approval), missing: answer.kind === "counted" ? answer.missing : 0 } };
      }
      default:
        throw new Error(`the test knows no ${operation}`);
    }
  };
  const deps: ChannelDeps = {
    database,
    vault,
    access,
    limits: { take: (...asked) => test.onTake(...asked) },
    ledger,
    settings: {
      quotas,
      limits: { user: quotas, channel: quotas, anonymous: quotas },
      channels: { simulate: ["webhook"], hosts: [] },
      retention: { eventsDays: 30, conversationsDays: 30, idempotencyHours: 24 },
    },
    services: () => ({ runs, approvals }),
    invoke,
    now: () => state.clock,
    log: { warn: () => undefined },
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

const missing: Invoked = { problem: { status: 404, code: "not-found", detail: "there is nothing" } };

const SUMMARY = {
  totals: { runs: 4, succeeded: 3, failed: 1, denied: 0, timed_out: 0, cancelled: 0, success_rate: 0.75 },
  durations: { p50_ms: 2_400, p95_ms: 61_000 },
  approvals: { asked: 2, given: 1, denied: 1 },
  templates: { shown: [{ template: "health", runs: 4, success_rate: 0.75 }] },
  failures: { shown: [{ run: "r-1", task: "template:health", status: "timed-out" }] },
};

/** What quotas throw. */
export function quotaFault(): Fault {
  return new Fault("quota-exceeded", "expected at most 1 run a day, got another", { exit: ExitCode.failed });
}

async function startRow(tx: Tx, by: Caller, request: StartRequest, now: number) {
  const { workspace, task, inputs, conversation = null, cause = null } = request;
  const template = /^template:(.*)$/.exec(task)?.[1] ?? null;
  if (template === "unknown")
    return {
      kind: "refused" as const,
      code: "unknown-template",
      message: "there is no template unknown",
      suggestions: [{ task: "template:health", title: "Looks after the shop" }],
      diagnostics: [],
    };
  const id = newId("r", now);
  const inserted = await sql`
    INSERT INTO runs (tenant, id, workspace, task, template, inputs, requester, channel, conversation, cause)
    VALUES (${by.tenant}, ${id}, ${workspace}, ${task}, ${template}, ${JSON.stringify(inputs)}, ${by.account}, ${by.via}, ${conversation}, ${cause})
    ON CONFLICT DO NOTHING`.execute(tx);
  const [run] = await runRows(tx, inserted.numAffectedRows === 0n ? { cause: cause! } : { id });
  return { kind: "started" as const, run: run!, existing: inserted.numAffectedRows === 0n };
}

async function runRows(tx: Tx, where: { readonly [column: string]: unknown }): Promise<RunView[]> {
  let query = tx.selectFrom("runs").selectAll();
  for (const [column, value] of Object.entries(where)) query = query.where(column as "id", "=", value as string);
  const rows = await query.execute();
  return rows.map(({ id, created_at, started_at, ended_at, ...row }) => ({
    ...row,
    run: id,
    inputs: row.inputs as JsonObject,
    created_at: created_at.toISOString(),
    started_at: started_at?.toISOString() ?? null,
    ended_at: ended_at?.toISOString() ?? null,
  }));
}
