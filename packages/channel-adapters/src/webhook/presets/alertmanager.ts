import { hash } from "node:crypto";
import { field, sameSecret } from "../../http-client/parse-payload.ts";
import { bearerProblem } from "../bearer-problem.ts";
import { eventType } from "../event-type.ts";
import type { PresetSecret, WebhookPreset } from "../preset.ts";
import { tokenSecret } from "../preset-secrets.ts";

const BASIC: PresetSecret = {
  about: "instead: USER:PASSWORD of basic_auth, at least 16 characters",
  problem: (text) =>
    /^[\x20-\x39\x3b-\x7e]+:[\x20-\x7e]{12,512}$/.test(text)
      ? null
      : "as USER:PASSWORD, the password with 12 or more characters",
};

/**
 * Prometheus Alertmanager (prometheus.io, "webhook_config", payload version 4), and Grafana, which sends the same: it cannot sign, and sends
 * what `http_config` says. A notification is the same event when it is about the same group, status and alerts since the same times:
 * what is repeated every `repeat_interval` starts nothing again, an alert that joins or is resolved does.
 */
export const alertmanager: WebhookPreset = {
  name: "alertmanager",
  about: "with the credentials of Alertmanager's http_config",
  idFrom: "in groupKey and startsAt",
  secrets: {
    bearerSecret: tokenSecret("`credentials` under `authorization`, at least 24 characters", 24),
    basicSecret: BASIC,
  },
  problem: ({ bearerSecret, basicSecret }, { headers }) => {
    const { authorization } = headers;
    if (bearerSecret !== undefined) return bearerProblem(bearerSecret, authorization);
    const given = /^Basic +(\S+)$/i.exec(authorization ?? "")?.[1];
    if (given === undefined || !basicSecret) return "expected Authorization: Basic";
    return sameSecret(given, base64(basicSecret)) ? null : "wrong user or password";
  },
  event: (_, payload) => {
    const [group, status, alerts] = ["groupKey", "status", "alerts"].map((name) => field(payload, name));
    if (typeof group !== "string" || !Array.isArray(alerts)) return null;
    const told = alerts.map((alert) =>
      JSON.stringify(["fingerprint", "status", "startsAt"].map((name) => field(alert, name))),
    );
    const digest = hash("sha256", JSON.stringify([group, status, told.sort()]), "hex");
    return { id: `alerts:${digest}`, ...eventType(status) };
  },
  sign: ({ bearerSecret, basicSecret = "" }, { payload, event, now, type = "firing" }) => {
    const alert = {
      status: type,
      labels: {},
      startsAt: new Date(now).toISOString(),
      fingerprint: hash("sha256", event).slice(0, 16),
    };
    const body = JSON.stringify({
      version: "4",
      groupKey: "{}:{}",
      status: type,
      alerts: [alert],
      ...(payload as object),
    });
    const authorization = bearerSecret === undefined ? `Basic ${base64(basicSecret)}` : `Bearer ${bearerSecret}`;
    return { headers: { "content-type": "application/json", authorization }, body };
  },
};

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
