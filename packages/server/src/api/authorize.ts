import { type Caller, PLATFORM } from "../control/access/types.ts";
import { ProblemFault } from "./problems.ts";
import type { Services } from "./services.ts";
import type { OperationSpec } from "./types.ts";

/**
 * Whether a caller may have an operation at all: refuses with 403 unless the scope is there, and its tenant is active. What is of
 * the platform is for its own tenant alone, whatever a token says. Nothing was looked up before, so the refusal tells nothing.
 */
export async function authorize(operation: OperationSpec, caller: Caller, { tenants }: Services): Promise<void> {
  const platform = operation.scope.startsWith("platform:");
  if (!caller.scopes.has(operation.scope) || (platform && caller.tenant !== PLATFORM)) {
    throw new ProblemFault({
      status: 403,
      code: "scope-missing",
      detail: `expected a caller with the scope ${operation.scope}, ${caller.account} does not have it`,
      remedy: "ask a tenant-admin for a token or a role that has it",
    });
  }
  if (platform) return;
  const { state } = await tenants.rules(caller.tenant);
  if (state === "active") return;
  throw new ProblemFault({
    status: 403,
    code: "tenant-not-active",
    detail: `expected an active tenant, this one is ${state}`,
    remedy: "ask those who run this server",
  });
}
