import { ExitCode, Fault, formatInstant } from "@sdetkit/core";
import type { InputOf, OutputOf } from "@sdetkit/server/client";
import { type Answer, asked, type Invocation } from "../../command/command.ts";
import type { ServerOptions } from "../../options/server-options.ts";
import { connect, type Remote } from "../../remote/connect.ts";
import { type ListOptions, listRemote, type RemoteList } from "../../remote/list-remote.ts";
import { paginate } from "../../remote/paginate.ts";
import { confirm } from "../../terminal/confirm.ts";
import { bold, cyan, dim, green, red, type Text, yellow } from "../../terminal/text.ts";
import { approvalText } from "../../views/approval-text.ts";
import { doneLine } from "../../views/done-line.ts";

type Approval = OutputOf<"approvals.get">;
type Filter = NonNullable<InputOf<"approvals.list">["query"]>;

type ApprovalOptions = ListOptions & { readonly state?: string; readonly run?: string };

/** `agent approvals list`: those that wait, unless another state is requested. */
export async function approvalsList(
  { state = "pending", run, ...options }: ApprovalOptions,
  invocation: Invocation,
): Promise<Answer> {
  const query = { ...(state === "all" ? {} : { state }), ...(run === undefined ? {} : { run }) } as Filter;
  const list: RemoteList<Approval> = {
    name: "approvals",
    items: (remote) => remote.each("approvals.list", { query }),
    columns: [
      { title: "approval", of: ({ id }) => cyan(id) },
      { title: "state", of: stateText },
      { title: "for", optional: true, of: ({ requester }) => requester },
      { title: "template", optional: true, of: ({ template }) => template ?? dim("none") },
      { title: "workspace", optional: true, of: ({ workspace }) => workspace },
      { title: "step", optional: true, of: ({ step }) => step },
      { title: "requested (UTC)", optional: true, of: ({ asked_at }) => dim(formatInstant(asked_at)) },
      { title: "action", flexible: true, narrowest: 24, of: ({ preview }) => preview },
    ],
    empty: state === "pending" ? "No approvals are pending." : "No approvals match.",
  };
  return await listRemote(options, list, invocation);
}

function stateText({ state }: Approval): Text {
  return state === "given" ? green(state) : state === "denied" ? red(state) : yellow(state);
}

/** `agent approvals show`. */
export async function approvalsShow(id: string, server: ServerOptions, invocation: Invocation): Promise<Answer> {
  const remote = await connect(server, invocation);
  const approval = await remote.call("approvals.get", { params: { approval: id } });
  return { exit: ExitCode.done, json: approval, ...asked(approvalText(approval, remote.flag)) };
}

export type DecideOptions = ServerOptions & {
  readonly why?: string;
  readonly digest?: string;
  readonly yes?: true;
};

/**
 * `agent approvals approve` and `agent approvals reject`. What is sent names the digest of what was shown, so that a yes is
 * good for exactly that. `--digest`: of what was seen before, for those who decided elsewhere. A run's id means all that waits there now.
 */
export async function approvalsDecide(
  id: string,
  answer: "given" | "denied",
  options: DecideOptions,
  invocation: Invocation,
): Promise<Answer> {
  const remote = await connect(options, invocation);
  if (!id.startsWith("r-")) {
    const approval = await remote.call("approvals.get", { params: { approval: id } });
    return await decide(approval, answer, options, remote, invocation);
  }
  if (options.digest !== undefined) {
    throw new Fault("usage", "expected the id of an approval with --digest, got that of a run", {
      remedy: `see \`sdetkit agent approvals list --run ${id}\``,
    });
  }
  const { items } = await paginate(remote.each("approvals.list", { query: { run: id, state: "pending" } }), 0);
  // Of a run that there is none of, nothing waits either: that is a mistake, and no answer.
  if (items.length === 0) await remote.call("runs.get", { params: { run: id } });
  const answers: Answer[] = [];
  for (const approval of items) {
    answers.push(await decide(approval, answer, options, remote, invocation));
    // After one no the run can only end denied, and one that was not answered is no yes to what comes after it.
    if (answer === "denied" || answers.at(-1)?.exit !== ExitCode.done) break;
  }
  return {
    exit: answers.at(-1)?.exit ?? ExitCode.done,
    json: { run: id, decisions: answers.map(({ json }) => json) },
    text: answers.length === 0 ? "No approvals of this run are pending.\n" : answers.map(({ text }) => text),
  };
}

