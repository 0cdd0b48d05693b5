import { ExitCode, Fault } from "@sdetkit/core";
import { findWorkspace, layoutOf, openHistory } from "@sdetkit/runtime";
import type { Answer, Invocation } from "../../command/command.ts";
import { parseRange } from "../../input/parse-when.ts";
import type { RangeOptions } from "../../options/range-options.ts";
import { writeOutput } from "../../output/write-output.ts";
import { green } from "../../terminal/text.ts";

type ExportOptions = RangeOptions & { readonly format: string; readonly output?: string };

/** `agent history export`. */
export async function historyExport(options: ExportOptions, invocation: Invocation): Promise<Answer> {
  const { format, output, ...range } = options;
  if (format !== "csv") {
    const message = `expected --format csv, got ${JSON.stringify(format)}`;
    throw new Fault("usage", message, { remedy: "write csv, or use --json of `history list`" });
  }
  const { console, cwd, json } = invocation;
  const history = openHistory(layoutOf(findWorkspace(cwd).root), { readOnly: true });
  const rows = closing(history.exportCsv(parseRange(range, console.now())), () => history.close());
  if (output !== undefined && output !== "-") {
    const written = await writeOutput(console.cwd, output, [...rows].join(""));
    const text = [green("✓"), " ", written.path, "\n"];
    return { exit: ExitCode.done, json: { format, ...written }, text };
  }
  if (json) return { exit: ExitCode.done, json: { format, csv: [...rows].join("") }, text: "" };
  return { exit: ExitCode.done, json: {}, text: "", raw: rows };
}

function* closing<T>(items: Iterable<T>, close: () => void): Iterable<T> {
  try {
    yield* items;
  } finally {
    close();
  }
}
