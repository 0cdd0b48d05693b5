import { realpathSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { Config, LogicalPath } from "@sdetkit/core";
import { createConfinedFiles } from "../files/confined-files.ts";
import type { Layout } from "../files/workspace-layout.ts";
import { openHistory } from "../history/open-history.ts";
import type { BlobStore, History, RunHistory } from "../history/types.ts";
import { currentUser } from "../platform/current-user.ts";
import { createRedactor } from "../redact/create-redactor.ts";
import { secretsFromEnvironment } from "../redact/secrets-from-environment.ts";
import type { Redactor } from "../redact/types.ts";
import type { CommandLimits } from "../sandbox/command-limits.ts";
import { createCommandRunner } from "../sandbox/create-command-runner.ts";
import { SandboxProbe } from "../sandbox/sandbox-probe.ts";
import { refuseLink } from "../workspace/refuse-links.ts";
import { createRunReads, type KnownWorkspace } from "../workspace/step-reads.ts";
import type { ExecutionContext } from "./perform-action.ts";
import type { OpenOptions } from "./types.ts";

/** What every run in this workspace shares: opened once, when the first one needs it. */
export interface EngineContext {
  readonly layout: Layout;
  readonly config: Config;
  readonly options: OpenOptions;
  readonly history: History;
  readonly redactor: Redactor;
  readonly requester: string;
  readonly probe: SandboxProbe;
}

/** Opens the history and gathers the secrets to be redacted. The workspace has been bootstrapped. */
export function createEngineContext(
  layout: Layout,
  config: Config,
  options: OpenOptions,
  history: { readonly readOnly?: boolean } = {},
): EngineContext {
  const redactor = createRedactor({ secrets: secretsFromEnvironment(options.env) });
  const opened = { history: openHistory(layout, history), requester: currentUser(), probe: new SandboxProbe() };
  return { layout, config, options, redactor, ...opened };
}

/** Where one run works; a replay works in a scratch copy and keeps its blobs to itself. */
export interface Checkout extends KnownWorkspace {
  readonly runId: string;
  readonly workspace: string;
  readonly output: string;
  readonly writable: readonly LogicalPath[];
  /** Real folders outside of the workspace that commands may read. */
  readonly readable: readonly string[];
  readonly blobs: BlobStore;
  readonly history: () => Promise<RunHistory>;
  readonly signal: AbortSignal;
  /** See `ExecutionContext.end`. */
  readonly end?: AbortSignal;
}

/** Under which rules a run works at its checkout. */
export interface ExecutionRules {
  readonly config: Pick<Config, "sandbox" | "tools">;
  readonly redactor: Redactor;
  readonly probe: SandboxProbe;
  /** Real folders that commands must not see. */
  readonly hidden: readonly string[];
  /** Who commands run as, when it is not the current user: root alone can say so. */
  readonly identity?: { readonly uid: number; readonly gid: number };
  /** What commands may use at most. */
  readonly limits?: CommandLimits;
}

/** The rules of this workspace. */
export function rulesOf({ config, redactor, probe, layout }: EngineContext): ExecutionRules {
  return { config, redactor, probe, hidden: [layout.keys, layout.history] };
}

/** The execution context of one run, confined to its checkout. Makes its output folder. */
export async function createExecutionContext(
  checkout: Checkout,
  { config, redactor, probe, hidden, identity, limits }: ExecutionRules,
): Promise<ExecutionContext> {
  // A run that is resumed finds its folder there: whoever made it a link would have the run write somewhere else.
  for (const folder of [dirname(checkout.output), checkout.output]) await refuseLink(checkout.workspace, folder);
  await mkdir(checkout.output, { recursive: true });
  const roots = { workspace: checkout.workspace, output: checkout.output };
  const files = createConfinedFiles(roots, { owner: identity });
  const workspace = realpathSync(checkout.workspace);
  return {
    runId: checkout.runId,
    writable: checkout.writable,
    files,
    workspace,
    reads: createRunReads(workspace, files, checkout),
    scratch: join(dirname(checkout.output), "view"),
    identity,
    commands: createCommandRunner({
      roots,
      sandbox: config.sandbox,
      redactor,
      probe,
      hidden,
      ...(identity ? { identity } : {}),
      ...(limits ? { limits } : {}),
      readable: [...checkout.readable, ...toolRoots(config)],
      toolFolders: toolRoots(config).map(programsIn),
    }),
    blobs: checkout.blobs,
    history: checkout.history,
    redactor,
    signal: checkout.signal,
    ...(checkout.end ? { end: checkout.end } : {}),
  };
}

/** The folders with programs that the config names and that are there. */
function toolRoots({ tools }: Pick<Config, "tools">): string[] {
  const absolute = tools.map((folder) => (folder.startsWith("~/") ? join(homedir(), folder.slice(2)) : folder));
  return absolute.filter((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory());
}

/** Where the programs of a tool lie: in its `bin`, or in the folder itself. */
function programsIn(folder: string): string {
  const bin = join(folder, "bin");
  return statSync(bin, { throwIfNoEntry: false })?.isDirectory() ? bin : folder;
}

/** The environment variables that expressions may see: those the policy names and the caller has. */
export function allowedEnvironment(config: Config, env: OpenOptions["env"]): { [name: string]: string } {
  const known = config.policy.env.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return Object.fromEntries(known);
}
