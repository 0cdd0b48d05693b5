import { ROLES, type Role, SCOPES, type Scope } from "./roles.ts";

/** The scopes of a role as it is stored; none when this version knows no such role. */
export function scopesOf(role: string): readonly Scope[] {
  return Object.hasOwn(ROLES, role) ? ROLES[role as Role] : [];
}

/** What a token may do now: what it was given, as far as its account's role still has it. Counted at each call. */
export function effectiveScopes(role: string, given: readonly string[]): ReadonlySet<Scope> {
  return new Set(scopesOf(role).filter((scope) => given.includes(scope)));
}

/** Scopes in the order of `SCOPES`, each once. */
export function inOrder(scopes: Iterable<string>): Scope[] {
  const given = new Set(scopes);
  return SCOPES.filter((scope) => given.has(scope));
}
