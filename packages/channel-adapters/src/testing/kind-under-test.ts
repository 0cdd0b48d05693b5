import { expect } from "vitest";
import type { Accepted, ChannelAccount, ChannelKind, Delivery } from "../types.ts";
import type { ChannelFixture } from "./channel-fixture.ts";

/** When what is simulated is said. */
export const NOW = Date.UTC(2026, 10, 22, 12);

/** A kind with its fixture, as the suites of its promises use them. */
export interface KindUnderTest {
  readonly kind: ChannelKind;
  readonly fixture: ChannelFixture;
  /** A channel of that kind, with the vendor's API at this base URL. */
  account(base?: string): ChannelAccount;
  /** A request in which somebody says a text, or a program sends one. */
  said(text: string, event?: string): ReturnType<ChannelKind["simulate"]>;
  /** What the kind makes of a request. */
  accept(
    request: { readonly headers: Delivery["headers"]; readonly body: string | Uint8Array },
    now?: number,
  ): Promise<Accepted>;
  /** The same of a request that is an event. */
  event(request: Parameters<KindUnderTest["accept"]>[0], now?: number): Promise<Accepted & { kind: "event" }>;
  /** Expects that a value holds none of the fixture's secrets. */
  withoutSecrets(value: unknown): void;
}

/** Puts a kind and its fixture together. */
export function kindUnderTest(kind: ChannelKind, fixture: ChannelFixture): KindUnderTest {
  const account = (base = "http://127.0.0.1:9"): ChannelAccount => ({
    tenant: "t-one",
    id: "c-one",
    name: "chat",
    settings: fixture.settings(base),
    secrets: fixture.secrets,
  });
  const accept: KindUnderTest["accept"] = async ({ headers, body }, now = NOW) =>
    kind.accept(account(), { headers, body: typeof body === "string" ? Buffer.from(body) : body, now });
  return {
    kind,
    fixture,
    account,
    said: (text, event = "Ev0001") =>
      kind.simulate(account(), {
        ...(fixture.from === "people" ? { text } : { payload: { text } }),
        user: "4711",
        event,
        now: NOW,
      }),
    accept,
    event: async (request, now) => {
      const accepted = await accept(request, now);
      if (accepted.kind !== "event") throw new Error(`expected an event, got ${JSON.stringify(accepted)}`);
      return accepted;
    },
    withoutSecrets: (value) => {
      for (const secret of Object.values(fixture.secrets)) expect(JSON.stringify(value)).not.toContain(secret);
    },
  };
}
