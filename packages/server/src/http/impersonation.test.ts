import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Caller } from "../control/access/types.ts";
import type { Tx } from "../storage/database/types.ts";
import { openWorld, type World } from "./testing/open-world.ts";

let world: World;
let acme: Awaited<ReturnType<World["tenant"]>>;

beforeAll(async () => {
  world = await openWorld();
  await world.replica.start();
  acme = await world.tenant("acme");
}, 60_000);
afterAll(() => world?.close());

interface Approval {
  readonly id: string;
  readonly digest: string;
}

/** As the tenant's admin unless said. */
async function ask(method: string, path: string, body?: unknown, token = acme.admin) {
  const response = await world.ask(token, method, `/api/v1${path}`, body);
  const text = await response.text();
  // biome-ignore lint/suspicious/noExplicitAny: the answers' shapes are what the tests assert.
  return { status: response.status, body: (text === "" ? null : JSON.parse(text)) as any };
}

const made = async (...asked: Parameters<typeof ask>) => {
  const answer = await ask(...asked);
  expect([answer.status, answer.body]).toEqual([expect.toSatisfy((status: number) => status < 300), answer.body]);
  return answer.body;
};

/** A run that the admin starts, and what it waits for. */
async function asked(): Promise<Approval> {
  const { run } = await made("POST", "/runs", { workspace: "shop", task: "template:asking" });
  return vi.waitFor(async () => {
    const { items } = await made("GET", `/approvals?run=${run}`);
    expect(items).toMatchObject([{ state: "pending", requester: "admin", template: "asking", workspace: "shop" }]);
    return items[0];
  }, 30_000);
}

const decide = ({ id, digest }: Approval, token: string) =>
  ask("POST", `/approvals/${id}/decision`, { answer: "given", digest }, token);

/** Nothing was decided, and the audit log says who tried, by what. */
async function isRefused(answer: Awaited<ReturnType<typeof ask>>, { id }: Approval, tried: object): Promise<void> {
  expect(answer).toMatchObject({ status: 403, body: { code: "identity-unconfirmed" } });
  expect(await made("GET", `/approvals/${id}`)).toMatchObject({ state: "pending", votes: [] });
  const { items } = await made("GET", "/audit?limit=5");
  expect(items).toContainEqual(
    expect.objectContaining({
      ...{ act: "approvals.refuse", target: `approval ${id}`, actor: "approver" },
      detail: expect.objectContaining(tried),
    }),
  );
}

const secondToken = () => made("POST", "/tokens", { account: "approver", name: "second" });

it("does not count a second token that an admin issued for a colleague", async () => {
  const approval = await asked();
  const { id, token } = await secondToken();
  await isRefused(await decide(approval, token), approval, { proof: "token-issued", token: id, token_name: "second" });
});

it("does not let an admin take over a token of somebody who has one", async () => {
  const { token } = await secondToken();
  for (const body of [{}, { holder: token }, { holder: acme.admin }, { holder: "sdk_x" }])
    expect(await ask("POST", "/tokens/claim", body, token)).toMatchObject({
      status: 403,
      body: { code: "holder-not-allowed" },
    });
  expect(await ask("POST", "/tokens/claim", {})).toMatchObject({ status: 403 });
});

it("does not count a colleague's token that an admin rotated, nor one issued after the colleague's were revoked", async () => {
  const { token: given } = await secondToken();
  const own = await made("POST", "/tokens/claim", { holder: acme.tokens["approver"] }, given);
  expect(own.claimed_at).not.toBeNull();
  const approval = await asked();
  const rotated = await made("POST", `/tokens/${own.id}/rotate`, { overlap_seconds: 60 });
  await isRefused(await decide(approval, rotated.token), approval, { proof: "token-issued", token: rotated.id });
  expect((await ask("POST", "/tokens/claim", {}, rotated.token)).status).toBe(403);
  await made("DELETE", `/tokens/${own.id}`);
  const { token } = await secondToken();
  expect((await ask("POST", "/tokens/claim", { holder: own.token }, token)).status).toBe(403);
  await isRefused(await decide(approval, token), approval, { proof: "token-issued" });
});

it("ends the given secret when it is taken over, and of two who do so at once lets one", async () => {
  await made("POST", "/accounts", { name: "maria", kind: "person", role: "approver" });
  const { token } = await made("POST", "/tokens", { account: "maria", name: "phone" });
  const both = await Promise.all([1, 2].map(() => ask("POST", "/tokens/claim", {}, token)));
  expect(both.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1);
  expect((await ask("GET", "/approvals", undefined, token)).status).toBe(401);
  const own = both.find(({ status }) => status === 201)!.body.token;
  expect((await ask("GET", "/approvals", undefined, own)).status).toBe(200);
});

