import { ExitCode } from "@sdetkit/core";
import type { Answer, Invocation } from "../../command/command.ts";
import { withHistory } from "../../command/with-history.ts";
import { namedRun } from "../../input/named-run.ts";
import { writeOutput } from "../../output/write-output.ts";
import { green } from "../../terminal/text.ts";

/** `agent history prove`: the proof is one JSON object with and without `--json`. */
export async function historyProve(
  run: string,
  { output }: { readonly output?: string },
  invocation: Invocation,
): Promise<Answer> {
  const proof = await withHistory(invocation, async (history) => history.prove(namedRun(run, history)));
  const content = `${JSON.stringify(proof, null, 2)}\n`;
  if (output === undefined || output === "-") return { exit: ExitCode.done, json: proof, text: "", raw: [content] };
  const written = await writeOutput(invocation.console.cwd, output, content);
  return { exit: ExitCode.done, json: { ...proof, ...written }, text: [green("✓"), " ", written.path, "\n"] };
}
