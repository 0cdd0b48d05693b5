import { Fault } from "@sdetkit/core";
import { inOrder, scopesOf } from "./effective-scopes.ts";
import type { Scope } from "./roles.ts";
import type { Caller } from "./types.ts";

/**
 * The scopes of a token that `by` gives to an account with a role.
 *
 * Two rules. A token never has more than the account's role. And whoever issues gives what they have themselves; or, with
 * `accounts:write`, whatever the role has: who appoints people may hand them what the appointment means. That is how a
 * tenant-admin, who cannot approve, makes an approver: by another account, in the open, with acts in the audit log. A token
 * with `tokens:write` but without `accounts:write` (a job that rotates tokens) can never make one that does more than itself.
 *
 * @param wanted all of the role's when left out. Fault `scope-not-allowed`.
 */
export function checkScopes(by: Caller, role: string, wanted: readonly string[] = scopesOf(role)): readonly Scope[] {
  const allowed = scopesOf(role);
  const beyond = wanted.filter((scope) => !allowed.some((one) => one === scope));
  if (beyond.length > 0 || wanted.length === 0)
    throw new Fault(
      "scope-not-allowed",
      `expected scopes of the account's role ${role}, got ${beyond.length > 0 ? beyond.join(", ").slice(0, 300) : "none"}`,
      { remedy: `choose from: ${allowed.join(", ")}` },
    );
  const scopes = inOrder(wanted);
  const missing = by.scopes.has("accounts:write") ? [] : scopes.filter((scope) => !by.scopes.has(scope));
  if (missing.length === 0) return scopes;
  throw new Fault("scope-not-allowed", `expected scopes that you have yourself, got also ${missing.join(", ")}`, {
    remedy: "leave them out, or ask someone who has accounts:write",
  });
}
