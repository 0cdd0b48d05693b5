import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type Config, Fault, type LogicalRoot } from "@sdetkit/core";
import { createConfinedFiles } from "../files/confined-files.ts";
import type { Redactor } from "../redact/types.ts";
import { boundsOf } from "./bounds-of.ts";
import { bubblewrapArguments, SANDBOX_HOME } from "./bubblewrap-arguments.ts";
import { cleanEnvironment } from "./clean-environment.ts";
import type { CommandLimits, LimitMet } from "./command-limits.ts";
import type { SandboxSupport } from "./detect-sandbox.ts";
import { findCommand } from "./find-command.ts";
import { materialise } from "./logical-words.ts";
import { placesToWrite } from "./places-to-write.ts";
import { OPTIONS_FD, type ProcessEnd, type ProcessOrder, runProcess } from "./run-process.ts";
import type { SandboxProbe } from "./sandbox-probe.ts";
import { seccompFilter } from "./seccomp-filter.ts";
import type { CommandResult, CommandRunner } from "./types.ts";

const DEFAULT_MAX_OUTPUT = 16 * 1024 * 1024;
const DEFAULT_GRACE = 2000;

export interface CommandRunnerOptions {
  /** Real folders that exist. */
  readonly roots: { readonly [root in LogicalRoot]: string };
  readonly sandbox: Config["sandbox"];
  /** For what bubblewrap says when it cannot start a command. */
  readonly redactor: Redactor;
  /** Real folders that commands must not see, besides the keys and the history of the workspace. */
  readonly hidden?: readonly string[];
  /** Real folders with programs, put in front of PATH and readable. */
  readonly toolFolders?: readonly string[];
  /** More real folders to read, e.g. the repository that a git worktree belongs to. */
  readonly readable?: readonly string[];
  /** Most bytes kept of stdout, and of stderr. 16 MiB unless said. */
  readonly maxOutput?: number;
  /** Who commands run as, when root asks: needs a workspace and folders that this user can use. Unless said: the current user. */
  readonly identity?: { readonly uid: number; readonly gid: number };
  /** Milliseconds between SIGTERM and SIGKILL; 2000 unless said. */
  readonly grace?: number;
  /** What a command may use at most; no more than the system allows unless said. */
  readonly limits?: CommandLimits;
  /** What there is to confine commands with: asked when the first one starts. */
  readonly probe: SandboxProbe;
}

/**
 * Starts commands for actions: with an environment of their own, in their own process group, in bubblewrap where it works
 * (see docs/decisions/0003-sandbox.md), with capped output. `required`: a Fault `sandbox-missing` where it does not.
 */
