import type { PresetFixture } from "../../testing/preset-fixture.ts";
import { signedHeaders } from "../standard.ts";

// secretlint-disable-next-line -- published with Standard Webhooks, it opens nothing
const signingSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const bearerSecret = "gitlab-secret-token-0123";

export const fixture: PresetFixture = {
  modes: {
    "signing token": {
      secrets: { signingSecret },
      proof: { headers: ["webhook-id", "webhook-timestamp", "webhook-signature"], ofBody: true, ofTime: true },
      prove: (body, now) => signedHeaders({ signingSecret }, "msg_1", Buffer.from(body), now),
      types: ["application/json"],
    },
    "secret token": {
      secrets: { bearerSecret },
      proof: { headers: ["x-gitlab-token"], ofBody: false, ofTime: false },
      prove: () => ({ "x-gitlab-token": bearerSecret, "idempotency-key": "f5e5f430-f57b-4e6e-9fac-d9128cd7232f" }),
      types: ["application/json"],
    },
  },
  documented: [
    {
      // Published with Standard Webhooks, which GitLab's signing token follows.
      what: "a signed event",
      secrets: { signingSecret },
      headers: {
        "content-type": "application/json",
        "x-gitlab-event": "Push Hook",
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
      },
      body: '{"test": 2432232314}',
      now: 1_614_265_330_000,
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      type: "Push Hook",
    },
    {
      what: "an event with the secret token",
      secrets: { bearerSecret },
      headers: {
        "content-type": "application/json",
        "x-gitlab-event": "Merge Request Hook",
        "x-gitlab-token": bearerSecret,
        "idempotency-key": "f5e5f430-f57b-4e6e-9fac-d9128cd7232f",
      },
      body: '{"object_kind":"merge_request"}',
      id: "f5e5f430-f57b-4e6e-9fac-d9128cd7232f",
      type: "Merge Request Hook",
    },
  ],
};
