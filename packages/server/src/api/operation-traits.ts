import { ROUTES } from "./routes.ts";
import type { OperationSpec } from "./types.ts";

/** Whether an operation may change something: those with another method than GET. */
export function writes({ id }: Pick<OperationSpec, "id">): boolean {
  return ROUTES[id][0] !== "get";
}

/** Whether it takes an Idempotency-Key. What is detached is of the kind that does nothing twice anyway. */
export function takesKey(operation: Pick<OperationSpec, "id" | "detached">): boolean {
  return writes(operation) && operation.detached === undefined;
}
