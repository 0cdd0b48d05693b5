import type { AuditEvent } from "../../../storage/ledger/types.ts";
import { ROLES, type Role } from "../../access/roles.ts";
import type { Access, Caller } from "../../access/types.ts";
import type { SchedulesNeed } from "../create-schedules.ts";

export const TENANT = "t-one";

/** Somebody of the tenant, with a role. */
export function callerAs(role: Role, account = "ann"): Caller {
  const scopes = new Set(ROLES[role]);
  return { tenant: TENANT, account, accountId: `a-${account}`, scopes, via: "api", token: null };
}

/** Accounts of which some are disabled, and an audit log that is only kept. */
export function fakeRooms(): Pick<SchedulesNeed, "ledger"> & {
  readonly access: Pick<Access, "impersonate">;
  readonly acts: AuditEvent[];
  readonly roles: Map<string, Role | null>;
} {
  const acts: AuditEvent[] = [];
  const roles = new Map<string, Role | null>();
  return {
    acts,
    roles,
    access: {
      impersonate: async (_tx, tenant, account, via) => {
        const role = roles.get(account);
        return role === null ? null : { ...callerAs(role ?? "template-owner", account), tenant, via };
      },
    },
    ledger: { appendAuditEvent: async (_tx, _by, act) => void acts.push(act) },
  };
}
