import type { Answer, Invocation } from "../../command/command.ts";
import type { RunOptions } from "../../options/run-options.ts";
import { askedServer } from "../../options/server-options.ts";

/** Runs a task, or with `--dry-run` shows its plan: on the server that was requested, else here. */
export async function dispatchRun(task: string, options: RunOptions, invocation: Invocation): Promise<Answer> {
  if (askedServer(options, invocation) !== undefined) {
    const { planTaskRemote, runTaskRemote } = await import("./run-remote.impl.ts");
    return options.dryRun ? planTaskRemote(task, options, invocation) : runTaskRemote(task, options, invocation);
  }
  const { planTask, runTask } = await import("./run.impl.ts");
  return options.dryRun ? planTask(task, options, invocation) : runTask(task, options, invocation);
}
