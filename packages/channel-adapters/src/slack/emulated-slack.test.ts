import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Accepted, ChannelAccount } from "../types.ts";
import { slack } from "./slack-kind.ts";
import { type EmulatedSlack, startEmulatedSlack } from "./testing/emulated-slack.ts";

const secrets = { signingSecret: "e28fd3a0c1b94d5f8a7b", botToken: "xoxb-emulated" };

describe("with an emulated Slack", () => {
  let emulated: EmulatedSlack;
  let account: ChannelAccount;
  let receiver: Server;
  const accepted: Accepted[] = [];
  const messages = () =>
    accepted.flatMap((each) => (each.kind === "event" && each.incoming.kind === "message" ? [each.incoming] : []));

  beforeAll(async () => {
    emulated = await startEmulatedSlack({ ...secrets, people: ["ann"] });
    const { apiUrl, botUser } = emulated;
    account = { tenant: "t-one", id: "c-one", name: "chat", settings: { apiUrl, botUser }, secrets };
    receiver = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const headers = request.headers as { [name: string]: string };
      accepted.push(await slack.accept(account, { headers, body: Buffer.concat(chunks), now: Date.now() }));
      response.end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    emulated.deliverTo(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`);
  });
  afterAll(async () => {
    receiver.close();
    await emulated.close();
  });

  it("says who it is there", async () => {
    expect(await slack.test(account, fetch)).toEqual({
      ok: true,
      detail: `in Emulate as sdetkit, botUser ${emulated.botUser}`,
    });
  });

  it("hears a person, answers in the thread with buttons, and does not hear itself", async () => {
    const { channel } = await emulated.call("xoxp-ann", "conversations.open", { users: emulated.botUser });
    const { ts } = await emulated.call("xoxp-ann", "chat.postMessage", {
      channel: channel.id,
      text: "run demo &amp; more",
    });
    await vi.waitFor(() => expect(messages()).toHaveLength(1));
    const [heard] = messages();
    expect(heard).toMatchObject({ address: { channel: channel.id, thread: ts }, text: "run demo & more" });

    const buttons = [{ label: "Approve", data: "approve:a-1", style: "primary" as const }];
    const sent = await slack.send(account, heard!.address, { text: "**Deploy** <!channel>?", buttons }, fetch);
    expect(sent.kind).toBe("sent");
    const { messages: thread } = await emulated.call("xoxp-ann", "conversations.replies", { channel: channel.id, ts });
    expect(thread).toHaveLength(2);
    expect(thread[1]).toMatchObject({
      user: emulated.botUser,
      thread_ts: ts,
      text: "*Deploy* &lt;!channel&gt;?",
      blocks: [{ type: "section" }, { type: "actions", elements: [{ value: "approve:a-1", style: "primary" }] }],
    });
    await vi.waitFor(() => expect(accepted).toHaveLength(2));
    expect(accepted[1]).toMatchObject({ kind: "event", incoming: { kind: "ignored" } });
  });

  it("answers a command that was typed where it is no member to the one who typed it", async () => {
    const { channel } = await emulated.call("xoxp-ann", "conversations.create", { name: "closed", is_private: true });
    const { user_id: ann } = await emulated.call("xoxp-ann", "auth.test");
    const sent = await slack.send(account, { channel: channel.id, user: ann }, { text: "hello" }, fetch);
    expect(sent.kind).toBe("sent");
    const { channel: direct } = await emulated.call("xoxp-ann", "conversations.open", { users: emulated.botUser });
    const { messages: alone } = await emulated.call("xoxp-ann", "conversations.history", { channel: direct.id });
    expect(alone[0]).toMatchObject({ text: "hello", user: emulated.botUser });
    expect(await slack.send(account, { channel: channel.id, thread: "1.2" }, { text: "hello" }, fetch)).toMatchObject({
      kind: "failed",
    });
  });

  it("gives up on a channel that is not there, or archived", async () => {
    const gone = await slack.send(account, { channel: "C0NOWHERE" }, { text: "hello" }, fetch);
    expect(gone).toMatchObject({ kind: "failed", why: expect.stringContaining("channel_not_found") });
    const { channel } = await emulated.call("xoxp-ann", "conversations.create", { name: "old" });
    await emulated.call("xoxp-ann", "conversations.archive", { channel: channel.id });
    const archived = await slack.send(account, { channel: channel.id }, { text: "hello" }, fetch);
    expect(archived).toMatchObject({ kind: "failed", why: expect.stringContaining("is_archived") });
  });
});
