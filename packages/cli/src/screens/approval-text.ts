import { formatInstant } from "@sdetkit/core";
import { pairs } from "../terminal/table.ts";
import { bold, cyan, dim, type Text, yellow } from "../terminal/text.ts";

/** An approval that a server asks for, as much of it as is shown. */
export interface ShownApproval {
  readonly id: string;
  readonly run: string;
  readonly state: string;
  readonly step: string;
  readonly action: string;
  readonly digest: string;
  readonly preview: string;
  readonly why: readonly string[];
  readonly reason: string;
  readonly approvers: readonly string[];
  readonly count: number;
  readonly asked_at: string;
  readonly expires_at: string;
  readonly votes: readonly { readonly account: string; readonly answer: string; readonly why: string }[];
}

/**
 * Everything that a person says yes or no to.
 * @param flag what a command line needs to reach the server; null: how to decide is not said.
 */
export function approvalText(approval: ShownApproval, flag: string | null): Text {
  const { id, run, state, step, action, digest, preview, reason, approvers, count, votes } = approval;
  const reasons = reason === "" ? approval.why : [reason, ...approval.why];
  // Each line in its column: text of a template must not pass for a line of this screen.
  const why = reasons.flatMap((each) => each.trim().split("\n"));
  const named = approvers.every((name) => name === "*") ? "anybody who may approve" : approvers.join(", ");
  return [
    [bold(yellow(state === "pending" ? "Approval needed" : `Approval ${state}`)), "\n"],
    pairs([
      ["approval", cyan(id)],
      ["step", bold(step)],
      ["action", action],
      ["run", run],
      ...why.map((each, index): [string, Text] => [index === 0 ? "why" : "", each]),
      ["approvers", count > 1 ? `${count} of: ${named}` : named],
      ["asked", `${formatInstant(approval.asked_at)} UTC`],
      ["until", `${formatInstant(approval.expires_at)} UTC`],
      ...votes.map(({ account, answer, why: because }): [string, Text] => [
        answer === "given" ? "yes" : "no",
        because === "" ? account : `${account}: ${because}`,
      ]),
      ["digest", dim(digest)],
    ]),
    "\n",
    preview.split("\n").map((line): Text => ["  ", yellow("│"), " ", line, "\n"]),
    flag === null || state !== "pending"
      ? ""
      : ["\n  ", dim("→ "), `sdetkit agent approvals approve ${id}${flag}`, "\n"],
  ];
}
