import { type ApprovalRequest, type AskedApproval, approversText, formatInstant } from "@sdetkit/core";
import { pairs } from "../terminal/table.ts";
import { bold, cyan, dim, type Text, yellow } from "../terminal/text.ts";

/** An approval that a server asks for, as much of it as is shown. */
export interface ShownApproval extends AskedApproval {
  readonly state: string;
  readonly requester: string;
  readonly template: string | null;
  readonly workspace: string;
  readonly asked_at: string;
  readonly votes: readonly {
    readonly account: string;
    readonly answer: string;
    readonly via: string;
    readonly why: string;
    readonly identity: KnownBy | null;
  }[];
}

/** By what somebody was known who decided. */
interface KnownBy {
  readonly proof: string;
  readonly token: string | null;
  readonly token_name: string | null;
  readonly channel: string | null;
}

/**
 * Everything that a person decides on.
 * @param flag what a command line needs to reach the server; null: how to decide is not said.
 */
export function approvalText(approval: ShownApproval, flag: string | null): Text {
  const { id, run, requester, template, workspace, state, step, action, digest, preview, approvers, count, votes } =
    approval;
  const named = approversText(approvers);
  return [
    [bold(yellow(state === "pending" ? "Approval needed" : `Approval ${state}`)), "\n"],
    pairs([
      ["approval", cyan(id)],
      ["step", bold(step)],
      ["action", action],
      ["run", run],
      ["for", [requester, dim(`  ${template ?? "no template"} in ${workspace}`)]],
      ...whyPairs(approval),
      ["approvers", count > 1 ? `${count} of: ${named}` : named],
      ["asked", `${formatInstant(approval.asked_at)} UTC`],
      ["until", `${formatInstant(approval.expires_at)} UTC`],
      ...votes.map((vote): [string, Text] => [
        vote.answer === "given" ? "yes" : "no",
        [vote.why === "" ? vote.account : `${vote.account}: ${vote.why}`, dim(`  ${knownBy(vote)}`)],
      ]),
      ["digest", dim(digest)],
    ]),
    "\n",
    previewLines(preview),
    flag === null || state !== "pending"
      ? ""
      : ["\n  ", dim("→ "), `sdetkit agent approvals approve ${id}${flag}`, "\n"],
  ];
}

/** `by api, token phone (tok-…), token-taken-over`. */
function knownBy({ via, identity }: ShownApproval["votes"][number]): string {
  if (identity === null) return `by ${via}`;
  const { proof, token, token_name, channel } = identity;
  const credential = token === null ? `channel ${channel}` : `token ${token_name} (${token})`;
  return `by ${via}, ${credential}, ${proof}`;
}

/** Why somebody is asked, each line in its column: text of a template must not pass for a line of the screen. */
export function whyPairs({ reason, why }: Pick<ApprovalRequest, "reason" | "why">): [name: string, value: Text][] {
  const reasons = reason === "" ? why : [reason, ...why];
  const lines = reasons.flatMap((each) => each.trim().split("\n"));
  return lines.map((line, index) => [index === 0 ? "why" : "", line]);
}

/** Exactly what will be done, set off from what the screen says itself. */
export function previewLines(preview: string): Text {
  return preview.split("\n").map((line): Text => ["  ", yellow("│"), " ", line, "\n"]);
}
