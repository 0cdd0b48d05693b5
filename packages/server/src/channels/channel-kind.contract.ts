import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Accepted, Address, ChannelAccount, ChannelKind, Delivery } from "./contract.ts";
import { type FakeVendor, startFakeVendor, type VendorAnswer, type VendorRequest } from "./testing/fake-vendor.ts";

/** What the contract suite has to know of a kind: `KIND/testing/fixture.ts` exports it as `fixture`. */
export interface ChannelFixture {
  /** Clear secrets that would be found anywhere. */
  readonly secrets: { readonly [name: string]: string };
  /** Settings with the vendor's API at this base URL. */
  settings(base: string): { readonly [name: string]: unknown };
  /** Who talks here: people can be answered, programs cannot. */
  readonly from: "people" | "programs";
  /** The headers that prove where a request is from, and whether they prove what it says and when. */
  readonly proof: { readonly headers: readonly string[]; readonly ofBody: boolean; readonly ofTime: boolean };
  /** Headers that make any bytes come from the vendor. */
  prove(body: Uint8Array, now: number): { readonly [name: string]: string };
  /** Content types of real requests. */
  readonly types: readonly string[];
  /** Where to send, and how the vendor answers. Only kinds that people talk through. */
  readonly vendor?: {
    readonly address: Address;
    /** Another place, which is another conversation. */
    readonly elsewhere: Address;
    ok(n: number): VendorAnswer;
    readonly known: VendorAnswer;
    readonly limited: VendorAnswer;
    readonly revoked: VendorAnswer;
    readonly gone: VendorAnswer;
    /** What a request says, as people see it. */
    textOf(request: VendorRequest): string;
    /** Texts of the buttons, and what they bring back. */
    buttonsOf(request: VendorRequest): readonly { readonly label: string; readonly data: string }[];
  };
}

const NOW = Date.UTC(2026, 10, 22, 12);
const DAY = 86_400_000;

