import type { RunPlan } from "@sdetkit/core";
import {
  type Catalogue,
  mayKeepTemplate,
  newId,
  type Prepared,
  plannedEvent,
  prepare,
  type Redactor,
  withSecrets,
} from "@sdetkit/runtime";
import { sql } from "kysely";
import type { Database, Tx } from "../../storage/database/types.ts";
import type { Access, Caller } from "../access/types.ts";
import type { Templates } from "../templates/types.ts";
import type { Tenants } from "../tenants/types.ts";
import type { Workspaces } from "../workspaces/types.ts";
import { authorizeStart, type Starter } from "./authorize-start.ts";
import type { FirstRunPriority } from "./first-run-priority.ts";
import { JOURNAL_FORMAT } from "./journal/journal-format.ts";
import { runView, VIEW_COLUMNS } from "./run-view.ts";
import { causeColumns } from "./start-cause.ts";
import type { Content, PlanRequest, StartAnswer, StartRequest } from "./types.ts";

/** What planning and starting need. */
export interface Planning {
  readonly database: Database;
  readonly access: Pick<Access, "impersonate">;
  readonly tenants: Tenants;
  readonly workspaces: Workspaces;
  readonly templates: Templates;
  readonly redactor: Redactor;
  readonly priority: Pick<FirstRunPriority, "asked">;
  content(tenant: string): Promise<Content>;
  now(): number;
}

interface Planned {
  readonly request: StartRequest;
  readonly id: string;
  readonly plan: RunPlan;
  readonly template: string | null;
}

/**
 * Plans each request and queues it. A cause that has started a run already answers with that one. Whatever starts a run does it here: who may,
 * in which workspace, within which quota, and what is kept of it is decided for all ways in alike.
 */
export async function startRuns(
  tx: Tx,
  starter: Starter,
  requests: readonly StartRequest[],
  planning: Planning,
): Promise<StartAnswer[]> {
  const by = await authorizeStart(tx, starter, planning);
  planning.priority.asked(by.tenant);
  const catalogues = new Map<string, Catalogue>();
  const answers: (StartAnswer | Planned)[] = [];
  for (const request of requests) {
    const { workspace } = request;
    const catalogue = catalogues.get(workspace) ?? (await planning.templates.catalogue(tx, by.tenant, workspace));
    catalogues.set(workspace, catalogue);
    const prepared = prepare(request, catalogue);
    answers.push(prepared.kind === "refused" ? prepared : await planRun(tx, by, request, prepared, planning));
  }
  const planned = answers.filter((answer): answer is Planned => "plan" in answer);
  if (planned.length === 0) return answers as StartAnswer[];
  await planning.tenants.admit(tx, by.tenant, planned.length);
  const inserted = await insertRuns(tx, by, planned, planning);
  return Promise.all(answers.map((answer) => ("plan" in answer ? started(tx, by.tenant, answer, inserted) : answer)));
}

/** The plan of a request that was understood, on the workspace as it is now. */
export async function planOn(
  tx: Tx,
  by: Caller,
  request: PlanRequest,
  prepared: Prepared,
  { tenants, workspaces, redactor }: Planning,
): Promise<RunPlan> {
  const [{ config }, { base }] = await Promise.all([
    tenants.rules(by.tenant),
    workspaces.snapshot(by.tenant, request.workspace, tx),
  ]);
  // The server's own environment is none of a tenant's business.
  return prepared.plan({
    text: redactor.text(request.task),
    workspace: base,
    env: {},
    budgets: config.policy.budgets,
  });
}

async function planRun(
  tx: Tx,
  by: Caller,
  request: StartRequest,
  prepared: Prepared,
  planning: Planning,
): Promise<Planned> {
  const { template } = prepared;
  const plan = withSecrets(await planOn(tx, by, request, prepared, planning), template, planning.redactor);
  if (template && mayKeepTemplate(plan)) await (await planning.content(by.tenant)).blobs.put(template.source.text);
  return { request, id: newId("r", planning.now()), plan, template: template?.id ?? null };
}

type ViewRow = Parameters<typeof runView>[0];

async function insertRuns(
  tx: Tx,
  { tenant, account, via }: Caller,
  planned: readonly Planned[],
  { database, redactor }: Planning,
): Promise<Map<string, ViewRow>> {
  const rows = await tx
    .insertInto("runs")
    .values(
      planned.map(({ request, id, plan, template }) => ({
        tenant,
        id,
        workspace: request.workspace,
        task: plan.text,
        template,
        inputs: JSON.stringify(redactor.json(plan.inputs)),
        requester: account,
        channel: via,
        ...causeColumns(request.cause),
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning(VIEW_COLUMNS)
    .execute();
  const inserted = new Map(rows.map((row) => [row.id, row]));
  const fresh = planned.filter(({ id }) => inserted.has(id));
  if (fresh.length === 0) return inserted;
  const bodies = fresh.map(({ plan }) => JSON.stringify(plannedEvent(plan, redactor)));
  const due = fresh.map(({ request }) => request.notBefore ?? null);
  await sql`
    WITH fresh AS (
      SELECT * FROM unnest(${fresh.map(({ id }) => id)}::text[], ${bodies}::text[], ${due}::timestamptz[]) AS e (run, body, due)
    ),
    journal AS (
      INSERT INTO run_events (tenant, run, n, replica, body) SELECT ${tenant}, run, 1, '', body FROM fresh
    ),
    queued AS (
      INSERT INTO queue (tenant, run, ready_at, format)
      SELECT ${tenant}, run, coalesce(due, now()), ${JOURNAL_FORMAT}::int FROM fresh
    )
    SELECT ${database.notifying("queue")}
  `.execute(tx);
  return inserted;
}

async function started(
  tx: Tx,
  tenant: string,
  { id, request }: Planned,
  inserted: ReadonlyMap<string, ViewRow>,
): Promise<StartAnswer> {
  const row = inserted.get(id);
  if (row !== undefined) return { kind: "started", run: runView(row), existing: false };
  const existing = await tx
    .selectFrom("runs")
    .select(VIEW_COLUMNS)
    .where("tenant", "=", tenant)
    .where("cause", "=", causeColumns(request.cause).cause ?? "")
    .executeTakeFirstOrThrow();
  return { kind: "started", run: runView(existing), existing: true };
}
