import type { RunReport } from "@sdetkit/core";
import type { Tx } from "../../storage/database/types.ts";
import { inState, runView, VIEW_COLUMNS } from "./run-view.ts";
import { type RunFilter, type RunStep, type RunView, SHORTEST_PREFIX } from "./types.ts";

const EVENTS_AT_ONCE = 1_000;

/** Runs of a tenant, newest first: ids sort by time. */
export async function listRuns(tx: Tx, tenant: string, filter: RunFilter): Promise<RunView[]> {
  let query = tx
    .selectFrom("runs")
    .select(VIEW_COLUMNS)
    .where("tenant", "=", tenant)
    .orderBy("id", "desc")
    .limit(filter.limit);
  if (filter.state !== undefined) query = query.where(inState(filter.state));
  for (const name of ["status", "template", "workspace", "requester"] as const) {
    const value = filter[name];
    if (value !== undefined) query = query.where(name, "=", value);
  }
  if (filter.before !== undefined) query = query.where("id", "<", filter.before);
  return (await query.execute()).map(runView);
}

/** One run; null when the tenant has none of that id. */
export async function findRun(tx: Tx, tenant: string, run: string): Promise<RunView | null> {
  const row = await tx
    .selectFrom("runs")
    .select(VIEW_COLUMNS)
    .where("tenant", "=", tenant)
    .where("id", "=", run)
    .executeTakeFirst();
  return row === undefined ? null : runView(row);
}

/** By id, record hash, or a beginning of one; of several runs with one hash the newest, of several hashes none. */
export async function resolveRun(tx: Tx, tenant: string, text: string): Promise<RunView | null> {
  const known = await findRun(tx, tenant, text);
  if (known !== null || text.length < SHORTEST_PREFIX || !/^(r-)?[0-9A-Za-z]+$/.test(text)) return known;
  const column = text.startsWith("r-") ? "id" : "hash";
  const rows = await tx
    .selectFrom("runs")
    .select(VIEW_COLUMNS)
    .where("tenant", "=", tenant)
    .where(column, ">=", text)
    .where(column, "<", `${text}~`)
    .orderBy("id", "desc")
    .limit(100)
    .execute();
  return rows[0] !== undefined && rows.every((row) => row[column] === rows[0]?.[column]) ? runView(rows[0]) : null;
}

/** The report of a run that is over; null while it is not. */
export async function readReport(tx: Tx, tenant: string, run: string): Promise<RunReport | null> {
  const row = await tx
    .selectFrom("runs")
    .select("report")
    .where("tenant", "=", tenant)
    .where("id", "=", run)
    .executeTakeFirst();
  return row?.report == null ? null : (JSON.parse(row.report) as RunReport);
}

/** Events after the given number, some at a time. */
export async function readEvents(tx: Tx, tenant: string, run: string, after: number): Promise<RunStep[]> {
  const rows = await tx
    .selectFrom("run_events")
    .select(["n", "at", "body"])
    .where("tenant", "=", tenant)
    .where("run", "=", run)
    .where("n", ">", after)
    .orderBy("n")
    .limit(EVENTS_AT_ONCE)
    .execute();
  return rows.map(({ n, at, body }) => ({ n, at: at.toISOString(), event: JSON.parse(body) }));
}
