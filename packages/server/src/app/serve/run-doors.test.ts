import { type ChannelKind, loadChannelKinds } from "@sdetkit/channel-adapters";
import type { Fault } from "@sdetkit/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { perform } from "../../api/perform.ts";
import { createChat } from "../../chat/create-chat.ts";
import type { Caller } from "../../control/access/types.ts";
import { createDueTimesReader } from "../../control/schedules/due-times.ts";
import { startDue } from "../../control/schedules/start-due.ts";
import { openWorld, type World } from "../../http/testing/open-world.ts";
import { handleEvents } from "../../messaging/inbox/handle-event.ts";
import { answerTo } from "../../messaging/inbox/handle-message.ts";
import type { Tx } from "../../storage/database/types.ts";
import { performWithin } from "./perform-within.ts";

let world: World;
let kinds: readonly ChannelKind[];
beforeAll(async () => {
  kinds = await loadChannelKinds();
  world = await openWorld();
}, 60_000);
afterAll(() => world?.close());

const TASK = "template:repo-health-audit";
const DUE = new Date("2026-06-01T05:00:00Z");

/** Asks for a run as an account and answers with `started`, or with why not: a code or, where people read it, what they are told. */
type Door = (caller: Caller) => Promise<string>;

const inTenant = <T>({ tenant }: Caller, work: (tx: Tx) => Promise<T>) => world.database.tenant(tenant, work);

const doors: { readonly [cause: string]: Door } = {
  request: async (caller) => {
    const asked = { params: {}, query: {}, body: async () => ({ workspace: "shop", task: TASK }) };
    const performed = await perform("runs.start", asked, {
      ...{ caller, services: world.services, signal: new AbortController().signal, request: "req-1" },
      ...{ header: () => null, idempotencyKey: "k-1" },
    });
    return performed.kind === "problem" ? performed.problem.code : "started";
  },
  message: async (caller) => {
    const settings = { workspace: "shop" };
    const row = { id: "ch-chat", name: "chat", kind: "slack", settings };
    const words = { kind: "message", text: `run ${TASK}`, user: "U1", address: { room: "1" } } as const;
    const said = { channel: { row, kind: kindOf("slack") }, event: "m-1", delivery: "d-1", words: words as never };
    const { services, database } = world;
    const deps = {
      ...{ access: services.access, runs: () => services.runs, now: services.now, database },
      chat: createChat(performWithin(() => services)),
    };
    const answer = inTenant(caller, (tx) =>
      answerTo(tx, caller.tenant, { ...said, conversation: "c-1", caller }, deps),
    );
    const { text } = await answer.catch((error) => error.answer);
    return text.startsWith("Started") ? "started" : text;
  },
  delivery: async (caller) => {
    const settings = { account: caller.account, workspace: "shop", task: TASK };
    const channel = { id: "ch-hook", name: "hook", kind: "webhook", settings };
    const event = { event: "e-1", delivery: "d-1", said: { payload: {}, type: null } as never };
    const handled = inTenant(caller, (tx) =>
      handleEvents(tx, caller.tenant, [{ channel, kind: kindOf("webhook"), ...event }], world.services),
    );
    return handled.then(
      ([outcome]) => (outcome && "code" in outcome ? outcome.code : (outcome?.kind ?? "")),
      (fault: Fault) => fault.code,
    );
  },
  schedule: async (caller) => {
    const { tenant, account } = caller;
    const id = `sch-${account}`;
    const row = { tenant, id, name: account, cron: "0 5 * * *", time_zone: "UTC", workspace: "shop", task: TASK };
    const due = inTenant(caller, async (tx) => {
      await tx.deleteFrom("schedules").execute();
      await tx
        .insertInto("schedules")
        .values({ ...row, inputs: "{}", catch_up: "latest", account, next_at: DUE })
        .execute();
      await startDue(tx, id, DUE.getTime(), { ...world.services, readDueTimes: createDueTimesReader() });
      return (await world.services.schedules.starts(tx, tenant, id, 1))[0]!.outcome;
    });
    return due.catch((fault: Fault) => fault.code);
  },
};

