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
  // A role of others is a wrong value, whoever gives it; the rest is a matter of rights.
  const denied = code.endsWith("-not-allowed") && code !== "role-not-allowed";
  return new Fault(code, message, { exit: denied ? ExitCode.denied : ExitCode.usage, remedy });
}
