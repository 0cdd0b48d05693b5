import { SCOPES } from "./roles.ts";
import type { Caller } from "./types.ts";

/** The server itself, for what nobody asked for: its first start, and what it does by the clock. No account has this name. */
export function serverCaller(tenant: string): Caller {
  return { tenant, account: "server", accountId: "server", scopes: new Set(SCOPES), via: "server", token: null };
}

/** One of the platform's people at work on a tenant: the tenant's audit log names who it was. No account has such a name. */
export function asPlatform(by: Caller, tenant: string): Caller {
  return { ...by, tenant, account: `platform/${by.account}`, scopes: new Set(SCOPES) };
}
