import * as accounts from "./accounts.ts";
import * as approvals from "./approvals.ts";
import * as channels from "./channels.ts";
import * as conversations from "./conversations.ts";
import * as deliveries from "./deliveries.ts";
import * as history from "./history.ts";
import * as platform from "./platform.ts";
import { type OperationId, ROUTES } from "./routes.ts";
import * as runContent from "./run-content.ts";
import * as runEvents from "./run-events.ts";
import * as runs from "./runs.ts";
import * as schedules from "./schedules.ts";
import * as templates from "./templates.ts";
import * as tenant from "./tenant.ts";
import * as tokens from "./tokens.ts";
import type { Operation } from "./types.ts";
import * as workspaces from "./workspaces.ts";

/** The files with operations: each operation that one exports is served. Add a noun: its file, its line here. */
const NOUNS = {
  ...accounts,
  ...approvals,
  ...channels,
  ...conversations,
  ...deliveries,
  ...history,
  ...platform,
  ...runContent,
  ...runEvents,
  ...runs,
  ...schedules,
  ...templates,
  ...tenant,
  ...tokens,
  ...workspaces,
};

type Exported = (typeof NOUNS)[keyof typeof NOUNS];

/** The operations with their schemas, for types. */
export type Operations = { readonly [O in Extract<Exported, Operation> as O["id"]]: O };

/** Every operation, each under its id, in the order of the routes. What has a route and no operation does not compile. */
export const OPERATIONS = byId(Object.values(NOUNS)) as Operations satisfies {
  readonly [I in OperationId]: Operation & { readonly id: I };
};

function byId(exported: readonly unknown[]): object {
  const found = new Map(exported.filter(isOperation).map((operation) => [operation.id, operation]));
  return Object.fromEntries((Object.keys(ROUTES) as OperationId[]).map((id) => [id, found.get(id)]));
}

function isOperation(value: unknown): value is Operation {
  return typeof value === "object" && value !== null && "id" in value && "handle" in value;
}
