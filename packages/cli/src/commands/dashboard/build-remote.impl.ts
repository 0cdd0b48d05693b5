import { ExitCode } from "@sdetkit/core";
import type { InputOf } from "@sdetkit/server/client";
import type { Answer, Invocation } from "../../command/command.ts";
import type { RangeOptions } from "../../options/range-options.ts";
import type { ServerOptions } from "../../options/server-options.ts";
import { writeOutput } from "../../output/write-output.ts";
import { connect } from "../../remote/connect.ts";
import { cyan, dim } from "../../terminal/text.ts";
import { bytesText } from "../../views/bytes-text.ts";
import { doneLine } from "../../views/done-line.ts";
import { rangeQuery } from "../history/history-remote.impl.ts";
import { dashboardFormat } from "./build.impl.ts";

type Query = NonNullable<InputOf<"dashboard.get">["query"]>;
type BuildOptions = RangeOptions & ServerOptions & { readonly format: string; readonly output?: string };

/** `agent dashboard build --server`: of the tenant's whole history, into a file in the current folder. */
export async function dashboardBuildRemote(options: BuildOptions, invocation: Invocation): Promise<Answer> {
  const { console } = invocation;
  const format: Query["format"] = dashboardFormat(options.format);
  const remote = await connect(options, invocation);
  const query = { ...rangeQuery(options, console.now()), format };
  const content = await (await remote.open("dashboard.get", { query })).text();
  if (options.output === "-") return { exit: ExitCode.done, json: { format, content }, text: "", raw: [content] };
  const written = await writeOutput(console.cwd, options.output ?? `dashboard.${format}`, content);
  const text = doneLine(cyan(written.path), dim(`  ${bytesText(written.bytes)}`));
  return { exit: ExitCode.done, json: { format, ...written }, text };
}
