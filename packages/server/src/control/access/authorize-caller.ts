import { ExitCode, Fault } from "@sdetkit/core";
import type { Scope } from "./roles.ts";
import { type Caller, PLATFORM } from "./types.ts";

/** Who knows whether a tenant is active. */
export interface TenantStates {
  rules(tenant: string): Promise<{ readonly state: string }>;
}

/**
 * Refuses a caller without the scope, or of a tenant that is not active. What is of the platform is for its own tenant alone, whatever a
 * token says. Nothing was looked up before, so the refusal tells nothing. Faults `scope-missing`, `tenant-not-active`.
 */
export async function authorizeCaller(caller: Caller, scope: Scope, tenants: TenantStates): Promise<void> {
  const platform = scope.startsWith("platform:");
  if (!caller.scopes.has(scope) || (platform && caller.tenant !== PLATFORM))
    throw denied("scope-missing", `expected a caller with the scope ${scope}, ${caller.account} does not have it`, {
      remedy: "ask a tenant-admin for a token or a role that has it",
    });
  if (!platform) await requireActiveTenant(caller.tenant, tenants);
}

/** Refuses whatever is done for a tenant that is suspended or being deleted. Fault `tenant-not-active`. */
export async function requireActiveTenant(tenant: string, tenants: TenantStates): Promise<void> {
  const { state } = await tenants.rules(tenant);
  if (state === "active") return;
  throw denied("tenant-not-active", `expected an active tenant, this one is ${state}`, {
    remedy: "ask those who run this server",
  });
}

function denied(code: string, message: string, { remedy }: { readonly remedy: string }): Fault {
  return new Fault(code, message, { exit: ExitCode.denied, remedy });
}
