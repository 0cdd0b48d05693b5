import type { JsonObject } from "@sdetkit/core";
import { newId } from "@sdetkit/runtime";
import { sql } from "kysely";
import type { Caller } from "../../control/access/types.ts";
import type { Runs, RunView, StartRequest } from "../../control/runs/types.ts";
import type { Tx } from "../../storage/database/types.ts";

/** Runs that are only rows. `onStart` throws what starting would throw. */
export function testRuns(
  onStart: (request: StartRequest) => void,
  now: () => number,
): Pick<Runs, "start" | "startMany"> {
  const start = (tx: Tx, by: Caller, request: StartRequest) => {
    onStart(request);
    return startRow(tx, by, request, now());
  };
  return {
    start,
    startMany: async (tx, by, requests) => {
      const answers = [];
      for (const request of requests) answers.push(await start(tx, by, request));
      return answers;
    },
  };
}

async function startRow(tx: Tx, by: Caller, request: StartRequest, now: number) {
  const { workspace, task, inputs, conversation = null, cause = null } = request;
  const template = /^template:(.*)$/.exec(task)?.[1] ?? null;
  if (template === "unknown")
    return {
      kind: "refused" as const,
      code: "unknown-template",
      message: "there is no template unknown",
      suggestions: [{ task: "template:health", title: "Looks after the shop" }],
      diagnostics: [],
    };
  const id = newId("r", now);
  const inserted = await sql`
    INSERT INTO runs (tenant, id, workspace, task, template, inputs, requester, channel, conversation, cause, request)
    VALUES (${by.tenant}, ${id}, ${workspace}, ${task}, ${template}, ${JSON.stringify(inputs)}, ${by.account}, ${by.via}, ${conversation}, ${cause}, ${request.request})
    ON CONFLICT DO NOTHING`.execute(tx);
  const [run] = await runRows(tx, inserted.numAffectedRows === 0n ? { cause: cause! } : { id });
  return { kind: "started" as const, run: run!, existing: inserted.numAffectedRows === 0n };
}

/** The rows with these values, as operations show runs. */
export async function runRows(tx: Tx, where: { readonly [column: string]: unknown }): Promise<RunView[]> {
  let query = tx.selectFrom("runs").selectAll();
  for (const [column, value] of Object.entries(where)) query = query.where(column as "id", "=", value as string);
  const rows = await query.execute();
  return rows.map(({ id, created_at, started_at, ended_at, ...row }) => ({
    ...row,
    run: id,
    inputs: row.inputs as JsonObject,
    created_at: created_at.toISOString(),
    started_at: started_at?.toISOString() ?? null,
    ended_at: ended_at?.toISOString() ?? null,
  }));
}
