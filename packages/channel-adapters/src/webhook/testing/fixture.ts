import type { ChannelFixture } from "../../testing/channel-fixture.ts";
import { signingKey, signStandard } from "../standard-webhook.ts";

// secretlint-disable-next-line -- published with Standard Webhooks, it opens nothing
const signingSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

export const fixture: ChannelFixture = {
  secrets: { signingSecret },
  settings: () => ({ workspace: "main", task: "template:demo" }),
  from: "programs",
  proof: { headers: ["webhook-id", "webhook-timestamp", "webhook-signature"], ofBody: true, ofTime: true },
  prove: (body, now) => {
    const timestamp = String(Math.floor(now / 1000));
    return {
      "webhook-id": "msg_1",
      "webhook-timestamp": timestamp,
      "webhook-signature": signStandard(signingKey(signingSecret)!, "msg_1", timestamp, body),
    };
  },
  types: ["application/json"],
};
