import { hash, type KeyObject } from "node:crypto";
import { ExpressionFailure, type Json } from "@sdetkit/core";
import type { Accepted, ChannelAccount, ChannelKind, Delivery } from "../contract.ts";
import { json, sameSecret, utf8 } from "../vendor/wire.ts";
import { evaluateEvent } from "./event-expressions.ts";
import { MAPPING_SETTINGS, mapEvent, mappingProblems, unknownSetting } from "./event-mapping.ts";
import { signingKey, signStandard, standardProblem } from "./standard-webhook.ts";

const SHORTEST_BEARER = 24;
const KNOWN = [...MAPPING_SETTINGS, "account"];

/**
 * Events of any program at a named endpoint. Signed as Standard Webhooks asks, or, for senders that cannot, with a bearer
 * secret: which one, its secret says. A mapping makes a task of each.
 */
export const webhook: ChannelKind = {
  kind: "webhook",
  via: "webhook",
  needs: [
    {
      name: "signingSecret",
      secret: true,
      required: false,
      about: "whsec_… with 24 to 64 bytes of base64: deliveries are signed (Standard Webhooks)",
    },
    {
      name: "bearerSecret",
      secret: true,
      required: false,
      about: `instead: what senders put behind \`Authorization: Bearer\`, at least ${SHORTEST_BEARER} characters`,
    },
    { name: "workspace", secret: false, required: true, about: "where the runs work" },
    { name: "task", secret: false, required: true, about: "what each event starts: template:ID" },
    { name: "inputs", secret: false, required: false, about: "its inputs; values may be ${{ event.payload.… }}" },
    { name: "when", secret: false, required: false, about: "a condition; events for which it is false start nothing" },
    {
      name: "id",
      secret: false,
      required: false,
      about:
        "with a bearer secret: ${{ … }} that is the same for a repeated event; otherwise the whole body is compared",
    },
    {
      name: "account",
      secret: false,
      required: false,
      about: "whose runs they are; otherwise whoever adds the channel",
    },
  ],
  check: ({ settings, secrets }) => [
    ...Object.keys(settings)
      .filter((name) => !KNOWN.includes(name))
      .map((name) => unknownSetting(name, KNOWN)),
    ...secretProblems(secrets),
    ...(settings["id"] !== undefined && secrets["signingSecret"] !== undefined
      ? ["`id` is for bearer secrets: signed deliveries bring theirs as webhook-id"]
      : []),
    ...mappingProblems(settings),
  ],
  task: (settings, { id, payload }) => mapEvent(settings, { id, payload: payload as Json }),
  accept,
  conversationKey: () => "",
  send: async () => ({ kind: "failed", why: "a webhook only listens: nobody can be answered there" }),
  simulate: (
    { secrets },
    { payload, event = `msg_${hash("sha256", JSON.stringify(payload ?? {})).slice(0, 24)}`, now },
  ) => {
    const body = JSON.stringify(payload ?? {});
    const json = { "content-type": "application/json" };
    const key = signingKey(secrets["signingSecret"] ?? "");
    if (key === null) return { headers: { ...json, authorization: `Bearer ${secrets["bearerSecret"]}` }, body };
    const timestamp = String(Math.floor(now / 1000));
    return {
      headers: {
        ...json,
        "webhook-id": event,
        "webhook-timestamp": timestamp,
        "webhook-signature": signStandard(key, event, timestamp, Buffer.from(body)),
      },
      body,
    };
  },
  test: async ({ secrets }) => ({
    ok: true,
    detail: `waits for deliveries ${secrets["signingSecret"] === undefined ? "with its bearer secret" : "signed as Standard Webhooks"}`,
  }),
};

function accept(account: ChannelAccount, delivery: Delivery): Accepted {
  const { headers, body, now } = delivery;
  const key = keyOf(account);
  const problem =
    key === null
      ? bearerProblem(account.secrets["bearerSecret"] ?? "", headers["authorization"] ?? "")
      : standardProblem(key, headers, body, now);
  if (problem !== null) return { kind: "refused", status: 401, why: problem };
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(headers["content-type"] ?? ""))
    return { kind: "refused", status: 415, why: "expected application/json" };
  const payload = json(utf8(body) ?? "");
  if (payload === undefined) return { kind: "refused", status: 400, why: "the body is not JSON, or nested too deep" };
  const event = key === null ? bearerEventId(account.settings["id"], payload, body) : headers["webhook-id"]!;
  if (event === null) return { kind: "refused", status: 400, why: "the expression `id` gives no text or number" };
  return { kind: "event", event, incoming: { kind: "event", payload } };
}

// A key is made once for as long as its channel is remembered: making it costs more than the signature of a short event.
const keys = new WeakMap<ChannelAccount, KeyObject | null>();

function keyOf(account: ChannelAccount): KeyObject | null {
  const known = keys.get(account);
  if (known !== undefined) return known;
  const key = signingKey(account.secrets["signingSecret"] ?? "");
  keys.set(account, key);
  return key;
}

function secretProblems(secrets: ChannelAccount["secrets"]): string[] {
  const { signingSecret, bearerSecret } = secrets;
  if ((signingSecret === undefined) === (bearerSecret === undefined))
    return ["expected either signingSecret or bearerSecret: one of them says how deliveries are known to be real"];
  if (signingSecret !== undefined && signingKey(signingSecret) === null)
    return ["expected signingSecret as whsec_ and 24 to 64 bytes in base64"];
  if (bearerSecret !== undefined && !new RegExp(`^[\\x21-\\x7e]{${SHORTEST_BEARER},512}$`).test(bearerSecret))
    return [`expected bearerSecret with ${SHORTEST_BEARER} to 512 visible ASCII characters`];
  return [];
}

function bearerProblem(secret: string, authorization: string): string | null {
  const given = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (secret === "" || given === undefined) return "expected Authorization: Bearer";
  return sameSecret(given, secret) ? null : "the bearer secret is not right";
}

function bearerEventId(expression: unknown, payload: Json, body: Uint8Array): string | null {
  if (typeof expression !== "string") return `body:${hash("sha256", body, "hex")}`;
  try {
    const id = evaluateEvent(expression, { id: "", payload });
    return (typeof id === "string" && id !== "") || typeof id === "number" ? `id:${id}` : null;
  } catch (error) {
    if (error instanceof ExpressionFailure) return null;
    throw error;
  }
}
