import { randomUUID } from "node:crypto";
import { ExitCode, Fault, type RunReport } from "@sdetkit/core";
import type { Answer, Invocation } from "../../command/command.ts";
import { announceRun } from "../../github/announce-run.ts";
import { readInputs } from "../../input/read-inputs.ts";
import type { ApproveOptions, InputOptions, RemoteRunOptions, RunOptions } from "../../options/run-options.ts";
import type { ServerOptions } from "../../options/server-options.ts";
import { displayFor } from "../../progress/display-for.ts";
import { chooseWorkspace } from "../../remote/choose-workspace.ts";
import { connect, type Remote } from "../../remote/connect.ts";
import { followRun } from "../../remote/follow-run.ts";
import { namedRunRemote } from "../../remote/named-run-remote.ts";
import { refusalOf } from "../../remote/refusal-of.ts";
import { remoteSource, TENANT_CONFIG } from "../../remote/remote-source.ts";
import { exitOfRun, type RunDetail } from "../../remote/run-message.ts";
import { confirm } from "../../terminal/confirm.ts";
import { printError } from "../../terminal/console.ts";
import { bold, dim, type Text, yellow } from "../../terminal/text.ts";
import { approvalText } from "../../views/approval-text.ts";
import { planView } from "../../views/plan-view.ts";
import { remoteRunView } from "../../views/remote-run-view.ts";
import { runView } from "../../views/run-view.ts";

/** `agent run --server` and `agent templates run --server`: starts a run there and follows it. */
export async function runTaskRemote(task: string, options: RunOptions, invocation: Invocation): Promise<Answer> {
  refuseApproving(options);
  const inputs = await readInputs(options, invocation);
  const remote = await connect(options, invocation);
  const workspace = await chooseWorkspace(options.workspace, remote, invocation);
  // With a key of its own, so that the same request again, after an answer that was lost, finds the same run. With a signal of
  // its own, so that whoever interrupts now learns which run it is, and is asked whether to cancel it.
  const uninterrupted = { idempotencyKey: randomUUID(), signal: new AbortController().signal };
  const started = await remote
    .call("runs.start", { body: { workspace, task, inputs: inputs.values } }, uninterrupted)
    .catch(refusalOf({ task, inputs }, invocation.console));
  if ("exit" in started) return started;
  if (options.detach) {
    const answer = await answerOf(await detailOf(started.run, remote), remote, invocation);
    // It was started, whatever it has come to by now. For scripts: `run=$(sdetkit agent run … --detach --quiet)`.
    return { ...answer, exit: ExitCode.done, result: `${started.run}\n` };
  }
  return await followRemote(started.run, options, remote, invocation);
}

/** `agent run --server --dry-run` and `agent templates plan --server`. */
export async function planTaskRemote(
  task: string,
  options: InputOptions & ServerOptions & Pick<RemoteRunOptions, "workspace">,
  invocation: Invocation,
): Promise<Answer> {
  const inputs = await readInputs(options, invocation);
  const remote = await connect(options, invocation);
  const workspace = await chooseWorkspace(options.workspace, remote, invocation);
  const plan = await remote
    .call("runs.plan", { body: { workspace, task, inputs: inputs.values } })
    .catch(refusalOf({ task, inputs }, invocation.console));
  if ("exit" in plan) return plan;
  return planView({ kind: "planned", ...plan } as Parameters<typeof planView>[0], { config: TENANT_CONFIG });
}

/** `agent follow`. */
export async function follow(
  run: string,
  options: ServerOptions & RemoteRunOptions,
  invocation: Invocation,
): Promise<Answer> {
  const remote = await connect(options, invocation);
  return await followRemote(await namedRunRemote(run, remote, "any"), options, remote, invocation);
}

/** `agent resume --server`: a run continues by itself after a crash; this is for one that stopped with a problem. */
export async function resumeRemote(
  run: string,
  options: ServerOptions & ApproveOptions & { readonly retryUnknown?: true },
  invocation: Invocation,
): Promise<Answer> {
  refuseApproving(options);
  if (options.retryUnknown) {
    throw new Fault(
      "usage",
      "expected no --retry-unknown: a server never retries a step whose effect may have happened",
      {
        remedy: "check what the step did, then start a new run",
      },
    );
  }
  const remote = await connect(options, invocation);
  const resumed = await remote.call("runs.resume", { params: { run } });
  return await followRemote(resumed.run, options, remote, invocation);
}

