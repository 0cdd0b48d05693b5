import { z } from "zod";
import { defineOperation } from "./define-operation.ts";
import { pageOf } from "./paging.ts";
import { notFound } from "./problems.ts";
import { identifier, instant, json, page, paging } from "./views/shapes.ts";

const deliveryParam = z.strictObject({ delivery: identifier("Id of a delivery.", "d-01JZ8Q4G6T9V2N5X7B3D1F0HKM") });

const shape = {
  id: z.string(),
  channel: z.string().describe("The channel's id."),
  channel_name: z.string().nullable().describe("Null when the channel was removed."),
  kind: z.string().nullable(),
  event: z.string().describe("The sender's id of the event: what comes again with the same is the same event."),
  state: z
    .enum(["waiting", "done", "failed"])
    .describe("`waiting` for its first or its next attempt; `failed`: nothing comes of it unless it is retried."),
  attempts: z
    .int()
    .describe("Attempts since it came, or since it was retried last; one that waits for a quota is none."),
  received_at: instant,
  next_at: instant.nullable().describe("When it is tried next."),
  ended_at: instant.nullable(),
  code: z
    .string()
    .nullable()
    .describe(
      "Why it failed or waits: `invalid-inputs`, `unknown-template`, `quota-exceeded`, …; `skipped` by `when`.",
    ),
  problem: z.string().nullable().describe("The same in words. Texts that were sent do not stand in it."),
  run: z.string().nullable().describe("The run that it started."),
};

const view = z.strictObject(shape).meta({ id: "Delivery" });

export const listDeliveries = defineOperation(
  {
    id: "deliveries.list",
    summary: "List deliveries",
    description: "What became of the events that channels took in. Newest first.",
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
    description: "With what a program sent, until retention clears it; what people said is in their conversation.",
    scope: "channels:read",
    params: deliveryParam,
    reply: z
      .strictObject({
        ...shape,
        type: z.string().nullable().describe("What kind of event it is, where the sender says so."),
        payload: json.describe("Null when it is kept no more, or a person said it."),
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
    summary: "Retry a delivery that failed",
    description:
      "Tries a program's event anew, with the channel's settings as they are now. Takes `runs:write` as well, and leaves an act.",
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
