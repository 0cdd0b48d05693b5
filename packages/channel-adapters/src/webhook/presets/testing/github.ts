import { hubSignature } from "../../hex-signature.ts";
import type { PresetFixture } from "../../testing/preset-fixture.ts";

const signingSecret = "It's a Secret to Everybody";

/** With the test values of docs.github.com, "Validating webhook deliveries": secret, `Hello, World!`, and its signature. */
export const fixture: PresetFixture = {
  modes: {
    signed: {
      secrets: { signingSecret },
      proof: { headers: ["x-hub-signature-256"], ofBody: true, ofTime: false },
      prove: (body) => ({
        "x-hub-signature-256": hubSignature(signingSecret, body),
        "x-github-event": "push",
        "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      }),
      types: ["application/json", "application/x-www-form-urlencoded"],
    },
  },
  documented: [
    {
      what: "a push",
      secrets: { signingSecret },
      headers: {
        "content-type": "application/json",
        "x-github-event": "push",
        "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
        "x-hub-signature-256": hubSignature(signingSecret, '{"ref":"refs/heads/main"}'),
      },
      body: '{"ref":"refs/heads/main"}',
      id: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      type: "push",
    },
    {
      what: "a push as a form",
      secrets: { signingSecret },
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-github-event": "push",
        "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
        "x-hub-signature-256": hubSignature(signingSecret, "payload=%7B%22ref%22%3A%22main%22%7D"),
      },
      body: "payload=%7B%22ref%22%3A%22main%22%7D",
      id: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      type: "push",
    },
  ],
};
