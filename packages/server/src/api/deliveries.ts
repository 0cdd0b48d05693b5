import { z } from "zod";
import { defineOperation } from "./define-operation.ts";
import { pageOf } from "./paging.ts";
import { notFound } from "./problems.ts";
import { identifier, instant, json, page, paging } from "./views/shapes.ts";

const deliveryParam = z.strictObject({ delivery: identifier("Id of a delivery.", "d-01JZ8Q4G6T9V2N5X7B3D1F0HKM") });

const shape = {
  id: z.string(),
  channel: z.string().describe("The channel's id."),
  channel_name: z.string().nullable().describe("Null if the channel was removed."),
  kind: z.string().nullable(),
  event: z.string().describe("The sender's id of the event: a delivery with the same id is the same event."),
  state: z
    .enum(["waiting", "done", "failed"])
    .describe("`waiting` for its first or next attempt; `failed`: no further attempt unless it is retried."),
  attempts: z
    .int()
    .describe("Attempts since the event arrived or was last retried; waiting for a quota does not count."),
  received_at: instant,
  next_at: instant.nullable().describe("Time of the next attempt."),
  ended_at: instant.nullable(),
  code: z
    .string()
    .nullable()
    .describe(
      "Why it failed or waits: `invalid-inputs`, `unknown-template`, `quota-exceeded`, …; `skipped` if `when` is false.",
    ),
  problem: z.string().nullable().describe("The problem in words, without any text that was sent."),
  run: z.string().nullable().describe("The run that it started."),
};

const view = z.strictObject(shape).meta({ id: "Delivery" });

export const listDeliveries = defineOperation(
  {
    id: "deliveries.list",
    summary: "List deliveries",
    description: "The events that channels received and their outcomes. Newest first.",
    scope: "channels:read",
    query: z.strictObject({
      ...paging,
      channel: identifier("Only of the channel with this name or id.", "ci-events").exactOptional(),
      state: shape.state.exactOptional(),
    }),
    reply: page(view),
  },
  async ({ query }, call) => {
    const { services, tx, caller } = call;
    const { cursor: _, limit: __, ...filter } = query;
    const read = (before: string | null, limit: number) =>
      services.channels.deliveries.list(tx, caller.tenant, {
        ...filter,
        limit,
        ...(before === null ? {} : { before }),
      });
    return { body: await pageOf(query, call, read, ({ id }) => id) };
  },
);

export const getDelivery = defineOperation(
  {
    id: "deliveries.get",
    summary: "Show a delivery",
    description:
      "Includes the payload of a program until retention removes it; messages of people are in their conversation.",
    scope: "channels:read",
    params: deliveryParam,
    reply: z
      .strictObject({
        ...shape,
        type: z.string().nullable().describe("Event type, if the sender declares one."),
        payload: json.describe("Null if retention has removed it, or if a person sent it."),
      })
      .meta({ id: "DeliveryDetail" }),
  },
  async ({ params }, { services, tx, caller }) => {
    const found = await services.channels.deliveries.find(tx, caller.tenant, params.delivery);
    return found === null ? notFound : { body: { ...found, payload: found.payload as never } };
  },
);

export const retryDelivery = defineOperation(
  {
    id: "deliveries.retry",
    summary: "Retry a failed delivery",
    description:
      "Processes the event again with the current settings of the channel. Also requires `runs:write`; recorded in the audit log.",
    scope: "channels:write",
    params: deliveryParam,
    reply: view,
    success: { status: 202 },
    problems: { 403: ["scope-missing"], 409: ["not-retryable"] },
  },
  async ({ params }, { services, tx, caller }) => {
    const found = await services.channels.deliveries.retry(tx, caller, params.delivery);
    return found === null ? notFound : { body: found };
  },
);
