import { expect, onTestFinished, test } from "vitest";
import { telegram } from "../../packages/channel-adapters/src/telegram/telegram-kind.ts";
import { startEmulatedTelegram } from "../../packages/channel-adapters/src/telegram/testing/emulated-telegram.ts";
import { until } from "./harness/api.ts";
import { chatTemplates, connectChannel, expectInOrder } from "./harness/chat.ts";
import { cluster, team } from "./harness/cluster.ts";
import { runsOf } from "./harness/runs.ts";

const secrets = { botToken: "4242:canary-token-of-telegram", webhookSecret: "canary_webhook_secret" };
const [ANN, MARIA, EVE] = [1001, 1002, 1003];

test("a message in Telegram becomes a governed run that is approved by a button and answered in its chat", async () => {
  const emulated = await startEmulatedTelegram();
  onTestFinished(() => emulated.close());
  const servers = await cluster(1, { channels: { hosts: ["127.0.0.1"] } });
  const own = await team(servers, "acme", chatTemplates);
  const channel = await connectChannel(
    own,
    servers.replicas[0]!.url,
    telegram,
    { settings: { apiUrl: emulated.apiUrl }, secrets },
    { operator: String(ANN), approver: String(MARIA) },
  );
  expect(await own.admin.ask("POST", "/channels/chat/test")).toMatchObject({ ok: true });
  await emulated.deliverTo(secrets.botToken, channel.url, secrets.webhookSecret);
  const messages = async (chat: number) =>
    emulated.sent(secrets.botToken).filter(({ chat_id }) => Number(chat_id) === chat);
  const said = (chat: number, pattern: RegExp) =>
    until(
      () => messages(chat),
      (all) => all.some(({ text }) => pattern.test(text)),
    );
  const person = (id: number) => emulated.person(secrets.botToken, id);

  // Ann asks, and Telegram delivers it.
  await person(ANN).command("/run careful");
  const asked = (await said(ANN, /Approval needed/)).find(({ reply_markup }) => reply_markup !== undefined)!;
  const buttons = asked.reply_markup!.inline_keyboard.flat();
  expect(buttons.map(({ text }) => text)).toEqual(["Approve", "Reject"]);
  const yes = buttons[0]!.callback_data;

  // Neither who asked nor a stranger can approve.
  await person(EVE).press(yes);
  await said(EVE, /No account is mapped to/);
  await person(ANN).press(yes);
  await said(ANN, /is not allowed to|cannot/);
  expect((await runsOf(own))[0]).toMatchObject({ state: "waiting" });

  // Maria can, and presses twice.
  await person(MARIA).press(yes);
  await person(MARIA).press(yes);
  await said(MARIA, /^Approved/);
  const texts = (await said(ANN, /succeeded/)).map(({ text }) => text);
  expectInOrder(texts, [/Started/, /Approval needed/, /succeeded/]);
  const runs = await runsOf(own);
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({ status: "succeeded", requester: "operator", channel: "telegram" });

  // What Telegram sends again starts nothing again; without the secret nothing is even read.
  const again = { text: "run quick", user: String(ANN), event: "777000", now: Date.now() };
  for (const late of [0, 0, 301_000, 8 * 86_400_000])
    expect(await channel.send({ ...again, now: again.now - late })).toBe(200);
  const stranger = await fetch(channel.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  expect(stranger.status).toBe(401);
  await until(
    () => runsOf(own),
    (all) => all.length === 2 && all.every(({ state }) => state === "over"),
  );
  await until(
    () => messages(ANN),
    (all) => all.filter(({ text }) => /succeeded/.test(text)).length === 2,
  );
  expect(await runsOf(own)).toHaveLength(2);
  for (const secret of Object.values(secrets)) expect(servers.replicas[0]!.printed()).not.toContain(secret);
}, 180_000);
