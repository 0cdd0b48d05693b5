import type { ChannelKind, Outgoing, Sent } from "../../../../channel-adapters/src/types.ts";

/** What the vendor of the test's chat got. */
export interface SentMessage {
  readonly room: string;
  readonly message: Outgoing;
}

/** A chat without a signature: `{event, user, room, text | button}`. `answers` says what sending comes to. */
export function testChat(answers: (message: SentMessage) => Sent | Promise<Sent>): ChannelKind {
  return {
    kind: "chat",
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
