import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTestChannels, type TestChannels } from "../../messaging/testing/channels.ts";
import { INTENTS } from "./registry.ts";
import { tokenize } from "./tokenize.ts";

let test: TestChannels;
beforeAll(async () => {
  test = await openTestChannels();
  await test.add("chat", "chat");
  await test.person("ana", "operator", "U1");
  await test.person("vic", "viewer", "U2");
});
afterAll(() => test.close());
beforeEach(async () => {
  test.onStart = () => undefined;
  test.onTake = async () => ({ ok: true });
  test.workspaces.splice(0, test.workspaces.length, "shop");
  await test.tx((tx) => tx.deleteFrom("runs").execute());
});

const say = async (text: string, user = "U1", more = {}) => (await test.say(user, { text, ...more })).text;
const runs = () => test.tx((tx) => tx.selectFrom("runs").selectAll().orderBy("id").execute());

describe("somebody in a chat", () => {
  it("gets help that names what they may do, and every word of it is understood", async () => {
    const help = await say("help");
    expect(help).toContain("`run TEMPLATE [in WORKSPACE] name=value …`");
    expect(help).not.toContain("approve");
    for (const { name } of INTENTS) expect(await say(name)).not.toMatch(/no template|no account is mapped/i);
    expect(await say("")).toContain("**Commands**");
    expect(await say("Help!")).toContain("**Commands**");
  });

  it("starts a template with inputs, also from a phone's keyboard, and is answered in the same conversation", async () => {
    const answer = await say("run health in shop profile=strict title=“two words” note='it is'", "U1", {
      room: "thread-7",
    });
    const [run] = await runs();
    expect(answer).toBe(`Started \`health\` in \`shop\`: run \`${run!.id}\`. I will post the result here.`);
    expect(run).toMatchObject({
      task: "template:health",
      workspace: "shop",
      inputs: { profile: "strict", title: "two words", note: "it is" },
      requester: "ana",
      channel: "chat",
    });
    expect(test.sent.at(-1)!.room).toBe("thread-7");
    const deliveries = await test.tx((tx) => tx.selectFrom("inbox").select("id").execute());
    expect(deliveries.map(({ id }) => id)).toContain(run!.request);
    const conversation = await test.tx((tx) =>
      tx.selectFrom("conversations").select("id").where("id", "=", run!.conversation!).executeTakeFirst(),
    );
    expect(conversation).toBeDefined();
  });

  it("starts one run for a message that is delivered three times", async () => {
    const message = { text: "run health", event: "thrice" };
    for (let i = 0; i < 3; i++) expect(await test.hear("U1", message)).toBe(200);
    await test.say("U1", message);
    expect(await test.hear("U1", message)).toBe(200);
    await say("help");
    expect(await runs()).toHaveLength(1);
  });

  it("says in their own words what to run, and never more than a template", async () => {
    await say("please look after the shop");
    expect(await runs()).toMatchObject([{ task: "please look after the shop" }]);
    for (const text of ['action shell.run {"argv":["true"]}', 'run action shell.run {"argv":["true"]}'])
      expect(await say(text)).toContain("cannot be started from this chat");
    expect(await runs()).toHaveLength(1);
  });

  it("is told what was perhaps meant", async () => {
    expect(await say("run unknown")).toBe(
      "there is no template unknown\nDid you mean:\n- `run health` Looks after the shop",
    );
    expect(await say("run")).toContain("Which template?");
    expect(await say("run health x=1 x=2")).toContain("`x` is given twice");
  });

  it("names the workspace where there are several", async () => {
    test.workspaces.push("bakery");
    expect(await say("run health")).toBe(
      "Which workspace? Choose from `shop`, `bakery`.\nWhat to do: add `in WORKSPACE`",
    );
    await say("run health in bakery");
    expect(await runs()).toMatchObject([{ workspace: "bakery" }]);
  });

  it("names the workspace at the end of their own words, too", async () => {
    test.workspaces.push("bakery");
    expect(await say("please look after it")).toContain("Which workspace?");
    await say("please look after it in bakery.");
    test.clock += 1;
    await say("run the look after it IN shop");
    expect(await say("look after it in peace")).toContain("Which workspace?");
    expect(await runs()).toMatchObject([
      { workspace: "bakery", task: "please look after it" },
      { workspace: "shop", task: "the look after it" },
    ]);
  });

  it("sees templates, their runs, and what waits", async () => {
    expect(await say("templates")).toContain("- `health` Looks after the shop");
    expect(await say("status")).toContain("not started a run yet");
    await say("run health");
    const [run] = await runs();
    expect(await say("status")).toMatch(
      /^\*\*Your latest runs\*\*\n- `health` in `shop`: \*\*queued\*\*, started .* ago, run `r-/,
    );
    expect(await say(`status ${run!.id}`)).toContain(run!.id);
    expect(await say("status nothing")).toBe(
      "There is no run `nothing`.\nWhat to do: write `status` to see your latest runs",
    );
    expect(await say("cancel nothing")).toBe(
      "There is no run `nothing`.\nWhat to do: write `status` to see your latest runs",
    );
    expect(await say(`cancel ${run!.id}`)).toBe(`Run \`${run!.id}\` is being cancelled.`);
    expect(await say("approvals")).toBe("No approvals are pending.");
    expect(await say("dashboard")).toBe(
      [
        "**4 runs**, 75.0 % succeeded (3 succeeded, 1 failed)",
        "Half of them took under 2.4 s, 95 % under 1 min 01 s",
        "Approvals: 2 requested, 1 given, 1 denied",
        "- `health`: 4, 75.0 % succeeded",
        "- latest problem: `template:health` timed out, `r-1`",
      ].join("\n"),
    );
  });

  it("may not do what their role does not name", async () => {
    expect(await say("run health", "U2")).toContain("it requires the scope `runs:write`");
    expect(await say("just look after the shop", "U2")).toContain("it requires the scope `runs:write`");
    expect(await say("approve 0000-0000", "U2")).toContain("it requires the scope `approvals:decide`");
    expect(await runs()).toEqual([]);
  });

  it("who is mapped to no account gets help and their id, and nothing else", async () => {
    expect(await say("whoami", "U9")).toContain("`U9` in the channel `chat`");
    expect(await say("help", "U9")).toContain("No account is mapped to");
    for (const text of [
      "run health",
      "templates",
      "status",
      "dashboard",
      "approvals",
      "cancel r-1",
      "look after the shop",
    ])
      expect(await say(text, "U9")).toMatch(/^No account is mapped to `U9`/);
    expect(await runs()).toEqual([]);
  });

  it("is known as long as their account is", async () => {
    await test.person("eve", "operator", "U7");
    expect(await say("whoami", "U7")).toContain("You are `eve`");
    await test.tx((tx) => test.access.changeAccount(tx, test.admin, "eve", { disabled: true }));
    expect(await say("run health", "U7")).toContain("No account is mapped to");
  });

  it("is told when something is wrong, and nothing of it is left half done", async () => {
    test.onStart = () => {
      throw Object.assign(new Error("unreachable"), { name: "Error" });
    };
    const failing = async () => (await test.inbox()).find(({ state }) => state === "new")?.attempts;
    const asked = say("run health");
    await expect.poll(failing).toBe(1);
    // The last of its attempts comes next.
    await test.tx((tx) => tx.updateTable("inbox").set({ attempts: 11 }).where("state", "=", "new").execute());
    test.clock += 900_000;
    expect(await asked).toContain("because of an internal error");
    expect(await runs()).toEqual([]);
  });

  it("that says more than the limits let through is told so once, and it is not looked at", async () => {
    test.onTake = async (_, key) => (key[0] === "user" ? { ok: false, retryAfter: 9 } : { ok: true });
    expect(await say("run health")).toBe("Too many messages at once: I skipped this one. Please send it again in 9 s.");
    expect(await runs()).toEqual([]);
    test.onTake = async () => ({ ok: false, retryAfter: 9 });
    await expect(say("run health")).rejects.toThrow("expected 200, got 429");
  });

  it("leaves a log of both sides, without credentials, and whatever characters they send", async () => {
    const token = `xoxb-${"1".repeat(12)}-${"2".repeat(12)}-${"a".repeat(24)}`;
    await say(`help me with ${token} \u0000 \ud800`, "U1", { room: "log" });
    const log = await test.tx((tx) =>
      tx
        .selectFrom("messages as m")
        .innerJoin("conversations as c", "c.id", "m.conversation")
        .select(["m.direction", "m.author", "m.body", "c.address"])
        .orderBy("m.n")
        .execute(),
    );
    const last = log.filter(({ address }) => (address as { room: string }).room === "log");
    expect(last).toMatchObject([
      { direction: "in", author: "ana", body: { text: "help me with [redacted] \ufffd \ufffd" } },
      { direction: "out", author: "sdetkit" },
    ]);
    expect(JSON.stringify(log)).not.toContain(token);
  });
});

describe("words", () => {
  it.each([
    ["a  b\tc", ["a", "b", "c"]],
    ['x="two words" y=1', ["x=two words", "y=1"]],
    ["'single quotes' “curly ones”", ["single quotes", "curly ones"]],
    ["don't stop", ["don't", "stop"]],
    ['say "unclosed', ["say", '"unclosed']],
    ['x="" y', ["x=", "y"]],
    ["url=https://a.example/?b=c", ["url=https://a.example/?b=c"]],
  ])("of %s are %j", (text, words) => {
    expect(tokenize(text).map((word) => word.text)).toEqual(words);
  });

  it("in quotes are no name and value", () => {
    expect(tokenize('"a=b" c=d').map(({ equals }) => equals)).toEqual([-1, 1]);
  });
});
