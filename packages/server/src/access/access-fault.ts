import { ExitCode, Fault } from "@sdetkit/core";

/** What is wrong with a call about accounts and tokens. */
export type AccessProblem =
  | "unknown-account"
  | "unknown-token"
  | "unknown-channel"
  | "account-exists"
  | "invalid-name"
  | "role-not-allowed"
  | "invalid-expiry"
  | "invalid-overlap"
  | "scope-not-allowed"
  | "last-admin"
  | "last-admin-token"
  | "token-not-active"
  | "holder-not-allowed"
  | "unclaimed-not-allowed"
  | "unknown-code"
  | "unknown-identity"
  | "not-in-chat";

/** @param message expected and got; @param remedy what the reader can do now. */
export function accessFault(code: AccessProblem, message: string, remedy: string): Fault {
  return new Fault(code, message, { exit: code.endsWith("-not-allowed") ? ExitCode.denied : ExitCode.usage, remedy });
}
