import type { Json } from "@sdetkit/core";
import type { Row } from "../database/schema.ts";
import type { RunView, ToldRun } from "./contract.ts";

/** The columns that a view is made of. */
export const VIEW_COLUMNS = [
  "id",
  "state",
  "status",
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

/** A run as people see it, from its row. */
export function runView(row: Pick<Row<"runs">, (typeof VIEW_COLUMNS)[number]>): RunView {
  const { id, created_at, started_at, ended_at, inputs, ...same } = row;
  return {
    run: id,
    ...same,
    inputs: inputs as { readonly [name: string]: Json },
    created_at: created_at.toISOString(),
    started_at: started_at?.toISOString() ?? null,
    ended_at: ended_at?.toISOString() ?? null,
  };
}

/** The columns that a told run is made of, named with their table. */
export const TOLD_COLUMNS = ([...VIEW_COLUMNS, "conversation", "request"] as const).map(
  (column) => `runs.${column}` as const,
);

/** A run of a tenant with what watchers and the log need, from its row. */
export function toldRun(
  tenant: string,
  { conversation, request, ...row }: Parameters<typeof runView>[0] & Pick<Row<"runs">, "conversation" | "request">,
): ToldRun {
  return { ...runView(row), tenant, conversation, request };
}