/** The promises of a channel kind. */
export function channelKindContract(kind: ChannelKind, fixture: ChannelFixture): void {
  const account = (base = "http://127.0.0.1:9"): ChannelAccount => ({
    tenant: "t-one",
    id: "c-one",
    name: "chat",
    settings: fixture.settings(base),
    secrets: fixture.secrets,
  });
  const said = (text: string, event = "Ev0001") =>
    kind.simulate(account(), {
      ...(fixture.from === "people" ? { text } : { payload: { text } }),
      user: "4711",
      event,
      now: NOW,
    });
  const accept = async (
    { headers, body }: { readonly headers: Delivery["headers"]; readonly body: string | Uint8Array },
    now = NOW,
  ) => kind.accept(account(), { headers, body: typeof body === "string" ? Buffer.from(body) : body, now });
  const withoutSecrets = (value: unknown) => {
    for (const secret of Object.values(fixture.secrets)) expect(JSON.stringify(value)).not.toContain(secret);
  };

  describe(`the channel kind ${kind.kind}`, () => {
    it("says what it needs, and takes that", () => {
      const known = kind.needs.filter(({ secret }) => secret).map(({ name }) => name);
      expect(known).toEqual(expect.arrayContaining(Object.keys(fixture.secrets)));
      expect(
        kind.check?.({ settings: fixture.settings("https://example.org"), secrets: fixture.secrets }) ?? [],
      ).toEqual([]);
      for (const { name, about } of kind.needs) expect([name, about]).not.toContain("");
    });

    describe("taking in", () => {
      it("understands what it simulates, and gives a redelivery the same id", async () => {
        const first = eventOf(await accept(said("run a & b <c>")));
        const again = eventOf(await accept(said("run a & b <c>")));
        const other = eventOf(await accept(said("run a & b <c>", "Ev0002")));
        expect(again).toEqual(first);
        expect(other.event).not.toBe(first.event);
        expect(first.incoming).toMatchObject(
          fixture.from === "people"
            ? { kind: "message", user: "4711", text: "run a & b <c>" }
            : { kind: "event", payload: { text: "run a & b <c>" } },
        );
      });

      if (fixture.from === "people")
        it("understands commands and buttons", async () => {
          const command = eventOf(await accept(said("/sdetkit run demo")));
          expect(command.incoming).toMatchObject({ kind: "message", text: "run demo" });
          const data = "a".repeat(64);
          const button = eventOf(await accept(kind.simulate(account(), { button: data, user: "4711", now: NOW })));
          expect(button.incoming).toMatchObject({ kind: "button", user: "4711", data });
        });

      it("refuses when any byte of the proof is another, or one is missing", async () => {
        const { headers, body } = said("run demo");
        for (const name of fixture.proof.headers) {
          const value = headers[name]!;
          for (let at = 0; at < value.length; at++) {
            const changed = value.slice(0, at) + (value[at] === "0" ? "1" : "0") + value.slice(at + 1);
            expect(await accept({ headers: { ...headers, [name]: changed }, body }), `${name} at ${at}`).toMatchObject({
              kind: "refused",
              status: 401,
            });
          }
          for (const wrong of ["", `${value}0`, value.slice(0, -1), `${value}\0`, "x".repeat(100_000)]) {
            expect((await accept({ headers: { ...headers, [name]: wrong }, body })).kind).toBe("refused");
          }
          const { [name]: _, ...rest } = headers;
          expect((await accept({ headers: rest, body })).kind).toBe("refused");
        }
      });

      if (fixture.proof.ofBody)
        it("refuses when any byte of the body is another", async () => {
          const { headers, body } = said("run demo");
          for (let at = 0; at < body.length; at++) {
            for (const bit of [1, 128]) {
              const bytes = Buffer.from(body);
              bytes[at]! ^= bit;
              expect(await accept({ headers, body: bytes }), `byte ${at}`).toMatchObject({
                kind: "refused",
                status: 401,
              });
            }
          }
        });

      it("takes nothing twice: at once and after days it is refused, or known by its id", async () => {
        const request = said("run demo");
        const first = eventOf(await accept(request));
        for (const later of [0, 301_000, -301_000, 8 * DAY]) {
          const again = await accept(request, NOW + later);
          if (fixture.proof.ofTime && later !== 0) expect(again).toMatchObject({ kind: "refused", status: 401 });
          else expect(eventOf(again).event).toBe(first.event);
        }
      });

      it("throws at nothing, whoever sends it, and refuses strangers", async () => {
        const headers = fc.dictionary(
          fc.constantFrom(...fixture.proof.headers, "content-type"),
          fc.oneof(fc.string({ unit: "binary" }), fc.constant("x".repeat(70_000)), fc.constant("1795348800")),
        );
        await fc.assert(
          fc.asyncProperty(headers, fc.uint8Array(), async (given, body) => {
            const accepted = await accept({ headers: given, body });
            expect(accepted).toMatchObject({ kind: "refused", status: 401 });
            withoutSecrets(accepted);
          }),
        );
      });

      it("throws at nothing that has the proof either", async () => {
        const real = fc.constantFrom(...["run demo", "/sdetkit help"].map((text) => said(text).body));
        const part = fc.oneof(
          fc.json(),
          fc.json().map((text) => new URLSearchParams({ payload: text }).toString()),
          real,
        );
        const bodies = fc.oneof(
          fc.uint8Array(),
          part.map((text) => Buffer.from(text)),
          // Real requests with some of it gone, or of another kind.
          fc
            .tuple(real, fc.nat(), fc.constantFrom("null", "1", "[]", "{}", '"\\u0000\\ud800"'))
            .map(([text, n, value]) => Buffer.from(withValue(text, n, value))),
          fc
            .constantFrom("", "\0", "\ufeff{}", "{", "[".repeat(50_000), "payload=%00", "payload=%ff", "__proto__=1")
            .map((text) => Buffer.from(text)),
        );
        const types = fc.oneof(fc.constantFrom(...fixture.types), fc.string());
        await fc.assert(
          fc.asyncProperty(bodies, types, async (body, type) => {
            const accepted = await accept({ headers: { ...fixture.prove(body, NOW), "content-type": type }, body });
            withoutSecrets(accepted);
            if (accepted.kind !== "event" || accepted.incoming.kind === "event") return;
            // It can be kept: a database takes neither NUL nor half a character.
            for (const text of textsOf(accepted.incoming))
              expect(text.isWellFormed() && !text.includes("\0")).toBe(true);
          }),
          { numRuns: 500 },
        );
      });

      const { vendor } = fixture;
      if (vendor !== undefined)
        it("knows a conversation again", async () => {
          const { address, elsewhere } = vendor;
          const message = eventOf(
            await accept(kind.simulate(account(), { text: "/sdetkit help", user: "4711", address, now: NOW })),
          );
          const button = eventOf(
            await accept(kind.simulate(account(), { button: "yes", user: "4712", address, now: NOW + 5_000 })),
          );
          const keys = [address, { ...address }, JSON.parse(JSON.stringify(address))].map((each) =>
            kind.conversationKey(each),
          );
          expect(new Set(keys).size).toBe(1);
          expect(kind.conversationKey(elsewhere)).not.toBe(keys[0]);
          if (button.incoming.kind === "button") expect(kind.conversationKey(button.incoming.address)).toBe(keys[0]);
          expect(message.incoming.kind).toBe("message");
        });
    });

    if (fixture.vendor === undefined) {
      it("cannot answer, and says so", async () => {
        const sent = await kind.send(account(), {}, { text: "hello" }, () =>
          Promise.reject(new Error("not to be asked")),
        );
        expect(sent.kind).toBe("failed");
      });
      return;
    }
    answering(kind, fixture.vendor, account, withoutSecrets);
  });
}

function answering(
  kind: ChannelKind,
  vendor: NonNullable<ChannelFixture["vendor"]>,
  accountAt: (base: string) => ChannelAccount,
  withoutSecrets: (value: unknown) => void,
): void {
  describe("answering", () => {
    let fake: FakeVendor;
    let account: ChannelAccount;
    beforeAll(async () => {
      fake = await startFakeVendor();
      account = accountAt(fake.base);
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
      const nobody = accountAt("http://127.0.0.1:1");
      const outcomes = [
        await kind.send(nobody, address, { text: "hello" }, fetch),
        await kind.test(nobody, fetch),
        await kind.send(account, address, { text: "hello" }, (url) =>
          Promise.reject(new TypeError(`cannot reach ${url}`)),
        ),
        await kind.send(accountAt("not a URL"), address, { text: "hello" }, fetch),
        await kind.send(accountAt("file:///etc/passwd"), address, { text: "hello" }, fetch),
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
  });
}

function eventOf(accepted: Accepted): Accepted & { kind: "event" } {
  if (accepted.kind !== "event") throw new Error(`expected an event, got ${JSON.stringify(accepted)}`);
  return accepted;
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.entries(value).flat().flatMap(textsOf) : [];
}

/** The request with the n-th of its JSON values replaced. */
function withValue(text: string, n: number, value: string): string {
  const values = [...text.matchAll(/"[^"]*"(?!:)|\b\d+\b/g)];
  const at = values[n % Math.max(1, values.length)];
  return at === undefined ? text : text.slice(0, at.index) + value + text.slice(at.index + at[0].length);
}
