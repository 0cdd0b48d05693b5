import { ExitCode, renderDiagnostics, TASK_FILE } from "@sdetkit/core";
import type { Engine, Refusal } from "@sdetkit/runtime";
import type { Answer, Invocation } from "../command/command.ts";
import { annotate } from "../github/annotate.ts";
import { type GivenInputs, NOTHING_GIVEN, pointToGiven } from "../input/given-inputs.ts";
import type { Console } from "../terminal/console.ts";
import { cyan, dim, type Text } from "../terminal/text.ts";
import { errorLine } from "./error-answer.ts";
import { readSources } from "./read-sources.ts";

/**
 * A task that was not understood or not valid, as an answer: what is wrong, where, and what was perhaps meant.
 */
export async function refusalAnswer(
  refusal: Refusal,
  engine: Engine,
  invocation: Invocation,
  asked: Asked = {},
): Promise<Answer> {
  const shown = pointedOut(refusal, asked);
  const sources = shown.diagnostics.length === 0 ? new Map<string, string>() : await sourcesOf(shown, engine, asked);
  return answerOfRefusal(shown, sources, invocation.console);
}

/** A task as it was given, so that places in it can be shown. */
export interface Asked {
  readonly task?: string;
  readonly inputs?: GivenInputs;
}

/** The refusal with the places at which the person wrote what is wrong. */
export function pointedOut(refusal: Refusal, { inputs = NOTHING_GIVEN }: Asked): Refusal {
  return { ...refusal, diagnostics: pointToGiven(refusal.diagnostics, inputs) };
}

/** The texts that a person gave, by the names that diagnostics have for them. */
export function sourcesGiven({ task = "", inputs = NOTHING_GIVEN }: Asked): Map<string, string> {
  return new Map([...inputs.sources, ...(task === "" ? [] : [[TASK_FILE, task] as const])]);
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
      : code === "unknown-action"
        ? "choose one of these actions"
        : "see `sdetkit agent templates list` for all templates";
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
async function sourcesOf({ diagnostics }: Refusal, engine: Engine, asked: Asked): Promise<ReadonlyMap<string, string>> {
  const { templates, broken } = await engine.catalogue();
  const known = [...templates, ...broken].map(({ source }) => [source.file, source.text] as const);
  return await readSources(diagnostics, engine.layout.root, new Map([...known, ...sourcesGiven(asked)]));
}
