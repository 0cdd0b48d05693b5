import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import type { ChannelAccount, Delivery } from "../types.ts";
import { eventExpressionProblems } from "./event-expressions.ts";
import { mapEvent, mappingProblems } from "./event-mapping.ts";
import { webhook } from "./webhook-kind.ts";

// secretlint-disable-next-line -- published with Standard Webhooks, it opens nothing
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NOW = Date.now();
const mapping = { workspace: "shop", task: "template:health" };
const account = (secrets: ChannelAccount["secrets"], settings = {}): ChannelAccount => ({
  tenant: "t-one",
  id: "ch-1",
  name: "hook",
  settings: { ...mapping, ...settings },
  secrets,
});
const signed = account({ signingSecret: SECRET });
const delivery = (body: string | Uint8Array, headers: Delivery["headers"], now = NOW): Delivery => ({
  headers: { "content-type": "application/json", ...headers },
  body: Buffer.from(body),
  now,
});
const sign = (body: string, id = "msg_1", at = NOW) => ({
  "webhook-id": id,
  "webhook-timestamp": String(Math.floor(at / 1000)),
  "webhook-signature": new Webhook(SECRET).sign(id, new Date(at), body),
});

describe("a signed webhook", () => {
  it("takes what the library of Standard Webhooks signs, and signs rehearsals that the library takes", () => {
    expect(webhook.accept(signed, delivery('{"a":1}', sign('{"a":1}')))).toEqual({
      kind: "event",
      event: "msg_1",
      incoming: { kind: "event", payload: { a: 1 } },
    });
    const { headers, body } = webhook.simulate(signed, { user: "", payload: { b: "ü" }, now: NOW });
    expect(new Webhook(SECRET).verify(body, headers)).toEqual({ b: "ü" });
  });

  it.each([
    ['{"a":1,"b":{"c":1,"c":2}}', /c.*twice|c.*once|"c"/],
    ['{"a":"x\\u0000"}', /NUL/],
    ['{"a":["\\ud800"]}', /lone surrogate/],
    ['{"\\udfff":1}', /lone surrogate/],
  ])("refuses a body of which a value would not stay what was written: %s", (body, why) => {
    const refused = { kind: "refused", status: 400, why: expect.stringMatching(why) };
    expect(webhook.accept(signed, delivery(body, sign(body)))).toEqual(refused);
  });

  it("takes a text that only looks like an escape, and whole characters", () => {
    const body = JSON.stringify({ a: "\\u0000 \\ud800", b: "\u{1f600}" });
    expect(webhook.accept(signed, delivery(body, sign(body)))).toMatchObject({ kind: "event" });
  });

  it("takes the vector that the specification's reference implementations publish", () => {
    const published = {
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    };
    const at = 1_614_265_330_000;
    expect(webhook.accept(signed, delivery('{"test": 2432232314}', published, at))).toMatchObject({ kind: "event" });
    const rotated = { ...published, "webhook-signature": `v1,AAAA v2,x ${published["webhook-signature"]}` };
    expect(webhook.accept(signed, delivery('{"test": 2432232314}', rotated, at))).toMatchObject({ kind: "event" });
  });

  it.each([
    [0, "event"],
    [300, "event"],
    [-300, "event"],
    [301, "refused"],
    [-302, "refused"],
    [8 * 86_400, "refused"],
  ])("that is %i s old is %s", (seconds, kind) => {
    const body = "{}";
    expect(webhook.accept(signed, delivery(body, sign(body), NOW + seconds * 1000))).toMatchObject({ kind });
  });

  it("is refused when any byte of its body, id, time or signature is another", () => {
    const body = '{"ref":"refs/heads/main","n":[1,2,3]}';
    const headers = sign(body);
    const names = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;
    for (let at = 0; at < body.length; at++) {
      const bytes = Buffer.from(body);
      bytes[at] = bytes[at]! ^ 1;
      expect(webhook.accept(signed, delivery(bytes, headers))).toMatchObject({ kind: "refused", status: 401 });
    }
    for (const name of names) {
      for (let at = 0; at < headers[name].length; at++) {
        const bytes = Buffer.from(headers[name]);
        bytes[at] = bytes[at]! ^ 1;
        const changed = { ...headers, [name]: bytes.toString("latin1") };
        expect(webhook.accept(signed, delivery(body, changed))).toMatchObject({ kind: "refused", status: 401 });
      }
      const { [name]: _, ...without } = headers;
      expect(webhook.accept(signed, delivery(body, without))).toMatchObject({ kind: "refused", status: 401 });
    }
  });

  it("answers 415 to what is not JSON by its type, and 400 to what is not by its bytes or nested without end", () => {
    const status = (body: string, type = "application/json") =>
      webhook.accept(signed, { ...delivery(body, sign(body)), headers: { "content-type": type, ...sign(body) } });
    expect(status("{}", "text/plain")).toMatchObject({ status: 415 });
    expect(status("{}", "application/cloudevents+json; charset=utf-8")).toMatchObject({ kind: "event" });
    expect(status("{")).toMatchObject({ status: 400 });
    expect(status("")).toMatchObject({ status: 400 });
    expect(status(`${"[".repeat(100)}${"]".repeat(100)}`)).toMatchObject({ status: 400 });
    expect(status(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)).toMatchObject({ status: 400 });
  });
});

