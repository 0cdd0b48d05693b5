import type { Command, OptionValues } from "@commander-js/extra-typings";
import { repeated } from "./repeated.ts";
import { type ServerOptions, withServer } from "./server-options.ts";

/** How inputs are given on a command line. */
export type InputOptions = {
  readonly set?: readonly string[];
  readonly inputFile?: string;
};

/** Who approves on a command line: `*` for every approval, else a comma-separated list of step ids. */
export type ApproveOptions = {
  readonly yes?: true;
  readonly approve?: string;
};

/** How a run of a server is requested and followed. */
export type RemoteRunOptions = {
  readonly workspace?: string;
  readonly detach?: true;
  readonly wait?: true;
  readonly cancelOnInterrupt?: true;
};

/** Adds `--set` and `--input-file`. */
// biome-ignore lint/suspicious/noExplicitAny: commander's own bound on arguments.
export function withInputs<A extends any[], O extends OptionValues>(
  command: Command<A, O>,
): Command<A, O & InputOptions> {
  return command
    .option("--set <name=value>", "set an input; repeatable, overrides --input-file", repeated)
    .option("--input-file <file>", "read inputs from a JSON or YAML file; - for standard input") as never;
}

/** Adds `--workspace`, for tasks of a server. */
// biome-ignore lint/suspicious/noExplicitAny: commander's own bound on arguments.
export function withWorkspace<A extends any[], O extends OptionValues>(
  command: Command<A, O>,
): Command<A, O & { readonly workspace?: string }> {
  return command.option(
    "--workspace <name>",
    "the workspace on the server (SDETKIT_WORKSPACE, or the only one)",
  ) as never;
}

/** Adds what following a run of a server takes. */
// biome-ignore lint/suspicious/noExplicitAny: commander's own bound on arguments.
export function withFollowing<A extends any[], O extends OptionValues>(
  command: Command<A, O>,
): Command<A, O & Pick<RemoteRunOptions, "wait" | "cancelOnInterrupt">> {
  return command
    .option("--wait", "on a server: wait for approvals even without a terminal, instead of exiting with 3")
    .option("--cancel-on-interrupt", "on a server: cancel the run on Ctrl+C instead of leaving it running") as never;
}

/** Adds `--approve` and `--yes`. */
// biome-ignore lint/suspicious/noExplicitAny: commander's own bound on arguments.
export function withApproval<A extends any[], O extends OptionValues>(
  command: Command<A, O>,
): Command<A, O & ApproveOptions> {
  return command
    .option("--approve [=steps]", "approve what the policy lets a person approve; --approve=a,b for these steps only")
    .option("--yes", "the same as --approve") as never;
}

/** How a task is run, here or on a server. */
export type RunOptions = InputOptions & ApproveOptions & RemoteRunOptions & ServerOptions & { readonly dryRun?: true };

/** Adds all that running a task takes, here or on a server. */
// biome-ignore lint/suspicious/noExplicitAny: commander's own bound on arguments.
export function withRunning<A extends any[], O extends OptionValues>(
  command: Command<A, O>,
): Command<A, O & RunOptions> {
  const here = withApproval(withInputs(command)).option("--dry-run", "show the plan without running it");
  const there = withFollowing(withWorkspace(here));
  return withServer(there.option("--detach", "on a server: start the run and return at once")) as never;
}

/**
 * Lets `--approve` stand before a task: only what is joined to it by `=` is its value. What comes after `--` is left alone.
 */
export function joinApprove(argv: readonly string[]): string[] {
  const end = argv.indexOf("--");
  return argv.map((word, index) => (word === "--approve" && (end === -1 || index < end) ? "--approve=*" : word));
}
