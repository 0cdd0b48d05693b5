import type { Answer, Invocation } from "../command.ts";
import type { ApproveOptions } from "../commands/run-options.ts";
import { withEngine } from "../with-engine.ts";
import { answerOfRun, watched } from "./run.ts";

/** `agent resume`. */
export async function resume(
  run: string,
  options: ApproveOptions & { readonly retryUnknown?: true },
  invocation: Invocation,
): Promise<Answer> {
  return await withEngine(invocation, async (engine) => {
    const retryUnknown = options.retryUnknown === true;
    const ran = await watched(options, invocation, (hands) => engine.resume(run, { ...hands, retryUnknown }));
    return await answerOfRun(ran, engine, invocation);
  });
}
