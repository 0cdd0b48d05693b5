import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import TestApi from "telegram-test-api";
import { SECRET_HEADER } from "../simulate-telegram.ts";

/** What telegram-test-api 4.2 keeps of a bot's message. */
export interface BotMessage {
  readonly chat_id: number;
  readonly text: string;
  readonly reply_markup?: { readonly inline_keyboard: readonly (readonly { text: string; callback_data: string }[])[] };
}

/** A person with a client. */
export interface TelegramPerson {
  say(text: string): Promise<void>;
  command(text: string): Promise<void>;
  press(data: string): Promise<void>;
}

/** A Telegram on this machine: telegram-test-api, with what it leaves out. */
export interface EmulatedTelegram {
  readonly apiUrl: string;
  /** Sends what is said to the bot to a URL, with the secret. */
  deliverTo(botToken: string, url: string, secret: string): Promise<void>;
  person(botToken: string, id: number): TelegramPerson;
  /** All that the bot sent, oldest first. */
  sent(botToken: string): readonly BotMessage[];
  close(): Promise<void>;
}

interface Client {
  makeMessage(text: string): unknown;
  makeCommand(text: string): unknown;
  makeCallbackQuery(data: string): unknown;
}

interface TestServer {
  readonly config: { readonly apiURL: string };
  readonly storage: { readonly botMessages: readonly { readonly botToken: string; readonly message: BotMessage }[] };
  getClient(token: string, options: { userId: number; chatId: number }): Client;
  addUserMessage(message: unknown): Promise<void>;
  addUserCommand(message: unknown): Promise<void>;
  addUserCallback(query: unknown): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<boolean>;
}

/** Starts it on a free port. */
export async function startEmulatedTelegram(): Promise<EmulatedTelegram> {
  // It is a CommonJS module whose class is all of it; its types say otherwise.
  const TelegramServer = TestApi as unknown as new (config: { port: number; host: string }) => TestServer;
  const server = new TelegramServer({ port: await freePort(), host: "127.0.0.1" });
  await server.start();
  const proxies: ReturnType<typeof createServer>[] = [];
  const { apiURL: apiUrl } = server.config;
  return {
    apiUrl,
    // It never sends the secret, and dies of an answer that is not 2xx: what stands between does the one and keeps the other.
    deliverTo: async (botToken, url, secret) => {
      const proxy = createServer(async (request, response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk);
        const headers = { "content-type": "application/json", [SECRET_HEADER]: secret };
        await fetch(url, { method: "POST", headers, body: Buffer.concat(chunks) }).then(
          (answer) => answer.text(),
          () => "",
        );
        response.end();
      });
      proxies.push(proxy);
      await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
      const { port } = proxy.address() as AddressInfo;
      await fetch(`${apiUrl}/bot${botToken}/setWebhook`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ url: `http://127.0.0.1:${port}/`, secret_token: secret }),
      });
    },
    person: (botToken, id) => {
      const client = server.getClient(botToken, { userId: id, chatId: id });
      return {
        say: (text) => server.addUserMessage(client.makeMessage(text)),
        command: (text) => server.addUserCommand(client.makeCommand(text)),
        press: (data) => server.addUserCallback(client.makeCallbackQuery(data)),
      };
    },
    sent: (botToken) =>
      server.storage.botMessages.filter((each) => each.botToken === botToken).map(({ message }) => message),
    close: async () => {
      for (const proxy of proxies) {
        proxy.close();
        proxy.closeAllConnections();
      }
      await server.stop();
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
