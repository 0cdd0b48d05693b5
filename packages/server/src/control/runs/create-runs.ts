import { Fault, isSha256 } from "@sdetkit/core";
import { type Catalogue, describePlan, prepare, replayRun } from "@sdetkit/runtime";
import type { Tx } from "../../storage/database/types.ts";
import { wakeRun, withdrawApprovals } from "../approvals/approval-rows.ts";
import { findRun, listRuns, readEvents, readReport, resolveRun } from "./read-runs.ts";
import { replayEnvironment } from "./replay-environment.ts";
import type { RunsOptions } from "./runs-options.ts";
import { planOn, startRuns } from "./start-runs.ts";
import type { Runs, RunView } from "./types.ts";

/** Runs, kept in PostgreSQL; replicas drive them. */
export function createRuns(options: RunsOptions): Runs {
  const { database, templates } = options;
  return {
    start: async (tx, by, request) => {
      const [answer] = await startRuns(tx, by, [request], options);
      if (answer === undefined) throw new Error("a request without an answer");
      return answer;
    },
    startMany: (tx, by, requests) => startRuns(tx, by, requests, options),
    plan: async (tx, by, request) => {
      const prepared = prepare(request, await templates.catalogue(tx, by.tenant, request.workspace));
      if (prepared.kind === "refused") return prepared;
      const [plan, { config }] = await Promise.all([
        planOn(tx, by, request, prepared, options),
        options.tenants.rules(by.tenant),
      ]);
      return describePlan(prepared, plan, config, options.redactor);
    },
    list: listRuns,
    find: findRun,
    resolve: resolveRun,
    report: readReport,
    events: readEvents,
    cancel: async (tx, by, run) => {
      const view = await lockRun(tx, by.tenant, run);
      if (view === null || view.state === "over" || view.cancelled_by !== null) return view;
      await tx
        .updateTable("runs")
        .set({ cancelled_by: by.account })
        .where("tenant", "=", by.tenant)
        .where("id", "=", run)
        .execute();
      await tx
        .updateTable("queue")
        .set({ cancel: true })
        .where("tenant", "=", by.tenant)
        .where("run", "=", run)
        .execute();
      await withdrawApprovals(tx, by.tenant, run);
      await wakeRun(tx, database, by.tenant, run);
      await database.notify(tx, "cancels");
      return { ...view, cancelled_by: by.account };
    },
    resume: async (tx, by, run) => {
      const view = await lockRun(tx, by.tenant, run);
      if (view === null || view.problem === null) return view;
      await tx
        .updateTable("runs")
        .set((row) => ({ state: "queued", problem: null, resumes: row("resumes", "+", 1) }))
        .where("tenant", "=", by.tenant)
        .where("id", "=", run)
        .execute();
      await wakeRun(tx, database, by.tenant, run);
      return { ...view, state: "queued", problem: null };
    },
    replay: async (by, runOrHash, signal) => {
      const { view, catalogue } = await database.tenant(by.tenant, async (tx) => {
        const found = await resolveRun(tx, by.tenant, runOrHash);
        if (found === null) throw unknownRun(runOrHash);
        if (found.state !== "over") throw runNotOver(found);
        return { view: found, catalogue: await templates.catalogue(tx, by.tenant, found.workspace) };
      });
      return await replay(by.tenant, view, catalogue, signal);
    },
    blob: async (tenant, digest) => (isSha256(digest) ? (await options.content(tenant)).blobs.get(digest) : null),
  };

  async function replay(tenant: string, view: RunView, catalogue: Catalogue, signal?: AbortSignal) {
    const rules = await options.tenants.rules(tenant);
    return await options.ledger.history(tenant, (history) =>
      replayRun(
        view.run,
        signal ? { signal } : {},
        catalogue,
        replayEnvironment(tenant, view, rules, history, options),
      ),
    );
  }
}

async function lockRun(tx: Tx, tenant: string, run: string): Promise<RunView | null> {
  await tx.selectFrom("queue").select("run").where("tenant", "=", tenant).where("run", "=", run).forUpdate().execute();
  return await findRun(tx, tenant, run);
}

function unknownRun(text: string): Fault {
  return new Fault(
    "unknown-run",
    `expected the id of a run or the hash of a record, there is none for ${JSON.stringify(text)}`,
    {
      remedy: "list the runs and choose one of them",
    },
  );
}

function runNotOver({ run, state }: RunView): Fault {
  return new Fault("run-not-over", `expected a run that is over, ${run} is ${state}`);
}
