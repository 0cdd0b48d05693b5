import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Accepted, ChannelAccount } from "../types.ts";
import { telegram } from "./telegram-kind.ts";
import { type EmulatedTelegram, startEmulatedTelegram } from "./testing/emulated-telegram.ts";

const secrets = { botToken: "666:emulated", webhookSecret: "hush-hush" };

describe("with an emulated Telegram", () => {
  let emulated: EmulatedTelegram;
  let account: ChannelAccount;
  let receiver: Server;
  const accepted: Accepted[] = [];

  beforeAll(async () => {
    emulated = await startEmulatedTelegram();
    account = { tenant: "t-one", id: "c-one", name: "chat", settings: { apiUrl: emulated.apiUrl }, secrets };
    receiver = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const headers = request.headers as { [name: string]: string };
      accepted.push(await telegram.accept(account, { headers, body: Buffer.concat(chunks), now: Date.now() }));
      response.end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    const { port } = receiver.address() as AddressInfo;
    await emulated.deliverTo(secrets.botToken, `http://127.0.0.1:${port}/`, secrets.webhookSecret);
  });
  afterAll(async () => {
    receiver.close();
    receiver.closeAllConnections();
    await emulated.close();
  });

  it("says who it is there", async () => {
    expect(await telegram.test(account, fetch)).toEqual({ ok: true, detail: "botName TestNameBot, id 666" });
  });

  it("hears a person, answers with buttons, and hears which was pressed", async () => {
    const ann = emulated.person(secrets.botToken, 7);
    await ann.say("run demo");
    await ann.command("/run demo");
    await ann.press("approve:a-1");
    expect(accepted.map((each) => each.kind === "event" && each.incoming)).toEqual([
      { kind: "message", address: { chat: 7 }, user: "7", text: "run demo" },
      { kind: "message", address: { chat: 7 }, user: "7", text: "run demo" },
      { kind: "button", address: { chat: 7 }, user: "7", data: "approve:a-1" },
    ]);
    const ids = accepted.map((each) => each.kind === "event" && each.event);
    expect(new Set(ids).size).toBe(3);

    const buttons = [{ label: "Approve", data: "approve:a-1" }];
    const sent = await telegram.send(
      account,
      { chat: 7 },
      { text: `**Deploy?** ${"x".repeat(5_000)}`, buttons },
      fetch,
    );
    expect(sent).toMatchObject({ kind: "sent", external: expect.stringMatching(/^\d+$/) });
    const messages = emulated.sent(secrets.botToken);
    expect(messages.map(({ text }) => text.length)).toEqual([expect.any(Number), expect.any(Number)]);
    expect(messages[0]!.text).toMatch(/^<b>Deploy\?<\/b> x*$/);
    expect(messages.map(({ reply_markup }) => reply_markup)).toEqual([
      undefined,
      { inline_keyboard: [[{ text: "Approve", callback_data: "approve:a-1" }]] },
    ]);
  });
});
