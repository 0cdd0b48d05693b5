import { join, relative } from "node:path";
import { ExitCode, Fault, formatCountOf } from "@sdetkit/core";
import {
  buildSummary,
  DASHBOARD_FORMATS,
  type DashboardFormat,
  findWorkspace,
  layoutOf,
  refuseLinks,
  renderDashboard,
} from "@sdetkit/runtime";
import type { Answer, Invocation } from "../../command/command.ts";
import { withHistory } from "../../command/with-history.ts";
import { parseRange } from "../../input/parse-when.ts";
import type { RangeOptions } from "../../options/range-options.ts";
import { writeOutput } from "../../output/write-output.ts";
import { cyan, dim, green } from "../../terminal/text.ts";
import { bytesText } from "../../views/bytes-text.ts";

type BuildOptions = RangeOptions & { readonly format: string; readonly output?: string };

/** `agent dashboard build`. */
export async function dashboardBuild(
  { format: asked, output, ...range }: BuildOptions,
  invocation: Invocation,
): Promise<Answer> {
  const format = dashboardFormat(asked);
  const { console, cwd } = invocation;
  const stretch = parseRange(range, console.now());
  const [runs, content] = await withHistory(invocation, async (history) => {
    const summary = await buildSummary(history, stretch);
    return [summary.totals.runs, await renderDashboard(summary, format)] as const;
  });
  if (output === "-") return { exit: ExitCode.done, json: { format, runs, content }, text: "", raw: [content] };
  const layout = layoutOf(findWorkspace(cwd).root);
  if (output === undefined) await refuseLinks(layout);
  const written = await writeOutput(
    console.cwd,
    output ?? join(layout.agent, "dashboards", `dashboard.${format}`),
    content,
  );
  const path = relative(console.cwd, written.path);
  return {
    exit: ExitCode.done,
    json: { format, runs, ...written },
    text: [
      green("✓"),
      " ",
      cyan(path.startsWith("..") ? written.path : path),
      dim(`  ${formatCountOf(runs, "run")}, ${bytesText(written.bytes)}`),
      "\n",
    ],
  };
}

/** Reads `--format`. */
export function dashboardFormat(format: string): DashboardFormat {
  const known = DASHBOARD_FORMATS.find((each) => each === format);
  if (known !== undefined) return known;
  const message = `expected --format to be one of ${DASHBOARD_FORMATS.join(", ")}, got ${JSON.stringify(format)}`;
  throw new Fault("usage", message, { remedy: "choose one of them" });
}
