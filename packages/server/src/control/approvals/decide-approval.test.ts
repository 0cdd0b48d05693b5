import type { ApprovalRequest } from "@sdetkit/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../storage/database/types.ts";
import { fakeLedger } from "../access/testing/ledger-fake.ts";
import type { Caller } from "../access/types.ts";
import { askApproval } from "./ask-approval.ts";
import { createApprovals } from "./create-approvals.ts";

const TENANT = "t-one";
const DIGEST = "0".repeat(64) as ApprovalRequest["digest"];

let database: Database;
let drop: () => Promise<void>;
let clock = Date.now();
const ledger = fakeLedger();
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase([TENANT]));
  await database.tenant(TENANT, async (tx) => {
    for (const name of ["bob", "eve", "zoe"]) {
      const row = { tenant: TENANT, id: `a-${name}`, name, kind: "person", role: "approver" } as const;
      await tx.insertInto("accounts").values(row).execute();
    }
  });
});
afterAll(() => drop());

const rules = async () => ({ config: { policy: { approvals: { self: false } } } }) as never;
const approvals = () => createApprovals({ database, ledger: ledger as never, tenants: { rules }, now: () => clock });

/** A run that waits until two people have said yes. */
async function waiting(
  run: string,
): Promise<(account: string, answer?: "given" | "denied", why?: string) => Promise<unknown>> {
  const request = { run, step: "s", action: "a", preview: "p", why: [], reason: "", approvers: ["*"], expiresHours: 1 };
  await database.tenant(TENANT, async (tx) => {
    const row = { workspace: "main", task: "t", inputs: "{}", requester: "ann", channel: "api" };
    await tx
      .insertInto("runs")
      .values({ tenant: TENANT, id: run, ...row })
      .execute();
    await tx.insertInto("queue").values({ tenant: TENANT, run, state: "parked" }).execute();
    await askApproval(tx, TENANT, `apr-${run}`, { ...request, digest: DIGEST, count: 2 });
  });
  return (account, answer = "given", why = "") => {
    const scopes = new Set(["approvals:decide"] as const);
    const by: Caller = { tenant: TENANT, account, accountId: `a-${account}`, scopes, via: "api", token: null };
    return database.tenant(TENANT, (tx) => approvals().decide(tx, by, `apr-${run}`, { answer, digest: DIGEST, why }));
  };
}

const set = (account: string, disabled_at: Date | null) =>
  database.tenant(TENANT, (tx) =>
    tx.updateTable("accounts").set({ disabled_at }).where("name", "=", account).execute(),
  );
const queueOf = (run: string) =>
  database.tenant(TENANT, (tx) => tx.selectFrom("queue").select("state").where("run", "=", run).executeTakeFirst());

it("is decided by a yes that counts again, and each vote is one act", async () => {
  const vote = await waiting("r-again");
  ledger.acts.length = 0;
  expect(await vote("bob")).toMatchObject({ kind: "counted", missing: 1 });
  await set("bob", new Date());
  expect(await vote("eve")).toMatchObject({ kind: "counted", missing: 1 });
  expect(await vote("eve")).toMatchObject({ kind: "counted", missing: 1 });
  await set("bob", null);
  expect(await vote("eve")).toMatchObject({ kind: "decided", approval: { state: "given" } });
  expect(await queueOf("r-again")).toEqual({ state: "ready" });
  expect(await vote("bob")).toMatchObject({ kind: "decided", approval: { state: "given" } });
  expect(await vote("zoe")).toMatchObject({ kind: "closed" });
  expect(ledger.acts.map(({ by }) => by.account)).toEqual(["bob", "eve"]);
});

it("is decided when an account is enabled again whose yes was the last that was missing", async () => {
  const vote = await waiting("r-enabled");
  expect(await vote("bob")).toMatchObject({ kind: "counted", missing: 1 });
  await set("bob", new Date());
  expect(await vote("eve")).toMatchObject({ kind: "counted", missing: 1 });
  const recount = () => database.tenant(TENANT, (tx) => approvals().recount(tx, TENANT, "bob"));
  const state = async () =>
    (await database.tenant(TENANT, (tx) => approvals().find(tx, TENANT, "apr-r-enabled")))?.state;
  await recount();
  expect(await state()).toBe("pending");
  await set("bob", null);
  await recount();
  expect(await state()).toBe("given");
  expect(await queueOf("r-enabled")).toEqual({ state: "ready" });
});

it("holds everybody to what they said, and is closed by one no", async () => {
  const vote = await waiting("r-no");
  expect(await vote("bob")).toMatchObject({ kind: "counted", missing: 1 });
  expect(await vote("bob", "denied")).toMatchObject({ kind: "closed", approval: { state: "pending" } });
  expect(await vote("eve", "denied")).toMatchObject({ kind: "decided", approval: { state: "denied" } });
  expect(await vote("eve", "denied")).toMatchObject({ kind: "decided", approval: { state: "denied" } });
  expect(await vote("eve")).toMatchObject({ kind: "closed" });
});

it("takes the same vote again, and refuses another reason for it, which would be kept nowhere", async () => {
  const vote = await waiting("r-why");
  ledger.acts.length = 0;
  expect(await vote("eve", "denied", "too early")).toMatchObject({ kind: "decided" });
  expect(await vote("eve", "denied", "too early")).toMatchObject({ kind: "decided" });
  expect(await vote("eve", "denied")).toMatchObject({ kind: "decided" });
  expect(await vote("eve", "denied", "wrong release")).toMatchObject({
    kind: "answered",
    approval: { votes: [{ account: "eve", why: "too early" }] },
  });
  expect(ledger.acts).toHaveLength(1);
});

it("expires by the clock, also for who said yes before, and the run goes on to its denial", async () => {
  const vote = await waiting("r-late");
  expect(await vote("bob")).toMatchObject({ kind: "counted" });
  clock += 2 * 3_600_000;
  expect(await vote("bob")).toMatchObject({ kind: "closed", approval: { state: "expired" } });
  expect(await vote("eve")).toMatchObject({ kind: "closed", approval: { state: "expired" } });
  expect(await queueOf("r-late")).toEqual({ state: "ready" });
});
