import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Secrets where they would be kept. */
export const SECRET_FAULTS = {
  "secret-from-environment": {
    exit: ExitCode.failed,
    meaning: "The value of an environment variable would be stored in the record.",
    remedy: "keep it out of inputs, outputs, and file names",
  },
  "secret-in-artifact": {
    exit: ExitCode.failed,
    meaning: "An artifact contains a credential.",
    remedy: "remove it, or set `redact: true` on the step to have it redacted",
  },
  "secret-in-path": {
    exit: ExitCode.failed,
    meaning: "A file name contains a credential.",
    remedy: "rename the file",
  },
  "secret-in-template": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "A template to be stored contains a credential.",
    remedy: "have the automation read it from an environment variable that the policy lists",
  },
  "secret-in-inputs": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The task or the inputs of a schedule contain a credential.",
    remedy: "have the automation read it from an environment variable that the policy lists",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
