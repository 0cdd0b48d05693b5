import { Fault } from "@sdetkit/core";
import type { Tx } from "../../storage/database/types.ts";
import { authorizeCaller, requireActiveTenant, type TenantStates } from "../access/authorize-caller.ts";
import type { Access, Caller } from "../access/types.ts";

/** An account that a webhook or a schedule names: who it is and what it may do is looked up when a run is started as it. */
export interface ActingAccount {
  readonly tenant: string;
  /** Its name. */
  readonly account: string;
  /** The way in that its runs show. */
  readonly via: string;
}

/** As whom runs are started: somebody who was authenticated, or an account that was named. */
export type Starter = Caller | ActingAccount;

/** What deciding takes. */
export interface StartAuthority {
  readonly access: Pick<Access, "impersonate">;
  readonly tenants: TenantStates;
}

/**
 * The caller that runs are started as, whichever way they come in. Faults `tenant-not-active`, `account-gone`, `scope-missing`; nothing was
 * written before.
 */
export async function authorizeStart(tx: Tx, by: Starter, { access, tenants }: StartAuthority): Promise<Caller> {
  // Of a tenant that is not active no account is found: so that is asked first.
  await requireActiveTenant(by.tenant, tenants);
  const caller = "scopes" in by ? by : await access.impersonate(tx, by.tenant, by.account, by.via);
  if (caller === null)
    throw new Fault("account-gone", `expected the account ${by.account} to be active, it is disabled or removed`);
  await authorizeCaller(caller, "runs:write", tenants);
  return caller;
}
