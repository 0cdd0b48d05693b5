import type { Answer, Invocation } from "../command.ts";
import type { ApproveOptions } from "../commands/run-options.ts";
import { LAST, namedCutOff } from "../input/named-run.ts";
import { withEngine } from "../with-engine.ts";
import { withHistory } from "../with-history.ts";
import { answerOfRun, watched } from "./run.ts";

/** `agent resume`. */
export async function resume(
  asked: string,
  options: ApproveOptions & { readonly retryUnknown?: true },
  invocation: Invocation,
): Promise<Answer> {
  const run = asked === LAST ? await withHistory(invocation, async (history) => namedCutOff(asked, history)) : asked;
  return await withEngine(invocation, async (engine) => {
    const retryUnknown = options.retryUnknown === true;
    const ran = await watched(options, invocation, (hands) => engine.resume(run, { ...hands, retryUnknown }));
    return await answerOfRun(ran, engine, invocation);
  });
}