describe("a webhook with a bearer secret", () => {
  const bearerSecret = "a-secret-of-more-than-24-characters";
  const bearer = (settings = {}) => account({ bearerSecret }, settings);
  const authorization = `Bearer ${bearerSecret}`;
  const event = (of: ChannelAccount, body: string) => {
    const accepted = webhook.accept(of, delivery(body, { authorization }));
    return "event" in accepted ? accepted.event : accepted;
  };

  it("takes the right secret and no other", () => {
    expect(webhook.accept(bearer(), delivery("{}", { authorization }))).toMatchObject({ kind: "event" });
    for (const wrong of [
      "",
      "Bearer",
      `Bearer ${bearerSecret}x`,
      `Bearer ${bearerSecret.slice(1)}`,
      `Basic ${bearerSecret}`,
    ])
      expect(webhook.accept(bearer(), delivery("{}", { authorization: wrong }))).toMatchObject({ status: 401 });
    expect(webhook.accept(account({}), delivery("{}", { authorization: "Bearer x" }))).toMatchObject({ status: 401 });
  });

  it("knows an event again by its expression, or by its whole body", () => {
    const named = bearer({ id: "${{ event.payload.delivery }}" });
    expect(event(named, '{"delivery":7,"n":1}')).toBe(event(named, '{"delivery":7,"n":2}'));
    expect(event(named, '{"delivery":7}')).not.toBe(event(named, '{"delivery":8}'));
    expect(event(named, '{"delivery":9007199254740993}')).toBe("id:9007199254740993");
    expect(event(named, '{"delivery":9007199254740992}')).toBe("id:9007199254740992");
    expect(event(named, "{}")).toMatchObject({ kind: "refused", status: 400 });
    expect(event(bearer(), '{"n":1}')).toBe(event(bearer(), '{"n":1}'));
    expect(event(bearer(), '{"n":1}')).not.toBe(event(bearer(), '{"n":2}'));
  });
});

