import type { JsonObject } from "@sdetkit/core";
import { newId } from "@sdetkit/runtime";
import { sql } from "kysely";
import type { Access, Caller } from "../../control/access/types.ts";
import { authorizeStart } from "../../control/runs/authorize-start.ts";
import { causeColumns } from "../../control/runs/start-cause.ts";
import type { Runs, RunView, StartRequest } from "../../control/runs/types.ts";
import type { Tx } from "../../storage/database/types.ts";

/** Runs that are only rows, started by who may. `onStart` throws what starting would throw. */
export function testRuns(
  access: Pick<Access, "impersonate">,
  onStart: (request: StartRequest) => void,
  now: () => number,
): Pick<Runs, "start" | "startMany"> {
  const tenants = { rules: async () => ({ state: "active" }) };
  const startMany: Runs["startMany"] = async (tx, by, requests) => {
    const caller = await authorizeStart(tx, by, { access, tenants });
    const answers = [];
    for (const request of requests) {
      onStart(request);
      answers.push(await startRow(tx, caller, request, now()));
    }
    return answers;
  };
  return { start: async (tx, by, request) => (await startMany(tx, by, [request]))[0]!, startMany };
}

async function startRow(tx: Tx, by: Caller, request: StartRequest, now: number) {
  const { workspace, task, inputs } = request;
  const { conversation, cause, request: asked } = causeColumns(request.cause);
  const template = /^template:(.*)$/.exec(task)?.[1] ?? null;
  if (template === "unknown")
    return {
      kind: "refused" as const,
      code: "unknown-template" as const,
      message: "there is no template unknown",
      suggestions: [{ task: "template:health", title: "Looks after the shop" }],
      diagnostics: [],
    };
  const id = newId("r", now);
  const inserted = await sql`
    INSERT INTO runs (tenant, id, workspace, task, template, inputs, requester, channel, conversation, cause, request)
    VALUES (${by.tenant}, ${id}, ${workspace}, ${task}, ${template}, ${JSON.stringify(inputs)}, ${by.account}, ${by.via}, ${conversation}, ${cause}, ${asked})
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
