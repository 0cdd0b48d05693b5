import { ExitCode, renderDiagnostics } from "@sdetkit/core";
import type { Engine, Refusal } from "@sdetkit/runtime";
import type { Answer, Invocation } from "../command.ts";
import { errorLine } from "../error-answer.ts";
import { annotate } from "../github/annotate.ts";
import type { Console } from "../terminal/console.ts";
import { cyan, dim, type Text } from "../terminal/text.ts";
import { readSources } from "./read-sources.ts";

/**
 * A task that was not understood or not valid, as an answer: what is wrong, where, and what was perhaps meant.
 * @param task as it was given, so that a place in it can be shown; empty where there is none.
 */
export async function refusalAnswer(
  refusal: Refusal,
  engine: Engine,
  invocation: Invocation,
  task = "",
): Promise<Answer> {
  const sources = refusal.diagnostics.length === 0 ? new Map<string, string>() : await sourcesOf(refusal, engine, task);
  return answerOfRefusal(refusal, sources, invocation.console);
}

/** The same with the texts that its diagnostics point into, as far as they are at hand. */
export function answerOfRefusal(
  { code, message, suggestions, diagnostics }: Refusal,
  sources: ReadonlyMap<string, string>,
  console: Console,
): Answer {
  annotate(diagnostics, console);
  const [best] = suggestions;
  const remedy = best
    ? `try: sdetkit agent run ${/\s/.test(best.task) ? `'${best.task}'` : best.task}`
    : diagnostics.length > 0 || code === "invalid-parameters" || code === "invalid-inputs"
      ? "correct what is shown, then try again"
      : "see `sdetkit agent templates list` for what there is";
  return {
    exit: ExitCode.usage,
    json: { error: { code, message, remedy, suggestions, diagnostics } },
    text: [
      errorLine(message),
      diagnostics.length === 0 ? "" : ["\n", renderDiagnostics(diagnostics, sources)],
      nearestText(suggestions),
      suggestions.length > 0 ? "" : ["  ", dim("→ "), remedy, "\n"],
    ],
  };
}

function nearestText(suggestions: Refusal["suggestions"]): Text {
  if (suggestions.length === 0) return "";
  return [
    ["  ", dim("Nearest:"), "\n"],
    ...suggestions.map(({ task, title }): Text => ["    ", cyan(task), dim(title === "" ? "" : `  ${title}`), "\n"]),
  ];
}

/** The texts that diagnostics point into: templates as they were parsed, other files as they are. */
async function sourcesOf({ diagnostics }: Refusal, engine: Engine, task: string): Promise<ReadonlyMap<string, string>> {
  const { templates, broken } = await engine.catalogue();
  const known = new Map([...templates, ...broken].map(({ source }) => [source.file, source.text]));
  if (task !== "") known.set("<task>", task);
  return await readSources(diagnostics, engine.layout.root, known);
}
