import { type ApprovalAnswer, type ApprovalRequest, approversText } from "@sdetkit/core";
import { type Approver, CLEAN_UP_MINUTES } from "@sdetkit/runtime";
import type { ApproveOptions } from "../options/run-options.ts";
import type { Display } from "../progress/display.ts";
import { type Console, printError } from "../terminal/console.ts";
import { pairs } from "../terminal/table.ts";
import { bold, dim, green, red, type Text, yellow } from "../terminal/text.ts";
import { previewLines, whyPairs } from "../views/approval-text.ts";

/**
 * Answers approvals from the command line: by the flag where it was given, else by asking the person at the terminal, one
 * question at a time. Where neither is there, the answer is that nobody was asked, which denies.
 * @param user the name of the operating system's user, who is the one that approves.
 */
export function terminalApprover(
  options: ApproveOptions,
  console: Console,
  display: Pick<Display, "pauseFor">,
  user: string,
): Approver {
  const approved = approvedSteps(options);
  const asks = console.stdin.isTTY && console.stderr.isTTY;
  let queue: Promise<unknown> = Promise.resolve();
  return {
    ask(request) {
      // One person sits here; several can answer on a server.
      if (request.count > 1) return Promise.resolve<ApprovalAnswer>({ kind: "unasked", why: whyAlone(request) });
      if (approved === "all" || approved.has(request.step)) {
        return Promise.resolve<ApprovalAnswer>({ kind: "given", by: user, via: "flag" });
      }
      if (!asks) return Promise.resolve<ApprovalAnswer>({ kind: "unasked", why: whyUnasked(approved) });
      const answer = queue.then(() => display.pauseFor(() => askPerson(request, console, user)));
      queue = answer.catch(() => undefined);
      return answer;
    },
  };
}

/** The steps that a flag approves. */
export function approvedSteps({ yes, approve }: ApproveOptions): "all" | ReadonlySet<string> {
  if (yes || approve === "*") return "all";
  return new Set(
    (approve ?? "")
      .split(",")
      .map((id) => id.trim())
      .filter((id) => id !== ""),
  );
}

function whyUnasked(approved: ReadonlySet<string>): string {
  const flag = approved.size === 0 ? "no --approve was given" : "--approve does not name this step";
  return `there is no terminal to ask at, and ${flag}`;
}

function whyAlone({ count }: ApprovalRequest): string {
  return `it takes ${count} approvers, and only one can answer here: run it on a server`;
}

async function askPerson(request: ApprovalRequest, console: Console, user: string): Promise<ApprovalAnswer> {
  printError(console, question(request));
  // After an interrupt it is a step that cleans up: whoever interrupted is asked as well, but not without end.
  const line = await console.stdin.line(
    console.signal.aborted ? AbortSignal.timeout(CLEAN_UP_MINUTES * 60_000) : console.signal,
  );
  const yes = line !== null && /^(y|yes)$/i.test(line.trim());
  if (line === null) printError(console, "\n");
  printError(console, yes ? [green("approved"), "\n\n"] : [red("not approved"), "\n\n"]);
  if (yes) return { kind: "given", by: user, via: "terminal" };
  return {
    kind: "denied",
    by: user,
    why: line === null ? "the question was not answered" : "answered no at the terminal",
  };
}

/** Everything that the person decides on. */
function question(request: ApprovalRequest): Text {
  const named = request.approvers.length > 0 && !request.approvers.includes("*");
  return [
    "\n",
    bold(yellow("Approval needed")),
    "\n",
    pairs([
      ["step", bold(request.step)],
      ["action", request.action],
      ["run", request.run],
      ...whyPairs(request),
      ...(named ? [["approvers", approversText(request.approvers)] as const] : []),
      ["digest", dim(request.digest)],
    ]),
    "\n",
    previewLines(request.preview),
    "\n",
    "Approve exactly this? ",
    dim("[y/N] "),
  ];
}