function refuseApproving({ yes, approve }: ApproveOptions): void {
  if (!yes && approve === undefined) return;
  throw new Fault("usage", "expected no --approve or --yes: on a server, approvals are given separately", {
    remedy: "leave it out; the run waits for `sdetkit agent approvals approve`",
  });
}

/** `agent cancel`: commands are ended, steps that clean up still run, and the record says `cancelled`. */
export async function cancel(run: string, options: ServerOptions, invocation: Invocation): Promise<Answer> {
  const remote = await connect(options, invocation);
  const view = await remote.call("runs.cancel", { params: { run } });
  const over = view.state === "over";
  const word: Text = over ? "was already over" : "is being cancelled";
  return {
    exit: ExitCode.done,
    json: view,
    text: [yellow("◌"), " ", bold(view.task), " ", word, dim(`  ${view.run}`), "\n"],
  };
}

async function followRemote(
  run: string,
  options: ServerOptions & RemoteRunOptions,
  remote: Remote,
  invocation: Invocation,
): Promise<Answer> {
  const { console, quiet } = invocation;
  // Where nobody watches, an approval may take days: exit 3 says that one is needed, unless waiting was requested.
  const stays = options.wait === true || (console.stderr.isTTY && !console.env["CI"]);
  const display = displayFor(invocation);
  const detail = await followRun(run, remote, {
    display,
    signal: console.signal,
    waiting: (approval) => {
      // Left at once, it is part of the answer.
      if (stays && !quiet) printError(console, [approvalText(approval, remote.flag), "\n"]);
      return stays;
    },
  });
  const left = console.signal.aborted && detail.state !== "over";
  return left ? await leave(detail, options, remote, invocation) : await answerOf(detail, remote, invocation);
}

/** The person interrupted: the run continues at the server, unless it is to be cancelled as well. */
async function leave(
  detail: RunDetail,
  { cancelOnInterrupt }: RemoteRunOptions,
  remote: Remote,
  invocation: Invocation,
): Promise<Answer> {
  const { console } = invocation;
  // A signal of its own: the command's is aborted already; another interrupt ends the program at once, and the run continues.
  const asking = { ...console, signal: new AbortController().signal };
  const question: Text = ["\n", yellow("Interrupted."), " The run continues on the server. Cancel it?"];
  const asks = console.stdin.isTTY && console.stderr.isTTY;
  const cancels = cancelOnInterrupt === true || (asks && (await confirm(question, asking, "--cancel-on-interrupt")));
  if (!cancels) return { ...(await answerOf(detail, remote, invocation)), exit: ExitCode.interrupted };
  await remote.call("runs.cancel", { params: { run: detail.run } });
  const { signal } = asking;
  const ended = await followRun(detail.run, remote, { display: displayFor(invocation), signal, waiting: () => true });
  return await answerOf(ended, remote, invocation);
}

async function detailOf(run: string, remote: Remote): Promise<RunDetail> {
  return await remote.call("runs.get", { params: { run } });
}

/** A run of a server as an answer: its report when it is over, as a local one's, else where it is. */
export async function answerOf(detail: RunDetail, remote: Remote, invocation: Invocation): Promise<Answer> {
  const { console, json, verbose } = invocation;
  const exit = exitOfRun(detail);
  if (detail.report === null) return { exit, json: detail, text: json ? "" : remoteRunView(detail, remote.flag) };
  // The same shape as the report of a local run: `test/` holds both to it.
  const report = detail.report as RunReport;
  await announceRun(report, console);
  if (json) return { exit, json: report, text: "" };
  const show = verbose || report.template === null ? "all" : "troubled";
  const text = await runView(report, remoteSource(detail.run, remote, { show, cut: console.stdout.isTTY }));
  return { exit, json: report, text, result: [report.hash, "\n"] };
}
