import { hubSignature } from "../../hex-signature.ts";
import type { PresetFixture } from "../../testing/preset-fixture.ts";

const signingSecret = "It's a Secret to Everybody";
const BODY = '{"timestamp":1525698237764,"webhookEvent":"jira:issue_updated","issue":{"key":"TEST-1"}}';

export const fixture: PresetFixture = {
  modes: {
    signed: {
      secrets: { signingSecret },
      proof: { headers: ["x-hub-signature"], ofBody: true, ofTime: false },
      prove: (body) => ({
        "x-hub-signature": hubSignature(signingSecret, body),
        "x-atlassian-webhook-identifier": "e8d1c3a5-1",
      }),
      types: ["application/json"],
    },
  },
  documented: [
    {
      what: "an updated issue",
      secrets: { signingSecret },
      headers: {
        "content-type": "application/json; charset=UTF-8",
        "x-hub-signature": hubSignature(signingSecret, BODY),
        "x-atlassian-webhook-identifier": "e8d1c3a5-1",
      },
      body: BODY,
      id: "e8d1c3a5-1",
      type: "jira:issue_updated",
    },
  ],
};
