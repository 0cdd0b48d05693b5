import { verifySlackSignature } from "@chat-adapter/slack/webhook";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slackHeaders, slackProblem } from "./slack-signature.ts";

/** Published at docs.slack.dev, "Verifying requests from Slack". */
const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const TIMESTAMP = "1531420618";
const SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
const BODY =
  "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar" +
  "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com" +
  "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d1" +
  "0d2c447fce8b6703c";
const NOW = Number(TIMESTAMP) * 1000;

const problem = (given: { body?: Uint8Array; timestamp?: string; signature?: string; now?: number; secret?: string }) =>
  slackProblem(given.secret ?? SECRET, {
    headers: {
      "x-slack-request-timestamp": given.timestamp ?? TIMESTAMP,
      "x-slack-signature": given.signature ?? SIGNATURE,
    },
    body: given.body ?? Buffer.from(BODY),
    now: given.now ?? NOW,
  });

describe("Slack's signature", () => {
  it("takes the example that Slack publishes, and makes it", () => {
    expect(problem({})).toBeNull();
    expect(slackHeaders(SECRET, Buffer.from(BODY), NOW)).toEqual({
      "x-slack-request-timestamp": TIMESTAMP,
      "x-slack-signature": SIGNATURE,
    });
  });

  it("refuses every other byte of it", () => {
    const body = Buffer.from(BODY);
    for (let at = 0; at < body.length; at++) {
      for (let byte = 0; byte < 256; byte += 15) {
        const changed = Buffer.from(body);
        changed[at] = (changed[at]! + byte) % 256;
        expect(problem({ body: changed }) === null).toBe(byte === 0 || changed.equals(body));
      }
    }
    const others = (text: string) =>
      [...text].flatMap((_, at) =>
        ["0", "9", "a", "G", " ", "\0"].map((each) => text.slice(0, at) + each + text.slice(at + 1)),
      );
    for (const signature of others(SIGNATURE)) expect(problem({ signature }) === null).toBe(signature === SIGNATURE);
    for (const timestamp of others(TIMESTAMP)) expect(problem({ timestamp }) === null).toBe(timestamp === TIMESTAMP);
    for (const signature of [SIGNATURE.toUpperCase(), SIGNATURE.slice(3), `${SIGNATURE},${SIGNATURE}`, "v0=", ""]) {
      expect(problem({ signature })).not.toBeNull();
    }
    for (const timestamp of ["", "+1531420618", "1531420618.0", "0x5b479f4a", " 1531420618", "1.531420618e9", "NaN"]) {
      expect(problem({ timestamp })).not.toBeNull();
    }
    expect(problem({ secret: "" })).not.toBeNull();
  });

  it("counts five minutes, either way", () => {
    for (const seconds of [0, 300, -300]) expect(problem({ now: NOW + seconds * 1000 })).toBeNull();
    for (const ms of [300_001, -300_001, 8 * 86_400_000]) expect(problem({ now: NOW + ms })).not.toBeNull();
  });

  it("knows bytes that are no text apart, where a text would not", () => {
    const [one, other] = [Uint8Array.of(0xff), Uint8Array.of(0xfe)];
    const signature = slackHeaders(SECRET, one, NOW)["x-slack-signature"]!;
    expect(problem({ body: one, signature })).toBeNull();
    expect(problem({ body: other, signature })).not.toBeNull();
  });

  it("agrees with the chat library about every text", async () => {
    const theirs = (body: string, headers: { [name: string]: string }, now: number) =>
      verifySlackSignature(body, headers, { signingSecret: SECRET, now: () => now }).then(
        () => true,
        () => false,
      );
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme" }),
        fc.integer({ min: -400, max: 400 }),
        fc.boolean(),
        async (text, off, other) => {
          const headers = slackHeaders(SECRET, Buffer.from(text), NOW);
          const sent = other ? `${text}.` : text;
          const now = NOW + off * 1000;
          const ours = slackProblem(SECRET, { headers, body: Buffer.from(sent), now }) === null;
          expect(ours).toBe(await theirs(sent, headers, now));
        },
      ),
    );
  });
});
