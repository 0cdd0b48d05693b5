import { Fault } from "@sdetkit/core";
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
    throw new Fault("scope-missing", `expected a caller with the scope ${scope}, ${caller.account} does not have it`);
  if (!platform) await requireActiveTenant(caller.tenant, tenants);
}

/** Refuses whatever is done for a tenant that is suspended or being deleted. Fault `tenant-not-active`. */
export async function requireActiveTenant(tenant: string, tenants: TenantStates): Promise<void> {
  const { state } = await tenants.rules(tenant);
  if (state === "active") return;
  throw new Fault("tenant-not-active", `expected an active tenant, this one is ${state}`);
}
