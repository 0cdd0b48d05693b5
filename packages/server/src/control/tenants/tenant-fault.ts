import { type Diagnostic, ExitCode, Fault } from "@sdetkit/core";

/** What is wrong with a call about tenants. */
export type TenantProblem =
  | "tenant-exists"
  | "unknown-tenant"
  | "platform-tenant"
  | "tenant-deleting"
  | "invalid-name"
  | "invalid-quotas"
  | "invalid-config"
  | "quotas-not-allowed"
  | "quota-exceeded";

/** @param message expected and got; @param remedy what the reader can do now. */
export function tenantFault(
  code: TenantProblem,
  message: string,
  remedy: string,
  diagnostics: readonly Diagnostic[] = [],
): Fault {
  const denied = code === "quotas-not-allowed" || code === "quota-exceeded";
  return new Fault(code, message, { exit: denied ? ExitCode.denied : ExitCode.usage, remedy, diagnostics });
}
