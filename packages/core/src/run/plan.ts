import type { JsonObject } from "../json/json.ts";
import type { RecordedWorkspace, TaskRef } from "../record/run-record.ts";
import type { Permissions, Step } from "../template/model.ts";

/** A place that holds values of the caller's variables, which are named. */
export interface StoredSecret {
  readonly where: string;
  readonly variables: readonly string[];
}

/** Fixed before the first step: everything the step machine needs to run, and to run again in the same way. */
export interface RunPlan {
  readonly task: TaskRef;
  /** The task as it was requested. */
  readonly text: string;
  readonly inputs: JsonObject;
  readonly steps: readonly Step[];
  readonly outputs: JsonObject;
  /** `null` for a single action that a person asked for. */
  readonly permissions: Permissions | null;
  readonly workspace: RecordedWorkspace;
  /** Allowlisted environment variables that expressions may see. */
  readonly env: { readonly [name: string]: string };
  readonly budgets: { readonly maxSteps: number; readonly maxActions: number };
  /** Where the plan itself holds secrets of the caller's: no step begins. Absent when it holds none. */
  readonly secrets?: readonly StoredSecret[];
}
