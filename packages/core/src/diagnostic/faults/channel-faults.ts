import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Channels and what they deliver. */
export const CHANNEL_FAULTS = {
  "unknown-kind": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "There is no channel kind with this name.",
  },
  "unknown-channel": {
    exit: ExitCode.usage,
    status: 422,
    absent: true,
    meaning: "There is no channel with this name.",
    remedy: "list the channels, or add this one first",
  },
  "channel-exists": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "A channel with this name already exists.",
    remedy: "choose another name",
  },
  "invalid-channel": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The settings or the target of the channel are not valid.",
    remedy: "correct them and add the channel again",
  },
  "not-simulated": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "The server is connected to the vendor, so deliveries cannot be simulated.",
  },
  "not-retryable": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "The delivery did not fail, or its payload is no longer retained.",
  },
  "inbox-full": {
    exit: ExitCode.failed,
    status: 503,
    meaning: "The queue of waiting deliveries is full.",
    remedy: "deliver it again in a moment",
  },
  "channel-removed": {
    exit: ExitCode.failed,
    meaning: "The channel was removed before the event was processed.",
    remedy: "add the channel again",
  },
  "account-gone": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "The account that a channel or a schedule starts runs for is disabled or removed.",
    remedy: "ask a tenant administrator to enable it, or name another account",
  },
  "mapping-failed": {
    exit: ExitCode.failed,
    meaning: "The inputs of the run could not be read from the event.",
    remedy: "correct the mapping of the channel",
  },
  "no-body": {
    exit: ExitCode.failed,
    meaning: "The payload is no longer retained.",
    remedy: "have the sender deliver it again",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