it("counts a chat identity only when the colleague confirmed it, by the code that the chat gave and a token of their own", async () => {
  const { services, database } = world;
  const secrets = { signingSecret: "0".repeat(32), botToken: ["xoxb", "1", "known"].join("-") };
  await made("POST", "/channels", { name: "own", kind: "slack", secrets, settings: { workspace: "shop" } });
  await made("PUT", "/accounts/approver/identities", { channel: "own", external: "U0EVIL" });
  const approval = await asked();
  const inChat = <T>(work: (tx: Tx, by: Caller) => Promise<T>) =>
    database.tenant(acme.id, async (tx) => {
      const by = await services.access.identify(tx, acme.id, "own", "U0EVIL", "slack");
      return by === null ? null : work(tx, by);
    });
  const { id, digest } = approval;
  const vote = () => inChat((tx, by) => services.approvals.decide(tx, by, id, { answer: "given", digest }));
  const codeOf = async () => (await inChat((tx, by) => services.access.linkCode(tx, by)))!.code;
  expect(await vote()).toMatchObject({ kind: "unconfirmed", remedy: expect.stringContaining("accounts confirm") });
  const { items } = await made("GET", "/audit?limit=3");
  const tried = { proof: "chat-mapped", channel: "own", external: "U0EVIL" };
  expect(items[0]).toMatchObject({ act: "approvals.refuse", actor: "approver", via: "slack", detail: tried });

  // The code alone is no confirmation: it takes a token of that account which its holder has taken over.
  const code = await codeOf();
  const { token } = await secondToken();
  const confirm = (by: string, typed = code) => ask("POST", "/identities/confirm", { code: typed }, by);
  expect(await confirm(token)).toMatchObject({ status: 403, body: { code: "unclaimed-not-allowed" } });
  expect((await confirm(acme.admin)).status).toBe(403);
  await made("POST", "/accounts", { name: "zoe", kind: "person", role: "approver" });
  const given = await made("POST", "/tokens", { account: "zoe", name: "own" });
  const { token: zoes } = await made("POST", "/tokens/claim", {}, given.token);
  expect(await confirm(zoes)).toMatchObject({ status: 422, body: { code: "unknown-code" } });
  expect(await vote()).toMatchObject({ kind: "unconfirmed" });

  const own = acme.tokens["approver"]!;
  expect(await confirm(own, "aaaa-bbbb-cccc")).toMatchObject({ status: 422 });
  expect(await confirm(own, code.toUpperCase())).toMatchObject({ status: 200, body: { external: "U0EVIL" } });
  expect(await confirm(own)).toMatchObject({ status: 422, body: { code: "unknown-code" } });
  // Mapped to somebody else and back, it begins anew.
  await made("PUT", "/accounts/zoe/identities", { channel: "own", external: "U0EVIL" });
  await made("PUT", "/accounts/approver/identities", { channel: "own", external: "U0EVIL" });
  expect(await vote()).toMatchObject({ kind: "unconfirmed" });
  expect((await confirm(own, await codeOf())).status).toBe(200);
  expect(await vote()).toMatchObject({
    kind: "decided",
    approval: { votes: [{ account: "approver", via: "slack", identity: { ...tried, proof: "chat-confirmed" } }] },
  });

  await made("DELETE", "/accounts/approver/identities/own/U0EVIL");
  expect(await vote()).toBeNull();
  expect((await ask("DELETE", "/accounts/approver/identities/own/U0EVIL")).status).toBe(404);
  const { items: acts } = await made("GET", "/audit?limit=3");
  expect(acts[0]).toMatchObject({ act: "accounts.unmap", detail: { channel: "own", external: "U0EVIL" } });
});

it("names in the act and in the approval by which token somebody decided", async () => {
  const approval = await asked();
  const answer = await decide(approval, acme.tokens["approver"]!);
  const identity = { proof: "token-taken-over", token_name: "test", token: expect.stringMatching(/^tok-/) };
  expect(answer).toMatchObject({ status: 200, body: { approval: { votes: [{ account: "approver", identity }] } } });
  const { items } = await made("GET", "/audit?limit=1");
  expect(items).toMatchObject([{ act: "approvals.decide", detail: identity }]);
});

it("does not go back to trusting what an admin hands out, and says of whoever did so from the start by what they decided", async () => {
  const trusted = "policy: { approvals: { self: true, identity: trusted } }\n";
  for (const config of [trusted, "version: 1\n"])
    expect(await ask("PATCH", "/tenant", { config })).toMatchObject({ status: 422, body: { code: "invalid-config" } });
  // As a tenant of 0.1.0 is, or one that was created so.
  await world.database.tenant(acme.id, async (tx) => {
    await tx.updateTable("tenants").set({ config: trusted }).execute();
  });
  await vi.waitFor(async () => {
    const { config } = await world.services.tenants.rules(acme.id);
    expect(config.policy.approvals.identity).toBe("trusted");
  }, 10_000);
  const approval = await asked();
  const { id, token } = await secondToken();
  const answer = await decide(approval, token);
  expect(answer.body.approval.votes).toMatchObject([{ identity: { proof: "token-issued", token: id } }]);
});
