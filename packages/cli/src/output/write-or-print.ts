import { ExitCode } from "@sdetkit/core";
import type { Answer, Invocation } from "../command/command.ts";
import { doneLine } from "../views/done-line.ts";
import { writeOutput } from "./write-output.ts";

/** Answers a text that is a document of its own: printed as it is, or written where `--output` says. */
export async function keepText(
  document: { readonly format: string; readonly content: string },
  output: string | undefined,
  { console }: Pick<Invocation, "console">,
): Promise<Answer> {
  const { format, content } = document;
  if (output === undefined || output === "-") return { exit: ExitCode.done, json: document, text: "", raw: [content] };
  const written = await writeOutput(console.cwd, output, content);
  return { exit: ExitCode.done, json: { format, ...written }, text: doneLine(written.path) };
}