async function decide(
  approval: Approval,
  answer: "given" | "denied",
  { why, digest, yes }: DecideOptions,
  remote: Remote,
  { console }: Invocation,
): Promise<Answer> {
  if (digest !== undefined && digest !== approval.digest) {
    throw new Fault("other-digest", `expected the approval to have the digest ${digest}, got ${approval.digest}`, {
      remedy: `review it again: sdetkit agent approvals show ${approval.id}${remote.flag}`,
    });
  }
  if (answer === "given" && approval.state === "pending" && !yes && digest === undefined) {
    const question: Text = [approvalText(approval, null), "\n", bold(yellow("Approve exactly this?"))];
    if (!(await confirm(question, console, `--digest ${approval.digest} (or --yes)`))) {
      return { exit: ExitCode.denied, json: { decided: false, approval }, text: "Nothing was decided.\n" };
    }
  }
  const body = { answer, digest: approval.digest, ...(why === undefined ? {} : { why }) };
  const decided = await remote.call("approvals.decide", { params: { approval: approval.id }, body });
  return {
    exit: carried(answer, decided) ? ExitCode.done : ExitCode.denied,
    json: decided,
    text: await decidedText(answer, approval, decided, remote),
  };
}

/** What is left to decide in a run. Told beside what was decided: a token that may not look at it gets that all the same. */
async function othersWaiting(run: string, decided: string, remote: Remote): Promise<number> {
  const waiting = await paginate(remote.each("approvals.list", { query: { run, state: "pending" } }), 0).catch(
    () => null,
  );
  return waiting?.items.filter(({ id }) => id !== decided).length ?? 0;
}

/** A yes that was said before is taken again without a word: it may have been overruled since, or have come to its end. */
function carried(answer: "given" | "denied", { approval }: OutputOf<"approvals.decide">): boolean {
  return answer === "denied" || approval.state === "given" || approval.state === "pending";
}

async function decidedText(
  answer: "given" | "denied",
  before: Approval,
  decided: OutputOf<"approvals.decide">,
  remote: Remote,
): Promise<Text> {
  const { approval, missing } = decided;
  const about = [" step `", bold(approval.step), "`", dim(` of run ${approval.run}`)];
  if (!carried(answer, decided)) {
    return [
      red("✗ not approved"),
      ...about,
      yellow(`  your approval had no effect: the approval is ${approval.state}`),
      "\n",
    ];
  }
  if (before.state === answer) {
    return [`- already ${answer === "given" ? "approved" : "rejected"}`, ...about, dim("  nothing changed"), "\n"];
  }
  const word = answer === "given" ? green("approved") : red("rejected");
  if (missing > 0) {
    const more = `${missing} more ${missing === 1 ? "person" : "people"} must approve`;
    return doneLine(word, ...about, yellow(`  ${more}`));
  }
  const others = await othersWaiting(approval.run, approval.id, remote);
  if (others === 0) return doneLine(word, ...about, dim("  the run continues"));
  return [
    doneLine(word, ...about, yellow(`  the run waits for ${others} more ${others === 1 ? "approval" : "approvals"}`)),
    ["  ", dim("→ "), `sdetkit agent approvals list --run ${approval.run}${remote.flag}`, "\n"],
    answer === "denied"
      ? ["  ", dim("→ "), `sdetkit agent cancel ${approval.run}${remote.flag}`, dim("  to end it now"), "\n"]
      : "",
  ];
}