describe("a mapping", () => {
  const map = (settings: object, payload: unknown) =>
    mapEvent({ ...mapping, ...settings }, { id: "e1", payload: payload as never });

  it("makes inputs of the event, with their types; what comes to nothing is left to its default", () => {
    const inputs = {
      ref: "${{ event.payload.ref }}",
      title: "Push of ${{ event.payload.by.name }} (${{ EVENT.id }})",
      count: "${{ event.payload.count }}",
      last: "${{ event.payload.commits[1].id }}",
      absent: "${{ event.payload.absent.deep }}",
      text: "no 'event' here, event.payload neither",
      quoted: "${{ format('{0} event.payload {1}', 'event', event.payload['event']) }}",
    };
    const payload = { ref: "main", by: { name: "Ana" }, count: 3, commits: [{ id: "a" }, { id: "b" }], event: "push" };
    expect(map({ inputs }, payload)).toEqual({
      kind: "start",
      workspace: "shop",
      task: "template:health",
      inputs: {
        ref: "main",
        title: "Push of Ana (e1)",
        count: 3,
        last: "b",
        text: "no 'event' here, event.payload neither",
        quoted: "event event.payload push",
      },
    });
  });

  it("leaves events out by a condition", () => {
    for (const when of ["event.payload.ref == 'main'", "${{ event.payload.ref == 'main' }}"]) {
      expect(map({ when }, { ref: "main" })).toMatchObject({ kind: "start" });
      expect(map({ when }, { ref: "dev" })).toEqual({ kind: "skip" });
    }
  });

  it("never evaluates what the event says", () => {
    const text = "${{ event.payload.secret }} ${{ inputs.event }}";
    expect(map({ inputs: { text: "${{ event.payload.text }}" } }, { text, secret: "s" })).toMatchObject({
      inputs: { text },
    });
  });

  it("says what cannot be mapped", () => {
    expect(map({ inputs: { x: "a ${{ event.payload.list }}" } }, { list: [1] })).toEqual({
      kind: "problem",
      why: expect.stringContaining("event.payload.list"),
    });
    expect(map({ inputs: { x: "${{ fromJSON(event.payload.text) }}" } }, { text: "{" })).toMatchObject({
      kind: "problem",
    });
  });

  it.each<[object, RegExp]>([
    [{ workspace: undefined }, /workspace, got nothing/],
    [{ task: "${{ event.payload.task }}" }, /constant task/],
    [{ task: "please do something" }, /template:ID/],
    [{ inputs: { x: "${{ event.payload.ref" } }, /closing|closed/],
    [{ inputs: { x: "${{ event.paylod.ref }}" } }, /event\.paylod/],
    [{ inputs: { x: "${{ inputs.ref }}" } }, /got `inputs`/],
    [{ inputs: { x: ["${{ env.HOME }}"] } }, /got `env`/],
    [{ inputs: { x: "${{ workspace }}" } }, /got `workspace`/],
    [{ inputs: { x: "${{ nope(event.payload) }}" } }, /no function `nope`/],
    [{ inputs: "x" }, /names and values/],
    [{ when: "event.payload.a ==" }, /when/],
    [{ when: "always(" }, /when/],
    [{ id: "constant" }, /all events would have the same id/],
    [{ id: 7 }, /expression for id/],
  ])("that is wrong is refused when it is added: %j", (settings, message) => {
    expect(mappingProblems({ ...mapping, ...settings }).join("\n")).toMatch(message);
  });

  it("that was found right never throws, whatever the event", () => {
    const inputs = {
      a: "${{ event.payload.a.b[0] }}",
      b: "x ${{ event.payload.c }}",
      c: "${{ join(event.payload.*.d, ',') }}",
    };
    expect(eventExpressionProblems(inputs)).toEqual([]);
    fc.assert(
      fc.property(fc.jsonValue(), (payload) => {
        expect(["start", "problem"]).toContain(map({ inputs }, payload).kind);
      }),
    );
  });

  it.each<[object, object, RegExp]>([
    [{}, {}, /either signingSecret or bearerSecret/],
    [{}, { signingSecret: SECRET, bearerSecret: "x".repeat(30) }, /either/],
    [{}, { signingSecret: "whsec_short" }, /24 to 64 bytes/],
    [{}, { bearerSecret: "short" }, /24 to 512/],
    [{ id: "${{ event.payload.id }}" }, { signingSecret: SECRET }, /webhook-id/],
    [{ inpust: {} }, { signingSecret: SECRET }, /did you mean `inputs`/],
  ])("and its secret belong together: %j %j", (settings, secrets, message) => {
    expect(webhook.check!({ settings: { ...mapping, ...settings }, secrets: secrets as never }).join("\n")).toMatch(
      message,
    );
  });
});
