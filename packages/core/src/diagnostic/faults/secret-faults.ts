import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Secrets where they would be kept. */
export const SECRET_FAULTS = {
  "secret-from-environment": {
    exit: ExitCode.failed,
    meaning: "The value of one of the caller's variables would be kept in the record.",
    remedy: "keep it out of inputs, outputs and names of files",
  },
  "secret-in-artifact": {
    exit: ExitCode.failed,
    meaning: "An artifact holds a credential.",
    remedy: "take it out, or write `redact: true` in the step to have it cut",
  },
  "secret-in-path": {
    exit: ExitCode.failed,
    meaning: "The name of a file holds a credential.",
    remedy: "rename the file",
  },
  "secret-in-template": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "A template to store holds a credential.",
    remedy: "let the automation take it from an environment variable that the policy names",
  },
  "secret-in-inputs": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The task or the inputs of a schedule hold a credential.",
    remedy: "let the automation take it from an environment variable that the policy names",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
