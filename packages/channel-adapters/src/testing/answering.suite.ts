import { afterAll, beforeAll, expect, it } from "vitest";
import type { ChannelAccount } from "../types.ts";
import type { ChannelFixture } from "./channel-fixture.ts";
import { type FakeVendor, startFakeVendor, type VendorAnswer } from "./fake-vendor.ts";
import type { KindUnderTest } from "./kind-under-test.ts";

/** A kind that people talk through answers them: whole, in order, as patiently as the vendor asks, and gives no secret away. */
export function answeringContract(
  { kind, account: accountOf, withoutSecrets }: KindUnderTest,
  vendor: NonNullable<ChannelFixture["vendor"]>,
): void {
  let fake: FakeVendor;
  let account: ChannelAccount;
  beforeAll(async () => {
    fake = await startFakeVendor();
    account = accountOf(fake.base);
  });
  afterAll(() => fake.close());
  const { address } = vendor;
  const send = (text: string, buttons?: { label: string; data: string }[]) =>
    kind.send(account, address, buttons === undefined ? { text } : { text, buttons }, fetch);
  const whileAnswering = (...answers: VendorAnswer[]) =>
    fake.answerWith((n) => answers[Math.min(n, answers.length - 1)]!);

  it("says it, with buttons", async () => {
    fake.answerWith(vendor.ok);
    const sent = await send("**done** `a` <b> & @here", [
      { label: "Approve", data: "a".repeat(64) },
      { label: "Reject", data: "r" },
    ]);
    expect(sent).toMatchObject({ kind: "sent", external: expect.stringMatching(/./) });
    const [request] = fake.requests;
    expect(fake.requests).toHaveLength(1);
    expect(vendor.textOf(request!)).toContain("done");
    expect(vendor.buttonsOf(request!)).toEqual([
      { label: "Approve", data: "a".repeat(64) },
      { label: "Reject", data: "r" },
    ]);
  });

  it("waits as long as the vendor asks for", async () => {
    whileAnswering(vendor.limited);
    expect(await send("hello")).toMatchObject({ kind: "later", retryAfter: 7 });
  });

  it.each([
    ["broken", { status: 500, body: "oops" }],
    ["away behind its proxy", { status: 502, body: "<html>" }],
    ["not itself", { status: 200, body: "<html>welcome</html>" }],
    ["silent in the middle", { status: 200, body: "{", cut: true }],
  ])("tries again when the vendor is %s", async (_, answer) => {
    whileAnswering(answer);
    const sent = await send("hello");
    expect(sent.kind).toBe("later");
    withoutSecrets(sent);
  });

  it.each(["revoked", "gone"] as const)("gives up when the token or the place is %s, and says why", async (what) => {
    whileAnswering(vendor[what]);
    const sent = await send("hello");
    expect(sent).toMatchObject({ kind: "failed", why: expect.stringMatching(/\w{3}/) });
    withoutSecrets(sent);
  });

  it("does not wait for ever, and goes nowhere else", async () => {
    const signals: unknown[] = [];
    const heard = new AbortController();
    // Whoever is asked says nothing, and the caller's patience ends when the question has arrived.
    fake.answerWith(() => {
      heard.abort(new DOMException("too late", "TimeoutError"));
      return { status: 200, body: "", silent: true };
    });
    const impatient: typeof fetch = (url, init) => {
      signals.push(init?.signal);
      return fetch(url, { ...init, signal: heard.signal });
    };
    expect(await kind.send(account, address, { text: "hello" }, impatient)).toMatchObject({ kind: "later" });
    expect(signals).toEqual([expect.any(AbortSignal)]);
    whileAnswering({ status: 307, headers: { location: `${fake.base}/elsewhere` }, body: "" });
    expect((await send("hello")).kind).not.toBe("sent");
    expect(fake.requests.map(({ url }) => url)).toEqual([expect.not.stringContaining("elsewhere")]);
  });

  it("shows no secret, whatever the world does", async () => {
    const nobody = accountOf("http://127.0.0.1:1");
    const outcomes = [
      await kind.send(nobody, address, { text: "hello" }, fetch),
      await kind.test(nobody, fetch),
      await kind.send(account, address, { text: "hello" }, (url) =>
        Promise.reject(new TypeError(`cannot reach ${url}`)),
      ),
      await kind.send(accountOf("not a URL"), address, { text: "hello" }, fetch),
      await kind.send(accountOf("file:///etc/passwd"), address, { text: "hello" }, fetch),
    ];
    fake.answerWith((_, { url, headers }) => ({
      status: 400,
      body: JSON.stringify({ ok: false, error: url, description: JSON.stringify([url, headers]) }),
    }));
    outcomes.push(await send("hello"), await kind.test(account, fetch));
    expect(outcomes.map((outcome) => ("kind" in outcome ? outcome.kind : outcome.ok))).toEqual([
      "later",
      false,
      "later",
      "failed",
      "failed",
      "failed",
      false,
    ]);
    for (const outcome of outcomes) withoutSecrets(outcome);
  });

  it("asks whether the credentials work", async () => {
    whileAnswering(vendor.known);
    expect(await kind.test(account, fetch)).toMatchObject({ ok: true });
    whileAnswering(vendor.revoked);
    const refused = await kind.test(account, fetch);
    expect(refused).toMatchObject({ ok: false, detail: expect.stringMatching(/\w{3}/) });
    withoutSecrets(refused);
  });

  it("cuts what is long, keeps its order, and goes on where it was stopped", async () => {
    const text = Array.from({ length: 2_000 }, (_, line) => `line ${line} & more`).join("\n");
    const shown = () => fake.requests.map(vendor.textOf).join("\n");
    fake.answerWith(vendor.ok);
    expect((await send(text)).kind).toBe("sent");
    expect(shown().match(/line \d+ /g)).toEqual(text.match(/line \d+ /g));
    const whole = fake.requests.map(vendor.textOf);
    expect(whole.length).toBeGreaterThan(2);

    fake.answerWith((n) => (n < 2 ? vendor.ok(n) : vendor.limited));
    const stopped = await send(text, [{ label: "OK", data: "ok" }]);
    expect(stopped).toMatchObject({ kind: "later", retryAfter: 7, rest: { buttons: [{ label: "OK", data: "ok" }] } });
    const before = fake.requests.slice(0, 2).map(vendor.textOf);
    fake.answerWith(vendor.ok);
    if (stopped.kind !== "later") return;
    expect((await kind.send(account, address, stopped.rest!, fetch)).kind).toBe("sent");
    expect([...before, ...fake.requests.map(vendor.textOf)]).toEqual(whole);
    expect(fake.requests.map((request) => vendor.buttonsOf(request).length > 0).filter(Boolean)).toHaveLength(1);
  });
}