export function createCommandRunner(options: CommandRunnerOptions): CommandRunner {
  const {
    redactor,
    sandbox,
    probe,
    toolFolders = [],
    maxOutput = DEFAULT_MAX_OUTPUT,
    grace = DEFAULT_GRACE,
    identity,
    limits,
  } = options;
  const roots = { workspace: fs.realpathSync(options.roots.workspace), output: fs.realpathSync(options.roots.output) };
  if (roots.workspace === "/")
    throw new Fault("workspace-too-wide", "expected a folder as workspace, found the root of the file system");
  const files = createConfinedFiles(roots, { owner: identity });

  function usable(): Extract<SandboxSupport, { kind: "bubblewrap" }> | null {
    if (sandbox === "off") return null;
    const detected = probe.support();
    if (detected.kind === "bubblewrap") return detected;
    if (sandbox === "auto") return null;
    throw new Fault("sandbox-missing", "expected a sandbox for commands, found none", {
      remedy: `${detected.remedy}; or set sandbox: auto in .sdetkit/config.yaml (${detected.why})`,
    });
  }

  return {
    async run(command) {
      refuseUnspeakable(command);
      const support = usable();
      const places = { roots, runId: command.runId };
      const argv = command.argv.map((word) => materialise(word, places));
      const step = Object.fromEntries(
        Object.entries(command.env).map(([name, value]) => [name, materialise(value, places)]),
      );
      const writable = (await placesToWrite(command.writable, files)).filter((path) => path !== roots.output);
      const cwd = await files.realPath(command.cwd);
      const home = support ? SANDBOX_HOME : fs.mkdtempSync(join(tmpdir(), "sdetkit-home-"));
      try {
        const env = cleanEnvironment(home, toolFolders, step);
        const file = findCommand(argv[0] ?? "", cwd, env["PATH"] as string);
        const common = { stdin: command.stdin, maxOutput, grace, identity, signal: command.signal };
        const start = async (words: [string, ...string[]], order: Pick<ProcessOrder, "cwd" | "env" | "keeper">) => {
          const bounded = await boundsOf(limits, [roots.output, ...writable, ...(support ? [] : [home])]);
          const [file, ...args] = bounded.words(words);
          const { over, cgroup } = bounded;
          const end = await runProcess({ ...common, ...order, file, args, over, cgroup });
          return { end, limit: await bounded.end(end) };
        };
        if (!support) {
          const { end, limit } = await start([file, ...argv.slice(1)], { cwd, env, keeper: null });
          if (end.startError !== null) throw notStarted(argv[0] ?? "", `the system refuses it (${end.startError})`);
          return result(end, limit, command.signal, "none");
        }
        const shown = await command.view?.([...writable, roots.output, cwd]);
        const look = () =>
          bubblewrapArguments({
            ...roots,
            shown,
            writable,
            readable: [...toolFolders, ...(options.readable ?? [])],
            hidden: options.hidden ?? [],
            privateFiles: identity ? [] : probe.privateFiles(),
            network: command.network,
            cwd,
            env,
          });
        for (let view = look(); ; ) {
          const { end, limit } = await start([support.path, "--args", String(OPTIONS_FD), "--", ...argv], {
            cwd: "/",
            env: { LC_ALL: "C.UTF-8" },
            keeper: { filter: seccompFilter(process.arch) as Uint8Array, options: view },
          });
          // bubblewrap tells the exit code only of a command that it got to run.
          if (command.signal.aborted || limit !== null || end.status.includes('"exit-code"') || end.signal !== null)
            return result(end, limit, command.signal, "bubblewrap");
          // It cannot cover what is gone by then: nothing ran, so once more.
          probe.forgetFiles();
          const changed = look();
          if (isDeepStrictEqual(changed, view))
            throw notSandboxed(argv[0] ?? "", redactor.text(Buffer.from(end.stderr).toString("utf8")));
          view = changed;
        }
      } finally {
        if (!support) fs.rmSync(home, { recursive: true, force: true });
      }
    },
  };
}

/** NUL ends a word for the kernel, and an option for bubblewrap: what follows it would be read as something else. */
function refuseUnspeakable({ argv, env }: { argv: readonly string[]; env: { readonly [name: string]: string } }): void {
  const refuse = (what: string): never => {
    throw new Fault("invalid-word", `expected ${what}`);
  };
  if ([...argv, ...Object.values(env)].some((text) => text.includes("\0"))) refuse("words and values without NUL");
  const bad = Object.keys(env).find((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (bad !== undefined) refuse(`letters, digits and _ in a variable's name, got ${JSON.stringify(bad)}`);
}

function notSandboxed(name: string, said: string): Fault {
  // There on the host, but not inside; or what it names as its interpreter is not.
  if (said.startsWith("bwrap: execvp "))
    return notStarted(name, "it is not visible in the sandbox or cannot run there");
  return new Fault("sandbox-failed", "expected bubblewrap to start the command, it refused", {
    remedy: `run sdetkit agent doctor; bubblewrap said: ${said.slice(0, 500)}`,
  });
}

function notStarted(name: string, why: string): Fault {
  return new Fault(
    "command-not-started",
    `${JSON.stringify(name)}: expected a program that can run, found that ${why}`,
  );
}

function result(
  end: ProcessEnd,
  limit: LimitMet | null,
  signal: AbortSignal,
  sandbox: CommandResult["sandbox"],
): CommandResult {
  const timedOut = signal.aborted && (signal.reason as Error | undefined)?.name === "TimeoutError";
  return {
    exitCode: signal.aborted ? null : end.exitCode,
    signal: end.signal,
    timedOut,
    stdout: cutOff(end.stdout, end.left.stdout),
    stderr: cutOff(end.stderr, end.left.stderr),
    truncated: end.left.stdout + end.left.stderr > 0,
    limit,
    sandbox,
  };
}

/** What was printed, with a last line that says how much is missing. */
function cutOff(printed: Uint8Array, left: number): Uint8Array {
  if (left === 0) return printed;
  return Buffer.concat([
    printed,
    Buffer.from(`\n[sdetkit: cut off here, ${left} more bytes were printed and not kept]\n`),
  ]);
}
