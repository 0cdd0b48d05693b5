import { effectiveScopes, inOrder } from "./effective-scopes.ts";
import { ROLES, type Role, SCOPES, type Scope } from "./roles.ts";
import type { AccountView, TokenView } from "./types.ts";

/** One row: who, and what they may do now. */
export interface MatrixRow {
  readonly kind: "role" | "account" | "token";
  readonly name: string;
  readonly id: string | null;
  /** Whose it is; null for what is nobody's. */
  readonly account: string | null;
  readonly role: Role;
  readonly state: "defined" | "active" | "disabled" | "expired" | "revoked";
  readonly scopes: readonly Scope[];
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
}

/** Who may do what in a tenant: its roles, its accounts, its tokens. */
export interface AccessMatrix {
  readonly scopes: readonly Scope[];
  readonly rows: readonly MatrixRow[];
}

/** Counts together what each may do now: nothing when disabled, expired or revoked. Of roles and scopes, those that the tenant can have. */
export function accessMatrix(accounts: readonly AccountView[], tokens: readonly TokenView[]): AccessMatrix {
  const platform = accounts.some(({ role }) => role === "platform-admin");
  const roles = (Object.keys(ROLES) as Role[]).filter((role) => (role === "platform-admin") === platform);
  const byName = new Map(accounts.map((account) => [account.name, account]));
  const none = { id: null, account: null, expires_at: null, last_used_at: null };
  return {
    scopes: SCOPES.filter((scope) => scope.startsWith("platform:") === platform),
    rows: [
      ...roles.map((role): MatrixRow => {
        return { ...none, kind: "role", name: role, role, state: "defined", scopes: inOrder(ROLES[role]) };
      }),
      ...accounts.map(({ id, name, role, disabled }): MatrixRow => {
        const state = disabled ? "disabled" : "active";
        const scopes = disabled ? [] : inOrder(ROLES[role]);
        return { ...none, kind: "account", name, id, account: name, role, state, scopes };
      }),
      ...tokens.flatMap(({ id, name, account, scopes, state, expires_at, last_used_at }): MatrixRow[] => {
        const owner = byName.get(account);
        if (!owner) return [];
        const now = state === "active" && owner.disabled ? "disabled" : state;
        const may = now === "active" ? inOrder(effectiveScopes(owner.role, scopes)) : [];
        const row = { id, name, account, role: owner.role, expires_at, last_used_at };
        return [{ ...row, kind: "token", state: now, scopes: may }];
      }),
    ],
  };
}
