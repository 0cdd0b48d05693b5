import type { Tx } from "../../storage/database/types.ts";
import type { Caller } from "../access/types.ts";

/** What happens with due times that passed while nobody could start them: all of them, the latest one, none. */
export type CatchUp = "all" | "latest" | "none";

/** A schedule as people see it. */
export interface ScheduleView {
  readonly id: string;
  readonly name: string;
  /** Five or six fields. */
  readonly cron: string;
  /** IANA name. */
  readonly time_zone: string;
  readonly workspace: string;
  readonly task: string;
  readonly inputs: { readonly [name: string]: unknown };
  readonly catch_up: CatchUp;
  readonly paused: boolean;
  readonly account: string;
  readonly next_at: string | null;
}

/** What came of one due time. */
export interface ScheduleStart {
  readonly due_at: string;
  /** `started`, `skipped` (by the catch-up policy or a pause), `refused` (with why). */
  readonly outcome: string;
  readonly run: string | null;
}

/** Schedules of tenants. A due time starts at most one run, whatever is restarted and however many replicas look. */
export interface Schedules {
  create(
    tx: Tx,
    by: Caller,
    schedule: Pick<ScheduleView, "name" | "cron" | "time_zone" | "workspace" | "task" | "inputs"> & {
      readonly catch_up?: CatchUp;
    },
  ): Promise<ScheduleView>;
  list(tx: Tx, tenant: string): Promise<ScheduleView[]>;
  setPaused(tx: Tx, by: Caller, id: string, paused: boolean): Promise<ScheduleView>;
  remove(tx: Tx, by: Caller, id: string): Promise<boolean>;
  starts(tx: Tx, tenant: string, id: string, limit: number): Promise<ScheduleStart[]>;
  /** Starts whatever is due now. Called by a timer of each replica; tests call it with a clock of their own. */
  tick(): Promise<void>;
}
