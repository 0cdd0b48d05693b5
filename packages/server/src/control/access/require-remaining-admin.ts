import { Fault } from "@sdetkit/core";
import type { Tx } from "../../storage/database/types.ts";
import { effectiveScopes } from "./effective-scopes.ts";
import type { Scope } from "./roles.ts";
import { type Caller, PLATFORM } from "./types.ts";

const ADMINS: readonly string[] = ["tenant-admin", "platform-admin"];

/** What a token has to be allowed to for its holder to make all others anew. */
const ADMINISTERING: readonly Scope[] = ["accounts:write", "tokens:write"];
const ADMINISTERING_PLATFORM: readonly Scope[] = ["platform:tokens"];

/**
 * Does what may take away somebody's rights, so that somebody who can administer is left: an active admin account, and, where there
 * was one, an active token that can make others. Two admins who do it to each other at the same moment do it one after the other, so
 * that the second is refused. Faults `last-admin`, `last-admin-token`.
 */
export async function keepAnAdmin<T>(tx: Tx, tenant: string, nowMs: number, work: () => Promise<T>): Promise<T> {
  await activeAdmins(tx, tenant).orderBy("id").forUpdate().execute();
  const [admins, tokens] = await countOf(tx, tenant, nowMs);
  const done = await work();
  const [adminsLeft, tokensLeft] = await countOf(tx, tenant, nowMs);
  if (admins > 0 && adminsLeft === 0)
    throw new Fault("last-admin", "expected another active administrator, this is the last one");
  if (tokens > 0 && tokensLeft === 0)
    throw new Fault("last-admin-token", "expected another token that can create tokens, this is the last one");
  return done;
}

/** Refuses to end a token that can do more than who asks, unless that one may disable its account anyway. Fault `scope-not-allowed`. */
export function requireNoLess(by: Caller, scopes: ReadonlySet<Scope>): void {
  const missing = by.scopes.has("accounts:write") ? [] : [...scopes].filter((scope) => !by.scopes.has(scope));
  if (missing.length === 0) return;
  throw new Fault(
    "scope-not-allowed",
    `expected a token without scopes beyond your own, this one also has ${missing.join(", ")}`,
    { remedy: "ask its holder, or someone who has accounts:write" },
  );
}

async function countOf(tx: Tx, tenant: string, nowMs: number): Promise<[admins: number, tokens: number]> {
  const wanted = tenant === PLATFORM ? ADMINISTERING_PLATFORM : ADMINISTERING;
  const tokens = await tx
    .selectFrom("tokens as t")
    .innerJoin("accounts as a", (on) => on.onRef("a.tenant", "=", "t.tenant").onRef("a.id", "=", "t.account"))
    .select(["a.role", "t.scopes"])
    .where("t.tenant", "=", tenant)
    .where("a.disabled_at", "is", null)
    .where("t.revoked_at", "is", null)
    .where((row) => row.or([row("t.expires_at", "is", null), row("t.expires_at", ">", new Date(nowMs))]))
    .execute();
  const able = tokens.filter(({ role, scopes }) => {
    const effective = effectiveScopes(role, scopes);
    return wanted.every((scope) => effective.has(scope));
  });
  return [(await activeAdmins(tx, tenant).execute()).length, able.length];
}

function activeAdmins(tx: Tx, tenant: string) {
  const all = tx.selectFrom("accounts").select("id").where("tenant", "=", tenant);
  return all.where("role", "in", ADMINS).where("disabled_at", "is", null);
}
