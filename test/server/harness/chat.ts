import { expect } from "vitest";
import type { ChannelAccount, ChannelKind } from "../../../packages/channel-adapters/src/types.ts";
import { type Step, template } from "../../harness/workspace.ts";
import type { Team } from "./cluster.ts";

/** Puts two templates there: `quick`, and `careful`, which asks before it continues. */
export function chatTemplates(root: string): void {
  const write = (id: string): Step => ({ id, action: "fs.write", with: { path: `output:/${id}.txt`, content: id } });
  template(root, "quick", [write("only")]);
  template(root, "careful", [
    write("prepare"),
    { ...write("publish"), approval: { reason: "It goes out to customers" } },
  ]);
}

/** A channel of a team, and how a vendor's requests get there without the vendor. */
export interface ConnectedChannel {
  readonly url: string;
  /** Sends what the kind simulates, with the time that it has for the vendor. Answers the status. */
  send(said: Parameters<ChannelKind["simulate"]>[1]): Promise<number>;
}

/** Adds a channel and says who two people are there; everybody else stays a stranger. */
export async function connectChannel(
  { admin }: Team,
  server: string,
  kind: ChannelKind,
  given: Pick<ChannelAccount, "settings" | "secrets">,
  people: { readonly operator: string; readonly approver: string },
): Promise<ConnectedChannel> {
  const { path } = await admin.ask("POST", "/channels", { name: "chat", kind: kind.kind, ...given });
  for (const [account, external] of Object.entries(people)) {
    await admin.ask("PUT", `/accounts/${account}/identities`, { channel: "chat", external });
  }
  const url = `${server}${path}`;
  const account = { tenant: "", id: "", name: "chat", ...given };
  return {
    url,
    send: async (said) => {
      const { headers, body } = kind.simulate(account, said);
      const response = await fetch(url, { method: "POST", headers, body });
      await response.text();
      return response.status;
    },
  };
}

/** Holds that all of this was said, one after the other. */
export function expectInOrder(texts: readonly string[], patterns: readonly RegExp[]): void {
  const places = patterns.map((pattern) => texts.findIndex((text) => pattern.test(text)));
  expect(places, texts.join("\n")).not.toContain(-1);
  expect(places, texts.join("\n")).toEqual(places.toSorted((a, b) => a - b));
}
