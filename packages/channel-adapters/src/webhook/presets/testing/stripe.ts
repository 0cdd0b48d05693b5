import { createHmac } from "node:crypto";
import type { PresetFixture } from "../../testing/preset-fixture.ts";

const signingSecret = "whsec_test_secret_0123456789abcdef";
const BODY = '{"id":"evt_1MqqbKLt4dXK03v5qaIbiNCC","object":"event","type":"charge.succeeded"}';
const sign = (at: number, body: string | Uint8Array) =>
  createHmac("sha256", signingSecret).update(`${at}.`).update(body).digest("hex");

export const fixture: PresetFixture = {
  modes: {
    signed: {
      secrets: { signingSecret },
      proof: { headers: ["stripe-signature"], ofBody: true, ofTime: true },
      prove: (body, now) => {
        const at = Math.floor(now / 1000);
        return { "stripe-signature": `t=${at},v1=${sign(at, body)}` };
      },
      types: ["application/json"],
    },
  },
  documented: [
    {
      // Signed with an old and a new secret, and with the scheme of test events, which is not to be looked at.
      what: "an event while a secret is rolled",
      secrets: { signingSecret },
      headers: {
        "content-type": "application/json; charset=utf-8",
        "stripe-signature": `t=1492774577,v1=${"0".repeat(64)},v1=${sign(1_492_774_577, BODY)},v0=${"6".repeat(64)}`,
      },
      body: BODY,
      now: 1_492_774_577_000 + 300_000,
      id: "evt_1MqqbKLt4dXK03v5qaIbiNCC",
      type: "charge.succeeded",
    },
  ],
};
