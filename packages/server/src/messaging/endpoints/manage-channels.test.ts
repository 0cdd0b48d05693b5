import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Scope } from "../../control/access/roles.ts";
import { BEARER, openTestChannels, TENANT, type TestChannels } from "../testing/channels.ts";

let test: TestChannels;
beforeAll(async () => {
  test = await openTestChannels();
  await test.person("vera", "viewer");
});
afterAll(() => test.close());

const hook = { workspace: "shop", task: "template:health" };
const add = (name: string, kind: string, settings = {}, secrets: { [name: string]: string } = {}) =>
  test.tx((tx) => test.channels.add(tx, test.admin, { name, kind, settings, secrets }));
const deliver = (path: string) =>
  test.channels.deliver(path.split("/")[2]!, path.split("/")[3]!, {
    headers: { "content-type": "application/json", authorization: `Bearer ${BEARER}` },
    body: Buffer.from("{}"),
    now: test.clock,
  });

describe("a channel", () => {
  it("is added with its secrets sealed, in the name of whoever adds it, and the audit log has no secret", async () => {
    const view = await add("events", "webhook", hook, { bearerSecret: BEARER });
    expect(view).toMatchObject({
      name: "events",
      kind: "webhook",
      path: expect.stringMatching(/^\/channels\/webhook\/[\w-]{32}$/),
      settings: { ...hook, account: "admin" },
      secrets: ["bearerSecret"],
      enabled: true,
    });
    expect(await test.tx((tx) => test.channels.list(tx, TENANT))).toEqual([view]);
    const rows = await test.tx((tx) =>
      sql`SELECT c::text, s::text FROM channels c JOIN secrets s ON s.id = c.secret`.execute(tx),
    );
    const written = JSON.stringify([rows.rows, view, test.acts]);
    expect(written).not.toContain(BEARER);
    expect(written).not.toContain(Buffer.from(BEARER).toString("hex"));
    expect(test.acts.at(-1)).toMatchObject({ act: "channels.add", target: "channel events" });
  });

  it("takes deliveries at once, and none once it is removed; its secret is gone with it", async () => {
    const { path } = await add("short-lived", "webhook", hook, { bearerSecret: BEARER });
    expect(await deliver(path)).toMatchObject({ status: 200 });
    expect(await test.tx((tx) => test.channels.remove(tx, test.admin, "short-lived"))).toBe(true);
    // The clock stands still, so only a notice drops what is kept; the first may come before anybody listens.
    const status = async () => {
      await test.database.control((tx) => test.database.notify(tx, "channels"));
      return (await deliver(path)).status;
    };
    await expect.poll(status, { timeout: 10_000 }).toBe(404);
    expect(await test.tx((tx) => test.channels.remove(tx, test.admin, "short-lived"))).toBe(false);
    expect(await test.tx((tx) => sql<{ n: number }>`SELECT count(*) AS n FROM secrets`.execute(tx))).toMatchObject({
      rows: [{ n: 1 }],
    });
  });

  it("whose secrets do not open says so, and hides no other", async () => {
    const broken = await add("broken", "webhook", hook, { bearerSecret: BEARER });
    await test.tx((tx) =>
      sql`UPDATE secrets SET sealed = '\\x00' WHERE purpose = ${`channel ${broken.id}`}`.execute(tx),
    );
    const listed = await test.tx((tx) => test.channels.list(tx, TENANT));
    expect(listed.map(({ name, problem }) => [name, problem])).toEqual([
      ["broken", expect.stringMatching(/^expected the secret sec-\w+ to open under this server's master key/)],
      ["events", undefined],
    ]);
    expect(await test.tx((tx) => test.channels.remove(tx, test.admin, "broken"))).toBe(true);
  });

  it("of another tenant is not seen, not removed, not tested", async () => {
    expect(await test.database.tenant("t-two", (tx) => test.channels.list(tx, "t-two"))).toEqual([]);
    const stranger = { ...test.admin, tenant: "t-two" };
    expect(await test.database.tenant("t-two", (tx) => test.channels.remove(tx, stranger, "events"))).toBe(false);
    await expect(test.channels.test("t-two", "events")).rejects.toThrow(/there is no "events"/);
  });

  it("of programs is added when its events can start something, and tells what could not be checked", async () => {
    const needy = { ...hook, task: "template:needy", inputs: { ref: "${{ event.payload.ref }}", depth: 2 } };
    expect(await add("needy", "webhook", needy, { bearerSecret: BEARER })).not.toHaveProperty("warnings");
    test.unready.push("spare");
    const spare = await add("spare", "webhook", { ...hook, workspace: "spare" }, { bearerSecret: BEARER });
    expect(spare.warnings).toEqual([
      expect.stringMatching(/spare to be ready.*could not check whether template:health can be started there/),
    ]);
  });

  it("of programs is tested with what it starts: a template that went away is told", async () => {
    await add("tested", "webhook", hook, { bearerSecret: BEARER });
    expect(await test.channels.test(TENANT, "tested")).toMatchObject({ ok: true });
    test.workspaces.splice(0, 1, "another");
    expect(await test.channels.test(TENANT, "tested")).toEqual({
      ok: false,
      detail: expect.stringContaining('called "shop"'),
    });
    test.workspaces.splice(0, 1, "shop");
  });

  it.each<[string, object, { [name: string]: string }, RegExp]>([
    ["teams", {}, {}, /expected a kind of channel \(webhook, chat\), got "teams"/],
    ["chat", {}, {}, /expected botToken: anything/],
    ["chat", { acitons: true }, { botToken: "x" }, /no setting "acitons"; did you mean actions/],
    ["chat", { actions: "yes" }, { botToken: "x" }, /true or false as actions/],
    ["chat", {}, { botToken: "x", bottoken: "y" }, /no secret "bottoken"; did you mean botToken/],
    ["webhook", { ...hook, account: "nobody" }, { bearerSecret: BEARER }, /no active account "nobody"/],
    ["webhook", { ...hook, account: 7 }, { bearerSecret: BEARER }, /no active account 7/],
    ["webhook", { ...hook, inputs: { x: "${{ ".repeat(20_000) } }, { bearerSecret: BEARER }, /at most 4096 characters/],
    ["webhook", { ...hook, inputs: { x: Array(999).fill("${{ ".repeat(20)) } }, { bearerSecret: BEARER }, /64 KiB/],
    ["webhook", { ...hook, inputs: { x: "${{ event.body }}" } }, { bearerSecret: BEARER }, /event\.body/],
    [
      "webhook",
      { ...hook, task: "template:helth" },
      { bearerSecret: BEARER },
      /no template "helth"; did you mean template:health/,
    ],
    ["webhook", { ...hook, workspace: "shoop" }, { bearerSecret: BEARER }, /workspace: .*there is none called "shoop"/],
    ["webhook", { ...hook, inputs: { reff: "main" } }, { bearerSecret: BEARER }, /no input `reff`; .*`ref`/],
    ["webhook", { ...hook, inputs: { depth: "deep" } }, { bearerSecret: BEARER }, /`depth`: expected a number/],
    [
      "webhook",
      { ...hook, task: "template:needy" },
      { bearerSecret: BEARER },
      /needs `ref` \(string\): map it as inputs\.ref/,
    ],
    ["webhook", { ...hook, account: "vera" }, { bearerSecret: BEARER }, /vera may not start runs/],
  ])("of kind %s that is wrong is not added: %j", async (kind, settings, secrets, message) => {
    const before = test.acts.length;
    await expect(add("wrong", kind, settings, secrets)).rejects.toThrow(message);
    expect(test.acts).toHaveLength(before);
  });

  it("has a name of its own", async () => {
    await expect(add("events", "webhook", hook, { bearerSecret: BEARER })).rejects.toMatchObject({
      code: "channel-exists",
    });
  });

  it("gives a token no more than it has: events start runs, and as somebody else only for who may appoint", async () => {
    const secrets = { bearerSecret: BEARER };
    const adding = (scopes: readonly Scope[], account?: string) =>
      test.tx((tx) =>
        test.channels.add(
          tx,
          { ...test.admin, scopes: new Set(scopes) },
          { name: "lent", kind: "webhook", settings: { ...hook, ...(account ? { account } : {}) }, secrets },
        ),
      );
    await test.person("olga", "operator");
    await expect(adding(["channels:write"])).rejects.toMatchObject({ code: "scope-missing" });
    await expect(adding(["channels:write", "runs:write"], "olga")).rejects.toThrow(/accounts:write is missing/);
    expect(await adding(["channels:write", "runs:write"], "admin")).toMatchObject({ settings: { account: "admin" } });
  });

  it("knows nobody of an earlier one of its name: who adds it could speak for its approvers", async () => {
    const people = () => test.tx((tx) => tx.selectFrom("identities").select("external").execute());
    const boss = { account: "admin", channel: "replaced", external: "UBOSS" };
    const { tenant, accountId: account } = test.admin;
    const left = { tenant, account, channel: boss.channel, external: boss.external };
    await test.tx((tx) => tx.insertInto("identities").values(left).execute());
    await add("replaced", "chat", {}, { botToken: "x" });
    expect(await people()).toEqual([]);
    expect(test.acts.at(-1)).toMatchObject({ act: "channels.add", detail: { unmapped: 1 } });
    await test.tx((tx) => test.access.mapIdentity(tx, test.admin, boss));
    expect(await test.tx((tx) => test.channels.remove(tx, test.admin, "replaced"))).toBe(true);
    expect(await people()).toEqual([]);
    expect(test.acts.at(-1)).toMatchObject({ act: "channels.remove", detail: { unmapped: 1 } });
  });

  it("rehearses: what it signs is taken, and the audit log has who spoke as whom", async () => {
    const { path, headers, body } = await test.channels.simulate(test.admin, "events", {
      user: "ci",
      payload: { ref: "main" },
    });
    expect(test.acts.at(-1)).toEqual({
      act: "channels.rehearse",
      target: "channel events",
      detail: { user: "ci", what: "payload" },
    });
    const [, , kind, endpoint] = path.split("/");
    expect(
      await test.channels.deliver(kind!, endpoint!, { headers, body: Buffer.from(body), now: test.clock }),
    ).toMatchObject({ status: 200 });
    expect(await test.channels.test(TENANT, "events")).toMatchObject({ ok: true });
  });

  it("signs for nobody where the vendor is real: a button would be an approver's", async () => {
    await add("talk", "chat", {}, { botToken: "x" });
    const before = test.acts.length;
    const pressed = test.channels.simulate(test.admin, "talk", { user: "approver", button: "yes" });
    await expect(pressed).rejects.toMatchObject({ code: "not-simulated" });
    expect(test.acts).toHaveLength(before);
  });
});
