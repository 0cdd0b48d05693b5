import { ExitCode } from "@sdetkit/core";
import type { ReplayAnswer } from "@sdetkit/runtime";
import type { Answer, Invocation } from "../../command/command.ts";
import { withEngine } from "../../command/with-engine.ts";
import { withHistory } from "../../command/with-history.ts";
import { LAST, namedRun } from "../../input/named-run.ts";
import { throwIfInterrupted, withProgress } from "../../progress/with-progress.ts";
import { pairs } from "../../terminal/table.ts";
import { bold, cyan, dim, green, red, type Text } from "../../terminal/text.ts";

/** Differences after the first: mostly what follows from it. */
const SHOWN = 4;

/** `agent replay`. */
export async function replay(run: string, invocation: Invocation): Promise<Answer> {
  const hash = run === LAST ? await withHistory(invocation, async (history) => namedRun(run, history)) : run;
  return await withEngine(invocation, async (engine) => {
    const { signal } = invocation.console;
    const answer = await withProgress(invocation, ({ show }) => engine.replay(hash, { onProgress: show, signal }));
    // What was cut short differs for that reason alone.
    throwIfInterrupted(invocation, "the replay did not finish, so nothing was compared");
    return { exit: answer.ok ? ExitCode.done : ExitCode.differs, json: answer, text: replayView(answer) };
  });
}

/** Same or different, and if different, in what. */
export function replayView({ ok, hash, replayed, task, template_changes, problems }: ReplayAnswer): Text {
  if (ok) return [green("✓"), " ", bold(task), " gives the same result\n\n", pairs([["hash", cyan(hash)]])];
  const [first, ...others] = problems;
  return [
    [red("✗"), " ", bold(task), " gives a different result\n\n"],
    pairs([
      ["recorded", cyan(hash)],
      ["replayed", replayed === null ? dim("nothing: the replay did not finish") : cyan(replayed)],
    ]),
    template_changes.length === 0
      ? ""
      : ["\n", bold("The template was edited"), "\n", template_changes.map((change) => ["  ", change, "\n"])],
    first ? ["\n", bold("First difference"), "\n", differenceText(first)] : "",
    others.length === 0
      ? ""
      : [
          "\n",
          bold(`And ${others.length} more`),
          "\n",
          others.slice(0, SHOWN).map((other) => [differenceText(other), "\n"]),
        ],
    others.length > SHOWN ? dim(`and ${others.length - SHOWN} more; --json lists them all\n`) : "",
  ];
}

function differenceText({ step, field, expected, got, class: kind }: ReplayAnswer["problems"][number]): Text {
  return [
    pairs([
      ["where", step === null ? field : `step ${step}, ${field}`],
      ["expected", green(expected)],
      ["got", red(got)],
      ["class", kind.replaceAll("-", " ")],
    ]),
  ];
}
