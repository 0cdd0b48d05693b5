import { hash } from "node:crypto";
import type { Json } from "@sdetkit/core";
import { utf8 } from "../http-client/parse-payload.ts";
import type { Accepted, ChannelAccount, ChannelKind, Delivery } from "../types.ts";
import { choosePreset, presetProblems } from "./choose-preset.ts";
import { MAPPING_SETTINGS, mapEvent, mappingProblems, unknownSetting } from "./event-mapping.ts";
import { PRESETS } from "./presets/registry.ts";
import { readPayload } from "./read-payload.ts";

const KNOWN = [...MAPPING_SETTINGS, "preset", "account"];

/** Every secret that a preset takes, with what it is for the first that takes it. */
const SECRETS = new Map(PRESETS.flatMap(({ secrets }) => Object.entries(secrets)).reverse());

const optional = (name: string, about: string) => ({ name, secret: false, required: false, about });

/**
 * Events of any program at a named endpoint, proven as a preset says: signed as Standard Webhooks asks, with a bearer secret, or in a
 * vendor's own way. A mapping makes a task of each.
 */
export const webhook: ChannelKind = {
  kind: "webhook",
  needs: [
    ...[...SECRETS].reverse().map(([name, { about }]) => ({ name, secret: true, required: false, about })),
    { name: "workspace", secret: false, required: true, about: "the workspace of the runs" },
    { name: "task", secret: false, required: true, about: "the task that each event starts: template:ID" },
    optional(
      "preset",
      `the sender: ${PRESETS.map(({ name }) => name).join(", ")}; by default, the one of the first two that the secret belongs to`,
    ),
    optional("inputs", "the inputs of the task; values may be ${{ event.payload.… }}"),
    optional("when", "a condition; events for which it is false start nothing"),
    optional("id", "with a bearer secret: ${{ … }} that identifies the event; by default, the whole body is compared"),
    optional("account", "the account that the runs act as; by default, the one that adds the channel"),
  ],
  check: ({ settings, secrets }) => [
    ...Object.keys(settings)
      .filter((name) => !KNOWN.includes(name))
      .map((name) => unknownSetting(name, KNOWN)),
    ...presetProblems({ settings, secrets }),
    ...mappingProblems(settings),
  ],
  task: (settings, { id, payload, type }) => mapEvent(settings, { id, payload: payload as Json, type: type ?? null }),
  accept,
  conversationKey: () => "",
  send: async () => ({ kind: "failed", why: "a webhook cannot send replies" }),
  simulate: (account, said) => {
    const event = said.event ?? `msg_${hash("sha256", JSON.stringify(said.payload ?? {})).slice(0, 24)}`;
    return presetOf(account).sign(account.secrets, { ...said, event });
  },
  test: async (account) => ({ ok: true, detail: `accepts deliveries ${presetOf(account).about}` }),
};

function accept(account: ChannelAccount, delivery: Delivery): Accepted {
  const preset = presetOf(account);
  const { headers, body } = delivery;
  const problem = preset.problem(account.secrets, delivery);
  if (problem !== null) return { kind: "refused", status: 401, why: problem };
  const own = preset.json?.(delivery);
  if (own === undefined && !/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(headers["content-type"] ?? ""))
    return { kind: "refused", status: 415, why: "expected application/json" };
  const read = readPayload(own ?? utf8(body) ?? "");
  if (!read.ok) return { kind: "refused", status: 400, why: read.why };
  const payload = read.value;
  const event = preset.event(delivery, payload, account.settings);
  if (event === null) return { kind: "refused", status: 400, why: `the delivery does not say which event it is` };
  if (event.ping) return { kind: "answer", type: "text/plain", body: "pong\n" };
  const type = event.type === undefined ? {} : { type: event.type };
  return { kind: "event", event: event.id, incoming: { kind: "event", payload, ...type } };
}

/** Of a channel that was checked when it was added; a preset that this version does not know can prove nothing. */
function presetOf(account: ChannelAccount) {
  const preset = choosePreset(account);
  if (preset === null) throw new Error(`the channel ${account.name} has an unknown preset`);
  return preset;
}
