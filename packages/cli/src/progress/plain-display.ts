import { formatDuration, runStanding } from "@sdetkit/core";
import { type Console, printError } from "../terminal/console.ts";
import { markOf, statusText } from "../terminal/status-symbols.ts";
import { bold, dim, type Text } from "../terminal/text.ts";
import type { Display } from "./display.ts";

/** One line for each thing that happens: for logs. */
export function plainDisplay(console: Console): Display {
  const line = (...parts: readonly Text[]) => printError(console, [...parts, "\n"]);
  return {
    show(progress) {
      switch (progress.kind) {
        case "run-started":
          return line(bold(progress.task), dim(`  run ${progress.run}, ${progress.steps.length} steps`));
        case "step-started": {
          const again = progress.attempt > 1 ? ` (attempt ${progress.attempt})` : "";
          return line(dim("·"), ` ${progress.step}${again}: ${progress.preview.replaceAll("\n", " ⏎ ")}`);
        }
        case "step-ended": {
          const why: Text = progress.message === null ? "" : `: ${progress.message}`;
          const took = dim(` ${formatDuration(progress.durationMs)}`);
          return line(markOf(progress.status), ` ${progress.step} `, statusText(progress.status), why, took);
        }
        case "run-ended":
          return line(markOf(runStanding(progress.report)), " ", statusText(runStanding(progress.report)));
      }
    },
    pauseFor: (ask) => ask(),
    end: () => {},
  };
}
