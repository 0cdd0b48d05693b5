import { ExitCode } from "@sdetkit/core";
import type { Examined } from "@sdetkit/runtime";
import type { Answer } from "../command/command.ts";
import { bold, dim, green, red, type Text, yellow } from "../terminal/text.ts";
import { width } from "../terminal/width.ts";

/** What checks found, each with its mark and how to fix it. A failed one exits with 1. */
export function examinedAnswer(what: string, found: readonly Examined[], json: object = {}): Answer {
  const failed = found.filter(({ status }) => status === "fail").length;
  const warned = found.filter(({ status }) => status === "warn").length;
  const skipped = found.filter(({ status }) => status === "skipped").length;
  return {
    exit: failed > 0 ? ExitCode.failed : ExitCode.done,
    json: { ok: failed === 0, ...json, checks: found },
    text: [bold(what), "\n\n", found.map((each) => rowOf(each, found)), "\n", verdictOf(failed, warned, skipped)],
  };
}

const MARKS = { ok: green("✓"), warn: yellow("!"), fail: red("✗"), skipped: dim("-") } as const;

function rowOf({ title, status, detail, remedy }: Examined, all: readonly Examined[]): Text {
  const column = Math.max(...all.map((each) => width(each.title)));
  const indent = " ".repeat(column + 6);
  const hint: Text = remedy === null ? "" : [indent, dim("→ "), remedy, "\n"];
  return ["  ", MARKS[status], " ", title, " ".repeat(column - width(title) + 2), detail, "\n", hint];
}

function verdictOf(failed: number, warned: number, skipped: number): Text {
  if (failed > 0) return [red(failed === 1 ? "One check failed." : `${failed} checks failed.`), "\n"];
  if (warned > 0) return [yellow("Ready, with warnings."), "\n"];
  const unknown = skipped === 0 ? "" : dim(`  ${skipped} ${skipped === 1 ? "check" : "checks"} could not be run.`);
  return [green("Ready."), unknown, "\n"];
}