const kindOf = (name: string) => kinds.find(({ kind }) => kind === name)!;

/** Somebody of a tenant that this test alone has. */
async function somebody(name: string, role: string) {
  const { id, admin, tokens } = await world.tenant(name);
  return { id, admin, caller: (await world.services.access.authenticate(tokens[role]!))! };
}

const runsOf = (caller: Caller) =>
  inTenant(caller, (tx) => tx.selectFrom("runs").select(["requester", "channel", "cause"]).execute());

const WAYS = Object.keys(doors);

describe.each([
  [
    "without the scope runs:write",
    "viewer",
    async () => undefined,
    {
      code: "scope-missing",
      message: /^Your account `viewer` is not allowed/,
      schedule: /account viewer may not start runs/,
    },
  ],
  [
    "whose workspace was removed",
    "operator",
    async ({ admin }: { readonly admin: string }) => {
      expect((await world.ask(admin, "DELETE", "/api/v1/workspaces/shop")).status).toBe(204);
    },
    { code: "unknown-workspace", message: /none called "shop"/, schedule: /none called "shop"/ },
  ],
  [
    "of a suspended tenant",
    "operator",
    async ({ id }: { readonly id: string }) => {
      const platform = (await world.services.access.authenticate(world.platform))!;
      await world.services.tenants.setState(platform, id, "suspended");
    },
    { code: "tenant-not-active", message: /expected an active tenant/, schedule: /^tenant-not-active$/ },
  ],
  [
    "of a tenant whose quota is used up",
    "operator",
    async ({ id }: { readonly id: string }) => {
      const quotas = { runs_per_day: 0 };
      expect((await world.ask(world.platform, "PATCH", `/api/v1/platform/tenants/${id}`, { quotas })).status).toBe(200);
    },
    { code: "quota-exceeded", message: /expected at most 0 runs/, schedule: /^refused: expected at most 0 runs/ },
  ],
] as const)("a caller %s", (name, role, change, refusal) => {
  it.each(WAYS)("starts nothing by a %s", async (way) => {
    const one = await somebody(`${name.replaceAll(/\W/g, "-").slice(-20)}-${way}`, role);
    await change(one);
    const expected = way === "message" || way === "schedule" ? refusal[way] : new RegExp(`^${refusal.code}$`);
    expect(await doors[way]!(one.caller)).toMatch(expected);
    expect(await runsOf(one.caller)).toEqual([]);
  });
});

describe("a caller who may", () => {
  it.each([
    ["request", { channel: "api", cause: null }],
    ["message", { channel: "api", cause: "inbox:ch-chat:m-1" }],
    ["delivery", { channel: "webhook", cause: "inbox:ch-hook:e-1" }],
    ["schedule", { channel: "schedule", cause: "schedule:sch-operator:2026-06-01T05:00:00.000Z" }],
  ] as const)("starts a run by a %s, and by the same one no second", async (way, kept) => {
    const { caller } = await somebody(`may-${way}`, "operator");
    for (const _ of [1, 2]) expect(await doors[way]!(caller)).toBe("started");
    expect(await runsOf(caller)).toEqual([{ requester: "operator", ...kept }]);
  });
});

it("refuses an account that is gone, which a webhook and a schedule name still", async () => {
  const { id, caller } = await somebody("gone", "operator");
  await world.database.tenant(id, (tx) =>
    world.services.access.changeAccount(tx, { ...caller, account: "admin" }, "operator", { disabled: true }),
  );
  expect(await doors["delivery"]!(caller)).toBe("account-gone");
  expect(await doors["schedule"]!(caller)).toBe("refused: the account operator is disabled or gone");
  expect(await runsOf(caller)).toEqual([]);
});
