import type { RunReport } from "@sdetkit/core";
import { firstIdAt } from "@sdetkit/runtime";
import type { Tx } from "../../storage/database/types.ts";
import { inState, runView, VIEW_COLUMNS } from "./run-view.ts";
import { type RunFilter, type RunStep, type RunView, SHORTEST_PREFIX } from "./types.ts";

const EVENTS_AT_ONCE = 1_000;

/**
 * The time in an id, of the replica's clock while it planned, and that in the row, of the database's when the transaction began, are closer
 * together than this. Milliseconds.
 */
const MOST_APART_MS = 60 * 60_000;

/** Runs of a tenant, newest first. */
export async function listRuns(tx: Tx, tenant: string, filter: RunFilter): Promise<RunView[]> {
  return (await runsQuery(tx, tenant, filter).execute()).map(runView);
}

/** What `listRuns` asks. Ids sort by time, so the primary key gives the order, the page, and the stretch of time. */
export function runsQuery(tx: Tx, tenant: string, filter: RunFilter) {
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
  const { before, since, until } = filter;
  if (before !== undefined) query = query.where("id", "<", before);
  if (since !== undefined)
    query = query.where("created_at", ">=", new Date(since)).where("id", ">=", firstId(since - MOST_APART_MS));
  if (until !== undefined)
    query = query.where("created_at", "<", new Date(until)).where("id", "<", firstId(until + MOST_APART_MS));
  return query;
}

function firstId(at: number): string {
  return firstIdAt("r", Math.max(0, at));
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
