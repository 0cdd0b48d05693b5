import type { PresetFixture } from "../../testing/preset-fixture.ts";

const bearerSecret = "alertmanager-credentials-0123456789";
const basicSecret = "alerts:a-long-password-0123";
const BODY = JSON.stringify({
  version: "4",
  groupKey: '{}/{severity="critical"}:{alertname="ProbeFailure"}',
  truncatedAlerts: 0,
  status: "firing",
  receiver: "sdetkit",
  groupLabels: { alertname: "ProbeFailure" },
  alerts: [
    {
      status: "firing",
      labels: { alertname: "ProbeFailure" },
      annotations: {},
      startsAt: "2023-02-06T13:08:45.828Z",
      endsAt: "0001-01-01T00:00:00Z",
      fingerprint: "1a30ba71cca2921f",
    },
  ],
});
const ID = "alerts:77d1ce30f60cf4032f2dc5a4b51e9c0c2769badce8aa70b5e171f1f17fa522aa";
const basic = Buffer.from(basicSecret).toString("base64");
const json = { "content-type": "application/json" };

export const fixture: PresetFixture = {
  modes: {
    credentials: {
      secrets: { bearerSecret },
      proof: { headers: ["authorization"], ofBody: false, ofTime: false },
      prove: () => ({ authorization: `Bearer ${bearerSecret}` }),
      types: ["application/json"],
    },
    "basic auth": {
      secrets: { basicSecret },
      proof: { headers: ["authorization"], ofBody: false, ofTime: false },
      prove: () => ({ authorization: `Basic ${basic}` }),
      types: ["application/json"],
    },
  },
  documented: [
    {
      what: "a notification with credentials",
      secrets: { bearerSecret },
      headers: { ...json, authorization: `Bearer ${bearerSecret}` },
      body: BODY,
      id: ID,
      type: "firing",
    },
    {
      what: "a notification with basic auth",
      secrets: { basicSecret },
      headers: { ...json, authorization: `Basic ${basic}` },
      body: BODY,
      id: ID,
      type: "firing",
    },
  ],
};
