import type { Answer, Invocation } from "../../command/command.ts";
import { withEngine } from "../../command/with-engine.ts";
import { withHistory } from "../../command/with-history.ts";
import { LAST, namedCutOff } from "../../input/named-run.ts";
import type { ApproveOptions } from "../../options/run-options.ts";
import { answerOfRun, watched } from "./run.impl.ts";

/** `agent resume`. */
export async function resume(
  asked: string,
  options: ApproveOptions & { readonly retryUnknown?: true },
  invocation: Invocation,
): Promise<Answer> {
  const run = asked === LAST ? await withHistory(invocation, async (history) => namedCutOff(asked, history)) : asked;
  return await withEngine(invocation, async (engine) => {
    const retryUnknown = options.retryUnknown === true;
    const ran = await watched(options, invocation, (callbacks) => engine.resume(run, { ...callbacks, retryUnknown }));
    return await answerOfRun(ran, engine, invocation);
  });
}
