import type { Answer, Invocation } from "../command.ts";
import type { RunOptions } from "./run-options.ts";
import { askedServer } from "./server-options.ts";

/** Runs a task, or with `--dry-run` shows its plan: on the server that was asked for, else here. */
export async function runAnywhere(task: string, options: RunOptions, invocation: Invocation): Promise<Answer> {
  if (askedServer(options, invocation) !== undefined) {
    const { planTaskThere, runTaskThere } = await import("../bodies/server/run.ts");
    return options.dryRun ? planTaskThere(task, options, invocation) : runTaskThere(task, options, invocation);
  }
  const { planTask, runTask } = await import("../bodies/run.ts");
  return options.dryRun ? planTask(task, options, invocation) : runTask(task, options, invocation);
}
