import { codeSpan } from "@sdetkit/channel-adapters";
import type { RunView } from "../../control/runs/types.ts";
import { type IntentCall, Refused } from "../types.ts";

/** Asks for something with one run, named by its id or hash. Throws Refused when there is none to see. */
export async function askRun<T extends RunView>(
  call: IntentCall,
  operation: "runs.get" | "runs.cancel",
  named: string,
): Promise<T> {
  try {
    return (await call.ask(operation, { params: { run: named } })) as T;
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.code !== "not-found") throw error;
    throw new Refused({
      code: "not-found",
      detail: `There is no run ${codeSpan(named)}.`,
      remedy: "write `status` to see your latest runs",
    });
  }
}
