import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { signingKey, signStandard, standardProblem } from "./standard-webhook.ts";

/** Published with the Standard Webhooks specification and its libraries. */
// secretlint-disable-next-line -- published with Standard Webhooks, it opens nothing
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const TIMESTAMP = "1614265330";
const BODY = '{"test": 2432232314}';
const SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const NOW = Number(TIMESTAMP) * 1000;
const key = signingKey(SECRET)!;

const problem = (given: { id?: string; timestamp?: string; signature?: string; body?: Uint8Array; now?: number }) =>
  standardProblem(
    key,
    {
      "webhook-id": given.id ?? ID,
      "webhook-timestamp": given.timestamp ?? TIMESTAMP,
      "webhook-signature": given.signature ?? SIGNATURE,
    },
    given.body ?? Buffer.from(BODY),
    given.now ?? NOW,
  );

describe("the signature of Standard Webhooks", () => {
  it("takes the published example, and makes it", () => {
    expect(problem({})).toBeNull();
    expect(signStandard(key, ID, TIMESTAMP, Buffer.from(BODY))).toBe(SIGNATURE);
  });

  it("refuses every other byte of it", () => {
    const body = Buffer.from(BODY);
    for (let at = 0; at < body.length; at++) {
      for (let other = 1; other < 256; other += 15) {
        const changed = Buffer.from(body);
        changed[at] = (changed[at]! + other) % 256;
        expect(problem({ body: changed })).not.toBeNull();
      }
    }
    const others = (text: string) =>
      [...text].flatMap((_, at) =>
        ["0", "9", "A", "=", "\0"].map((each) => text.slice(0, at) + each + text.slice(at + 1)),
      );
    for (const id of others(ID)) expect(problem({ id }) === null).toBe(id === ID);
    for (const timestamp of others(TIMESTAMP)) expect(problem({ timestamp }) === null).toBe(timestamp === TIMESTAMP);
    for (const signature of others(SIGNATURE)) expect(problem({ signature }) === null).toBe(signature === SIGNATURE);
  });

  it("finds the right one among several, while a secret is being changed", () => {
    expect(problem({ signature: `v1,${"A".repeat(43)}= ${SIGNATURE}` })).toBeNull();
    expect(problem({ signature: `v1a,xyz v2,${SIGNATURE.slice(3)}` })).not.toBeNull();
  });

  it("counts five minutes, either way", () => {
    for (const seconds of [0, 300, -300]) expect(problem({ now: NOW + seconds * 1000 })).toBeNull();
    for (const seconds of [301, -301, 8 * 86_400]) expect(problem({ now: NOW + seconds * 1000 })).not.toBeNull();
  });

  it("signs as the library does", () => {
    fc.assert(
      fc.property(fc.json(), fc.stringMatching(/^[\w-]{1,40}$/), (body, id) => {
        const theirs = new Webhook(SECRET).sign(id, new Date(NOW), body);
        expect(signStandard(key, id, TIMESTAMP, Buffer.from(body))).toBe(theirs);
      }),
    );
  });
});
