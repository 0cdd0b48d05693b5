import { z } from "zod";
import { defineOperation } from "./define-operation.ts";
import { pageOfAll } from "./paging.ts";
import { notFound } from "./problems.ts";
import { startRequest } from "./views/run.ts";
import { identifier, instant, list, name, page, paging } from "./views/shapes.ts";

const scheduleParam = z.strictObject({ schedule: identifier("Id of a schedule.", "sch-7f3a9c0d5e1b2846a0c3") });
const catchUp = z.enum(["all", "latest", "none"]).describe("How to handle start times that were missed.");

const request = z
  .strictObject({
    name: name("Name of the schedule."),
    cron: z.string().min(1).max(200).describe("Five fields, or six with seconds."),
    time_zone: z.string().min(1).max(100).describe("IANA name."),
    ...startRequest.shape,
    catch_up: catchUp.exactOptional(),
  })
  .meta({
    id: "ScheduleRequest",
    examples: [
      {
        name: "nightly",
        cron: "30 2 * * 1-5",
        time_zone: "Europe/Berlin",
        workspace: "shop",
        task: "template:repo-health-audit",
        inputs: {},
        catch_up: "latest",
      },
    ],
  });

const view = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    cron: z.string(),
    time_zone: z.string(),
    workspace: z.string(),
    task: z.string(),
    inputs: z.record(z.string(), z.unknown()).readonly(),
    catch_up: catchUp,
    paused: z.boolean(),
    account: z.string().describe("Account that its runs act as."),
    next_at: instant.nullable(),
  })
  .meta({ id: "Schedule" });

export const listSchedules = defineOperation(
  {
    id: "schedules.list",
    summary: "List schedules",
    scope: "schedules:read",
    query: z.strictObject(paging),
    reply: page(view),
  },
  async ({ query }, call) => {
    const all = await call.services.schedules.list(call.tx, call.caller.tenant);
    return { body: await pageOfAll(query, call, all, ({ id }) => id) };
  },
);

export const createSchedule = defineOperation(
  {
    id: "schedules.create",
    summary: "Create a schedule",
    description: "Its runs have the scopes of the account that creates it.",
    scope: "schedules:write",
    credentials: "handled",
    body: request,
    reply: view,
    success: { status: 201 },
    problems: {
      403: ["scope-missing"],
      409: ["schedule-exists", "workspace-not-ready"],
      422: [
        "invalid-cron",
        "invalid-name",
        "inputs-too-large",
        "secret-in-inputs",
        "task-refused",
        "schedule-too-often",
        "too-many-schedules",
        "unknown-time-zone",
        "unknown-workspace",
      ],
    },
  },
  async ({ body }, { services, tx, caller }) => ({ body: await services.schedules.create(tx, caller, body) }),
);

export const changeSchedule = defineOperation(
  {
    id: "schedules.change",
    summary: "Pause or resume a schedule",
    scope: "schedules:write",
    params: scheduleParam,
    credentials: "refused",
    body: z.strictObject({ paused: z.boolean() }),
    reply: view,
  },
  async ({ params, body }, { services, tx, caller }) => ({
    body: await services.schedules.setPaused(tx, caller, params.schedule, body.paused),
  }),
);

export const removeSchedule = defineOperation(
  {
    id: "schedules.remove",
    summary: "Remove a schedule",
    scope: "schedules:write",
    params: scheduleParam,
    reply: z.null(),
    success: { status: 204 },
  },
  async ({ params }, { services, tx, caller }) =>
    (await services.schedules.remove(tx, caller, params.schedule)) ? { body: null } : notFound,
);

export const listScheduleStarts = defineOperation(
  {
    id: "schedules.starts",
    summary: "List the starts of a schedule",
    description: "Newest first.",
    scope: "schedules:read",
    params: scheduleParam,
    query: z.strictObject({ limit: paging.limit }),
    reply: z.strictObject({
      items: list(
        z
          .strictObject({ due_at: instant, outcome: z.string(), run: z.string().nullable() })
          .meta({ id: "ScheduleStart" }),
      ),
    }),
  },
  async ({ params, query }, { services, tx, caller }) => {
    const schedules = await services.schedules.list(tx, caller.tenant);
    if (!schedules.some(({ id }) => id === params.schedule)) return notFound;
    return { body: { items: await services.schedules.starts(tx, caller.tenant, params.schedule, query.limit) } };
  },
);
