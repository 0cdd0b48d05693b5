import { CHANNEL_NAMES } from "@sdetkit/channel-adapters";
import { z } from "zod";
import { defineOperation } from "./define-operation.ts";
import { pageOfAll } from "./paging.ts";
import { notFound } from "./problems.ts";
import { identifier, instant, json, jsonMap, list, name, page, paging } from "./views/shapes.ts";

const channelParam = z.strictObject({ channel: identifier("Name of a channel.", "team-slack") });

const view = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    kind: z.string(),
    path: z.string().describe("Path to give to the vendor, relative to the server's public address."),
    settings: z.record(z.string(), z.unknown()).readonly(),
    secrets: list(z.string()).describe("Names of its secrets, never their values."),
    problem: z.string().exactOptional().describe("Why the channel can neither receive nor send at the moment."),
    warnings: list(z.string())
      .exactOptional()
      .describe("For a channel that was just added: what could not be checked yet."),
    enabled: z.boolean(),
    created_at: instant,
  })
  .meta({ id: "Channel" });

export const listChannels = defineOperation(
  {
    id: "channels.list",
    summary: "List channels",
    scope: "channels:read",
    query: z.strictObject(paging),
    reply: page(view),
  },
  async ({ query }, call) => {
    const all = await call.services.channels.list(call.tx, call.caller.tenant);
    return { body: await pageOfAll(query, call, all, (each) => each.name) };
  },
);

export const addChannel = defineOperation(
  {
    id: "channels.add",
    summary: "Add a channel",
    description:
      "Secrets are encrypted at once and never shown again. Events of a webhook start runs as its `account`: this requires `runs:write`, " +
      "and `accounts:write` for another account than the caller's. One whose events could start nothing is refused: its account may not " +
      "start runs, its template is not there, an input is not known or a required one not mapped.",
    scope: "channels:write",
    credentials: { sealed: "/secrets" },
    body: z
      .strictObject({
        name: name("Unique in the tenant."),
        kind: z
          .string()
          .min(1)
          .max(50)
          .describe(CHANNEL_NAMES.map((name) => `\`${name}\``).join(", ")),
        settings: jsonMap.default({}),
        secrets: z.record(z.string().max(100), z.string().min(1).max(10_000)).default({}),
      })
      .meta({
        id: "ChannelRequest",
        examples: [
          {
            name: "ci-events",
            kind: "webhook",
            settings: { workspace: "shop", task: "template:repo-health-audit" },
            secrets: {},
          },
        ],
      }),
    reply: view,
    success: { status: 201 },
    problems: {
      403: ["scope-missing"],
      409: ["channel-exists"],
      422: ["unknown-kind", "invalid-channel"],
    },
  },
  async ({ body }, { services, tx, caller }) => ({ body: await services.channels.add(tx, caller, body) }),
);

export const removeChannel = defineOperation(
  {
    id: "channels.remove",
    summary: "Remove a channel",
    description:
      "Closes its endpoint and removes its chat identities at once; conversations stay until retention removes them. " +
      "Another channel of that name begins with nobody mapped.",
    scope: "channels:write",
    params: channelParam,
    reply: z.null(),
    success: { status: 204 },
  },
  async ({ params }, { services, tx, caller }) =>
    (await services.channels.remove(tx, caller, params.channel)) ? { body: null } : notFound,
);

export const testChannel = defineOperation(
  {
    id: "channels.test",
    summary: "Check a channel's credentials with the vendor",
    scope: "channels:write",
    params: channelParam,
    reply: z.strictObject({ ok: z.boolean(), detail: z.string() }),
    detached: true,
  },
  async ({ params }, { services, caller }) => ({ body: await services.channels.test(caller.tenant, params.channel) }),
);

export const rehearseChannel = defineOperation(
  {
    id: "channels.rehearse",
    summary: "Build a signed request as the vendor would send it",
    description:
      "For tests without the vendor, on servers that simulate this kind of channel: send `body` with `headers` to `path`. " +
      "The delivery can come from any user, approvers included, and is recorded in the audit log.",
    scope: "channels:write",
    params: channelParam,
    credentials: "handled",
    body: z
      .strictObject({
        user: z.string().min(1).max(200),
        text: z.string().max(20_000).exactOptional(),
        button: z.string().max(2000).exactOptional(),
        payload: json.exactOptional(),
        type: z
          .string()
          .min(1)
          .max(100)
          .exactOptional()
          .describe("Event type that the sender declares, such as `push`."),
      })
      .meta({ id: "Rehearsal", examples: [{ user: "U0G9QF9C6", text: "help" }] }),
    reply: z.strictObject({
      path: z.string(),
      headers: z.record(z.string(), z.string()).readonly(),
      body: z.string(),
    }),
    problems: { 403: ["not-simulated"] },
    detached: true,
  },
  async ({ params, body }, { services, caller }) => ({
    body: await services.channels.simulate(caller, params.channel, body),
  }),
);
