import { randomUUID } from "node:crypto";
import type { RunView, StartAnswer, StartRequest } from "../../runs/types.ts";
import type { SchedulesNeed } from "../create-schedules.ts";

/** Stands for runs: what is started is a row, once for each cause, as in the real one. `before` may refuse or throw. */
export function fakeRuns(
  before: (request: StartRequest) => StartAnswer | undefined = () => undefined,
): SchedulesNeed["runs"] & { started: number } {
  const runs: SchedulesNeed["runs"] & { started: number } = {
    started: 0,
    plan: async (_tx, _by, { task }) =>
      task === "template:absent"
        ? {
            kind: "refused",
            code: "unknown-template",
            message: "expected a template",
            suggestions: [],
            diagnostics: [],
          }
        : { kind: "planned", task, template: null, inputs: {}, steps: [], runnable: true },
    start: async (tx, by, request) => {
      const { workspace, task, inputs, cause } = request;
      runs.started += 1;
      const id = `r-${randomUUID()}`;
      const values = { tenant: by.tenant, id, workspace, task, template: null, inputs: JSON.stringify(inputs) };
      const row = await tx
        .insertInto("runs")
        .values({
          ...values,
          ...{ requester: by.account, channel: by.via, cause: cause ?? null, conversation: null },
          request: request.request,
        })
        .onConflict((conflict) => conflict.columns(["tenant", "cause"]).where("cause", "is not", null).doNothing())
        .returning("id")
        .executeTakeFirst();
      const answer = before(request);
      if (answer) return answer;
      return { kind: "started", run: { run: id } as RunView, existing: row === undefined };
    },
  };
  return runs;
}
