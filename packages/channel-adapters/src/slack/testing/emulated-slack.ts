import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createEmulator } from "emulate";

/** A Slack on this machine: emulate 0.12.2, with one app, its bot, and people. */
export interface EmulatedSlack {
  /** For the setting `apiUrl`. */
  readonly apiUrl: string;
  readonly botUser: string;
  /** Sends every message of the workspace to a URL, signed, as a subscription to events would. */
  deliverTo(url: string): void;
  /** Calls a method as the owner of a token. */
  // biome-ignore lint/suspicious/noExplicitAny: each method answers something else, and a test says what it expects.
  call(token: string, method: string, body?: object): Promise<{ readonly [name: string]: any }>;
  close(): Promise<void>;
}

interface Webhooks {
  register(subscription: { url: string; events: string[]; active: boolean; owner: string }): unknown;
}

interface Plugin {
  register(app: unknown, store: unknown, webhooks: Webhooks, ...more: unknown[]): void;
}

/**
 * Starts it. `people` by name: each is logged in with the token `xoxp-NAME`.
 * The package signs and sends events but offers no way to subscribe to them: the subscription is put into its own dispatcher.
 */
export async function startEmulatedSlack(secrets: {
  readonly signingSecret: string;
  readonly botToken: string;
  readonly people: readonly string[];
}): Promise<EmulatedSlack> {
  const plugin = await findPlugin();
  const { register } = plugin;
  let webhooks: Webhooks | undefined;
  plugin.register = (app, store, dispatcher, ...more) => {
    webhooks = dispatcher;
    register(app, store, dispatcher, ...more);
  };
  const emulator = await createEmulator({
    service: "slack",
    port: 0,
    seed: {
      slack: {
        signing_secret: secrets.signingSecret,
        strict_scopes: true,
        users: ["sdetkit", ...secrets.people].map((name) => ({ name })),
        tokens: [
          { token: secrets.botToken, type: "bot", user: "sdetkit", scopes: ["chat:write", "im:write"] },
          ...secrets.people.map((name) => ({ token: `xoxp-${name}`, type: "user", user: name })),
        ],
      },
    },
  }).finally(() => {
    plugin.register = register;
  });
  const call: EmulatedSlack["call"] = async (token, method, body = {}) => {
    const response = await fetch(`${emulator.url}/api/${method}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return (await response.json()) as object;
  };
  return {
    // Where it listens, by number: the name may lead to an address that it does not listen on.
    apiUrl: `${emulator.url.replace("localhost", "127.0.0.1")}/api`,
    botUser: String((await call(secrets.botToken, "auth.test"))["user_id"]),
    deliverTo: (url) => {
      webhooks?.register({ url, events: ["message"], active: true, owner: "slack" });
    },
    call,
    close: () => emulator.close(),
  };
}

/** The emulator's Slack, which it imports by itself later: the same object. */
async function findPlugin(): Promise<Plugin> {
  const folder = dirname(fileURLToPath(import.meta.resolve("emulate")));
  for (const file of readdirSync(folder).filter((name) => /^dist-\w+\.js$/.test(name))) {
    const path = join(folder, file);
    const { slackPlugin } = (await import(pathToFileURL(path).href)) as { readonly slackPlugin?: Plugin };
    if (slackPlugin !== undefined) return slackPlugin;
  }
  throw new Error("expected emulate 0.12.2 with its Slack, found none");
}
