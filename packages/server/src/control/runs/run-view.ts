import type { Json } from "@sdetkit/core";
import { type Expression, expressionBuilder, type SqlBool } from "kysely";
import type { Row, Tables } from "../../storage/database/schema.ts";
import type { RunView, WatchedRun } from "./types.ts";

/** The columns that a view is made of. */
export const VIEW_COLUMNS = [
  "id",
  "state",
  "status",
  "passed",
  "hash",
  "workspace",
  "task",
  "template",
  "inputs",
  "requester",
  "channel",
  "created_at",
  "started_at",
  "ended_at",
  "cancelled_by",
  "problem",
] as const satisfies readonly (keyof Row<"runs">)[];

/** As what a row is shown: one that waits with a problem waits for no approval. */
function stateOf({ state, problem }: Pick<Row<"runs">, "state" | "problem">): RunView["state"] {
  return state === "waiting" && problem !== null ? "stopped" : state;
}

/** The condition under which `stateOf` gives this. */
export function inState(state: RunView["state"]): Expression<SqlBool> {
  const row = expressionBuilder<Tables, "runs">();
  if (state !== "waiting" && state !== "stopped") return row("state", "=", state);
  return row.and([row("state", "=", "waiting"), row("problem", state === "stopped" ? "is not" : "is", null)]);
}

/** A run as people see it, from its row. */
export function runView(row: Pick<Row<"runs">, (typeof VIEW_COLUMNS)[number]>): RunView {
  const { id, created_at, started_at, ended_at, inputs, ...same } = row;
  return {
    run: id,
    ...same,
    state: stateOf(row),
    inputs: inputs as { readonly [name: string]: Json },
    created_at: created_at.toISOString(),
    started_at: started_at?.toISOString() ?? null,
    ended_at: ended_at?.toISOString() ?? null,
  };
}

/** The columns that a told run is made of, named with their table. */
export const WATCHED_COLUMNS = ([...VIEW_COLUMNS, "conversation", "request"] as const).map(
  (column) => `runs.${column}` as const,
);

/** A run of a tenant with what watchers and the log need, from its row. */
export function toldRun(
  tenant: string,
  { conversation, request, ...row }: Parameters<typeof runView>[0] & Pick<Row<"runs">, "conversation" | "request">,
): WatchedRun {
  return { ...runView(row), tenant, conversation, request };
}
