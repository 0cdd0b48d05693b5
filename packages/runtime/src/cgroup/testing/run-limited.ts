import { createRedactor } from "../../redact/create-redactor.ts";
import { createCommandRunner } from "../../sandbox/create-command-runner.ts";
import { SandboxProbe } from "../../sandbox/sandbox-probe.ts";
import { openCommandCgroups } from "../open-command-cgroups.ts";

/** What `run-limited.ts` is asked to run. Paths are absolute. */
export interface LimitedOrder {
  readonly workspace: string;
  readonly output: string;
  readonly sandbox: "required" | "off";
  readonly script: string;
  readonly limits: {
    readonly writtenBytes: number;
    readonly memoryBytes: number;
    readonly processes: number;
    readonly cpus?: number;
  };
  readonly identity?: { readonly uid: number; readonly gid: number };
  /** Without cgroups, for comparison. */
  readonly plain?: boolean;
}

/**
 * `node run-limited.ts ORDER`: what a server does with one command, in the cgroup that this process was put into. Prints a line when its cgroups
 * are open, and one when the command has ended.
 */
const order = JSON.parse(process.argv[2] ?? "") as LimitedOrder;
const cgroups = order.plain ? null : await openCommandCgroups();
console.log(JSON.stringify(cgroups));
const { workspace, output, sandbox, limits, identity, script } = order;
const { stdout, stderr, ...end } = await createCommandRunner({
  roots: { workspace, output },
  sandbox,
  redactor: createRedactor({ secrets: [] }),
  probe: new SandboxProbe(),
  limits: { ...limits, ...(cgroups?.kind === "cgroups" ? { cgroups } : {}) },
  ...(identity ? { identity } : {}),
}).run({
  argv: ["sh", "-c", script, "sh", output],
  cwd: { root: "workspace", path: "" },
  env: {},
  runId: "r-01ARZ3NDEKTSV4RRFFQ69G5FAV",
  stdin: null,
  writable: [],
  network: false,
  signal: new AbortController().signal,
});
console.log(JSON.stringify({ ...end, stdout: Buffer.from(stdout).toString(), stderr: Buffer.from(stderr).toString() }));
