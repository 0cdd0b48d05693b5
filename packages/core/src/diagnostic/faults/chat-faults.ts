import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Answers in a chat. */
export const CHAT_FAULTS = {
  unmapped: {
    exit: ExitCode.denied,
    status: 403,
    meaning: "No account is mapped to whoever wrote.",
    remedy: "ask an administrator to map you to an account",
  },
  "not-understood": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The words are none that the chat understands.",
    remedy: "write `help`",
  },
  "which-approval": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "More than one approval waits, and the message does not say which is meant.",
    remedy: "write `approvals` to see them",
  },
  "which-run": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The message does not say which run is meant.",
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
    meaning: "What would be done is too long to be shown whole in a chat, so it cannot be approved there.",
    remedy: "use the API or the command line",
  },
  "unknown-button": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The pressed button is none that this server made.",
    remedy: "write `approvals` to see what is asked now",
  },
  changed: {
    exit: ExitCode.usage,
    status: 409,
    meaning: "What would be done has changed since the button was shown.",
    remedy: "write `approvals` to see what is asked now",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
