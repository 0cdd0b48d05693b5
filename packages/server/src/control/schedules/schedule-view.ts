import type { Row } from "../../storage/database/schema.ts";
import type { ScheduleStart, ScheduleView } from "./types.ts";

/** A schedule's row as people see it. While it is paused it is not due. */
export function scheduleView(row: Row<"schedules">): ScheduleView {
  const { id, name, cron, time_zone, workspace, task, catch_up, paused, account } = row;
  return {
    id,
    name,
    cron,
    time_zone,
    workspace,
    task,
    inputs: row.inputs as ScheduleView["inputs"],
    catch_up,
    paused,
    account,
    next_at: paused ? null : (row.next_at?.toISOString() ?? null),
  };
}

/** What came of a due time, as people see it. */
export function startView({ due_at, outcome, run }: Row<"schedule_starts">): ScheduleStart {
  return { due_at: due_at.toISOString(), outcome, run };
}
