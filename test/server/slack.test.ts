import { expect, onTestFinished, test } from "vitest";
import { slack } from "../../packages/channel-adapters/src/slack/slack-kind.ts";
import { startEmulatedSlack } from "../../packages/channel-adapters/src/slack/testing/emulated-slack.ts";
import { until } from "./harness/api.ts";
import { chatTemplates, connectChannel, expectInOrder } from "./harness/chat.ts";
import { cluster, team } from "./harness/cluster.ts";
import { runsOf } from "./harness/runs.ts";

const secrets = { signingSecret: "0a1b2c3d4e5f60718293a4b5c6d7e8f9", botToken: `xoxb${"-"}4242-canary` };

interface Message {
  readonly text: string;
  readonly user: string;
  readonly blocks?: readonly {
    readonly elements?: readonly { readonly text: { readonly text: string }; readonly value: string }[];
  }[];
}

test("a message in Slack becomes a governed run that is approved by a button and answered in its thread", async () => {
  const emulated = await startEmulatedSlack({ ...secrets, people: ["ann", "maria", "eve"] });
  onTestFinished(() => emulated.close());
  const servers = await cluster(1, { channels: { hosts: ["127.0.0.1"] } });
  const own = await team(servers, "acme", chatTemplates);
  const idOf = async (name: string) => String((await emulated.call(`xoxp-${name}`, "auth.test"))["user_id"]);
  const [ann, maria, eve] = [await idOf("ann"), await idOf("maria"), await idOf("eve")];
  const { apiUrl, botUser } = emulated;
  const channel = await connectChannel(
    own,
    servers.replicas[0]!.url,
    slack,
    { settings: { apiUrl, botUser }, secrets },
    { operator: ann, approver: maria },
  );
  expect(await own.admin.ask("POST", "/channels/chat/test")).toMatchObject({ ok: true });
  emulated.deliverTo(channel.url);

  // Ann asks, and Slack delivers it.
  const { channel: room } = await emulated.call("xoxp-ann", "conversations.open", { users: botUser });
  const { ts } = await emulated.call("xoxp-ann", "chat.postMessage", { channel: room.id, text: "run careful" });
  const address = { channel: room.id, thread: ts };
  const thread = async (): Promise<Message[]> =>
    (
      (await emulated.call("xoxp-ann", "conversations.replies", { channel: room.id, ts }))["messages"] as Message[]
    ).slice(1);
  const said = (pattern: RegExp) => until(thread, (messages) => messages.some(({ text }) => pattern.test(text)));
  const asked = (await said(/Approval needed/)).find(({ blocks }) => blocks !== undefined)!;
  const buttons = asked.blocks!.flatMap(({ elements = [] }) => elements);
  expect(buttons.map(({ text }) => text.text)).toEqual(["Approve", "Reject"]);
  const yes = buttons[0]!.value;

  // Neither who asked nor a stranger can approve.
  const click = (user: string, now = Date.now()) => channel.send({ button: yes, user, address, now });
  expect(await click(eve)).toBe(200);
  await said(/No account is mapped to/);
  expect(await click(ann)).toBe(200);
  await said(/is not allowed to|cannot/);
  expect((await runsOf(own))[0]).toMatchObject({ state: "waiting" });

  // Maria can; her click comes twice.
  const now = Date.now();
  expect(await Promise.all([click(maria, now), click(maria, now)])).toEqual([200, 200]);
  const texts = (await said(/succeeded/)).map(({ text }) => text);
  expectInOrder(texts, [/Started/, /Approval needed/, /^Approved/, /succeeded/]);
  const runs = await runsOf(own);
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({ status: "succeeded", requester: "operator", channel: "slack" });

  // What Slack sends again starts nothing again, at once or later.
  const again = { text: "run quick", user: ann, address, event: "Ev0AGAIN", now: Date.now() };
  for (const late of [0, 0, 0]) expect(await channel.send({ ...again, now: again.now - late })).toBe(200);
  for (const late of [301_000, 8 * 86_400_000])
    expect(await channel.send({ ...again, now: again.now - late })).toBe(401);
  await until(
    () => runsOf(own),
    (all) => all.length === 2 && all.every(({ state }) => state === "over"),
  );
  await until(thread, (messages) => messages.filter(({ text }) => /succeeded/.test(text)).length === 2);
  expect(await runsOf(own)).toHaveLength(2);
  for (const secret of Object.values(secrets)) expect(servers.replicas[0]!.printed()).not.toContain(secret);
}, 180_000);
