import type { Outgoing } from "@sdetkit/channel-adapters";
import { codeSpan, fenced } from "@sdetkit/channel-adapters";
import { type AskedApproval, approversText, formatInstant, shorten } from "@sdetkit/core";
import { approvalCode, buttonData } from "./approval-code.ts";

/** Previews are short by themselves; what is longer is not to be approved from a phone. */
const LONGEST_PREVIEW = 6_000;

/** Whether all of it is shown where it is asked: only then can it be approved there. */
export function isShownWhole({ preview }: Pick<AskedApproval, "preview">): boolean {
  return preview.length <= LONGEST_PREVIEW;
}

/** Asks in chat: exactly what would be done, who may say yes, how many it takes, until when; with buttons for it. */
export function approvalQuestion(
  { task, workspace, requester }: { readonly task: string; readonly workspace: string; readonly requester: string },
  question: AskedApproval,
): Outgoing {
  const { run, step, action, preview, why, reason, approvers, count, expires_at } = question;
  const whole = isShownWhole(question);
  const code = approvalCode(question);
  return {
    text: [
      `**Approval needed** for ${codeSpan(task)} in ${codeSpan(workspace)}, step ${codeSpan(step)} (${codeSpan(action)}), run ${codeSpan(run)}, started by ${codeSpan(requester)}`,
      fenced(shorten(preview, LONGEST_PREVIEW)),
      // Others wrote that: as spans none of it is taken for what stands above, or for a code to type.
      ...(reason === "" ? [] : [`Reason: ${codeSpan(shorten(reason, 500))}`]),
      ...why.map((line) => `- ${codeSpan(shorten(line, 300))}`),
      `${whoMay(approvers, count)} Until ${minute(expires_at)}.`,
      whole
        ? `Or type ${codeSpan(`approve ${code}`)} or ${codeSpan(`reject ${code} why`)}`
        : "This is too long to approve in a chat: use the API or the command line, which show it in full.",
    ].join("\n"),
    ...(whole
      ? {
          buttons: [
            { label: "Approve", data: buttonData("given", question), style: "primary" as const },
            { label: "Reject", data: buttonData("denied", question), style: "danger" as const },
          ],
        }
      : {}),
  };
}

function whoMay(approvers: readonly string[], count: number): string {
  const who = approversText(approvers, codeSpan);
  return `${who[0]!.toUpperCase()}${who.slice(1)} can decide${count > 1 ? `; ${count} approvals are required` : ""}.`;
}

/** An RFC 3339 instant to the minute: `2026-11-22 18:05 UTC`. */
export function minute(instant: string): string {
  return `${formatInstant(instant).slice(0, 16)} UTC`;
}
