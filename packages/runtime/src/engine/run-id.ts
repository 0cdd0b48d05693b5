import type { RunId } from "@sdetkit/core";
import { newId } from "./new-id.ts";

/** A new run id: `r-` and a ULID, so that ids sort by time. */
export function newRunId(nowMs: number): RunId {
  return newId("r", nowMs) as RunId;
}
