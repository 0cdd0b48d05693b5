import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Answers in a chat. */
export const CHAT_FAULTS = {
  unmapped: {
    exit: ExitCode.denied,
    status: 403,
    meaning: "No account is mapped to the sender.",
    remedy: "ask an administrator to map you to an account",
  },
  "not-understood": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The message is not a known chat command.",
    remedy: "write `help`",
  },
  "which-approval": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "More than one approval is pending, and the message does not name one.",
    remedy: "write `approvals` to see them",
  },
  "which-run": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The message does not name a run.",
    remedy: "write `status` to see yours",
  },
  "which-workspace": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The tenant has more than one workspace, or none, and the message names none.",
    remedy: "add `in WORKSPACE`",
  },
  "not-shown": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The action is too long to show in full in a chat, so it cannot be approved there.",
    remedy: "use the API or the command line",
  },
  "unknown-button": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The pressed button was not created by this server.",
    remedy: "write `approvals` to see the pending approvals",
  },
  changed: {
    exit: ExitCode.usage,
    status: 409,
    meaning: "The action has changed since the button was shown.",
    remedy: "write `approvals` to see the pending approvals",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
