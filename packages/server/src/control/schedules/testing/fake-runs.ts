import { randomUUID } from "node:crypto";
import { authorizeStart } from "../../runs/authorize-start.ts";
import { causeColumns } from "../../runs/start-cause.ts";
import type { RunView, StartAnswer, StartRequest } from "../../runs/types.ts";
import type { SchedulesNeed } from "../create-schedules.ts";
import type { fakeRooms } from "./fixtures.ts";

/** Stands for runs: what is started is a row, once for each cause, by who may, as in the real one. `before` may refuse or throw. */
export function fakeRuns(
  { access }: Pick<ReturnType<typeof fakeRooms>, "access">,
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
    start: async (tx, starter, request) => {
      const tenants = { rules: async () => ({ state: "active" }) };
      const by = await authorizeStart(tx, starter, { access, tenants });
      const { workspace, task, inputs } = request;
      runs.started += 1;
      const id = `r-${randomUUID()}`;
      const values = { tenant: by.tenant, id, workspace, task, template: null, inputs: JSON.stringify(inputs) };
      const row = await tx
        .insertInto("runs")
        .values({
          ...values,
          ...{ requester: by.account, channel: by.via },
          ...causeColumns(request.cause),
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
