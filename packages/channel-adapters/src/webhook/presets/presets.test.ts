import { describe, expect, it } from "vitest";
import { channelKindContract } from "../../testing/channel-kind.suite.ts";
import type { Accepted, ChannelAccount, Delivery } from "../../types.ts";
import { hubSignature } from "../hex-signature.ts";
import type { PresetFixture } from "../testing/preset-fixture.ts";
import { webhook } from "../webhook-kind.ts";
import { PRESETS } from "./registry.ts";

const mapping = { workspace: "main", task: "template:demo" };
const EVERYBODY = "It's a Secret to Everybody";

const account = (preset: string, secrets: ChannelAccount["secrets"]): ChannelAccount => ({
  tenant: "t-one",
  id: "ch-1",
  name: "hook",
  settings: { ...mapping, preset },
  secrets,
});
const accept = (of: ChannelAccount, headers: Delivery["headers"], body: string, now = 0) =>
  webhook.accept(of, { headers, body: Buffer.from(body), now }) as Accepted;

/** What is no vendor's own has the fixture of the kind, and its tests. */
const vendors = PRESETS.filter(({ name }) => !["standard", "bearer"].includes(name));

for (const { name } of vendors) {
  const path = `./testing/${name}.ts`;
  const { fixture } = (await import(path)) as { readonly fixture: PresetFixture };
  describe(`the preset ${name}`, () => {
    for (const [mode, own] of Object.entries(fixture.modes))
      describe(mode, () => {
        channelKindContract(webhook, { ...own, settings: () => ({ ...mapping, preset: name }), from: "programs" });
      });

    it.each(fixture.documented)("reads $what as it is documented, and known again", (given) => {
      const { secrets, headers, body, now, id, type } = given;
      const said = accept(account(name, secrets), headers, body, now);
      expect(said).toMatchObject({ kind: "event", event: id, incoming: { kind: "event", ...(type ? { type } : {}) } });
      expect(accept(account(name, secrets), headers, body, now)).toEqual(said);
    });

    it("is proven with its own secrets alone", () => {
      for (const { secrets } of Object.values(fixture.modes)) {
        const check = (given: ChannelAccount["secrets"], settings = {}) =>
          webhook.check!({ settings: { ...mapping, preset: name, ...settings }, secrets: given });
        expect(check(secrets)).toEqual([]);
        expect(check({})).toHaveLength(1);
        expect(check({ ...secrets, other: "x".repeat(40) })).toHaveLength(1);
        expect(check(Object.fromEntries(Object.keys(secrets).map((key) => [key, "short"])))).toHaveLength(1);
        expect(check(secrets, { id: "${{ event.payload.id }}" })).toEqual([expect.stringContaining("carry theirs")]);
      }
    });
  });
}

describe("GitHub's published test values", () => {
  it("are what is computed", () => {
    expect(hubSignature(EVERYBODY, "Hello, World!")).toBe(
      "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    );
  });
});

describe("a ping of GitHub", () => {
  const body = '{"zen":"Design for failure."}';
  const headers = {
    "content-type": "application/json",
    "x-github-event": "ping",
    "x-github-delivery": "1",
    "x-hub-signature-256": hubSignature(EVERYBODY, body),
  };

  it("is answered and starts nothing, and only when it is signed", () => {
    const hook = account("github", { signingSecret: EVERYBODY });
    expect(accept(hook, headers, body)).toEqual({ kind: "answer", type: "text/plain", body: "pong\n" });
    expect(accept(hook, headers, `${body} `)).toMatchObject({ kind: "refused", status: 401 });
    const { "x-github-event": _, ...nameless } = headers;
    expect(accept(hook, nameless, body)).toMatchObject({ kind: "refused", status: 400 });
  });
});

describe("what Alertmanager notifies of", () => {
  const secrets = { bearerSecret: "alertmanager-credentials-0123456789" };
  const headers = { "content-type": "application/json", authorization: `Bearer ${secrets.bearerSecret}` };
  const [a, b] = ["1", "2"].map((fingerprint) => ({ fingerprint, status: "firing", startsAt: "2026-12-01T00:00:00Z" }));
  const idOf = (payload: object) => {
    const said = accept(account("alertmanager", secrets), headers, JSON.stringify(payload));
    return said.kind === "event" ? said.event : said;
  };
  const group = { groupKey: "{}:{}", status: "firing", alerts: [a, b] };

  it("is the same when it is repeated, in whatever order, and another when an alert joins, starts again or is resolved", () => {
    expect(idOf({ ...group, alerts: [b, a], externalURL: "http://other" })).toBe(idOf(group));
    const others = [
      { ...group, groupKey: "{}:{x}" },
      { ...group, alerts: [a] },
      { ...group, alerts: [a, { ...b, startsAt: "2026-12-01T00:05:00Z" }] },
      { ...group, alerts: [a, { ...b, status: "resolved" }] },
      { ...group, status: "resolved" },
    ].map(idOf);
    expect(new Set([idOf(group), ...others]).size).toBe(others.length + 1);
    for (const wrong of [{}, { groupKey: "x" }, { ...group, alerts: "x" }])
      expect(idOf(wrong)).toMatchObject({ kind: "refused", status: 400 });
  });
});

describe("an event's type", () => {
  it("can be asked for where the payload does not say it", () => {
    const settings = { ...mapping, preset: "github", when: "event.type == 'push'" };
    expect(webhook.check!({ settings, secrets: { signingSecret: EVERYBODY } })).toEqual([]);
    expect(webhook.task!(settings, { id: "1", payload: {}, type: "push" })).toMatchObject({ kind: "start" });
    expect(webhook.task!(settings, { id: "1", payload: {}, type: "star" })).toEqual({ kind: "skip" });
    expect(webhook.task!(settings, { id: "1", payload: {} })).toEqual({ kind: "skip" });
  });

  it("does not let a preset that is none be added", () => {
    const problems = webhook.check!({
      settings: { ...mapping, preset: "githb" },
      secrets: { signingSecret: EVERYBODY },
    });
    expect(problems).toEqual([expect.stringContaining("did you mean github?")]);
  });
});
