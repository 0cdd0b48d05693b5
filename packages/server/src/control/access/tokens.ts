import { Fault } from "@sdetkit/core";
import type { AccessPorts } from "./access-ports.ts";
import { checkLabel } from "./check-names.ts";
import { checkScopes } from "./check-scopes.ts";
import { effectiveScopes, inOrder, scopesOf } from "./effective-scopes.ts";
import { accountOf } from "./find-account.ts";
import { insertToken } from "./insert-token.ts";
import { keepAnAdmin, requireNoLess } from "./require-remaining-admin.ts";
import { tokenView } from "./token-views.ts";
import type { Access } from "./types.ts";

/** Thirty days, in seconds: an old secret that goes on for longer was not rotated. */
const MOST_OVERLAP = 30 * 86_400;

/** Issues, rotates and revokes. */
export function tokenWrites({
  database,
  ledger,
  now,
}: AccessPorts): Pick<Access, "issueToken" | "rotateToken" | "revokeToken"> {
  return {
    issueToken: async (tx, by, { account, name, scopes, expiresAt = null }) => {
      checkLabel("what the token is for", name, 100);
      checkExpiry(expiresAt, now());
      const { id, name: owner, role } = await accountOf(tx, by.tenant, account);
      const given = checkScopes(by, role, scopes);
      const issued = await insertToken(tx, by, now(), { account: id, name, scopes: given, expiresAt });
      const detail = { account: owner, name, scopes: given, expires_at: issued.expires_at };
      await ledger.appendAuditEvent(tx, by, { act: "tokens.create", target: `token ${issued.id}`, detail });
      return issued;
    },

    rotateToken: async (tx, by, id, overlapSeconds) => {
      checkOverlap(overlapSeconds);
      // Of two who rotate the same token at once, the second finds it replaced.
      await tx
        .selectFrom("tokens")
        .select("id")
        .where("tenant", "=", by.tenant)
        .where("id", "=", id)
        .forUpdate()
        .execute();
      const old = await tokenView(tx, by.tenant, now(), id);
      if (old.state !== "active" || old.replaced_by !== null)
        throw new Fault(
          "token-not-active",
          `expected an active token, ${id} is ${old.replaced_by === null ? old.state : `replaced by ${old.replaced_by}`}`,
          { remedy: old.replaced_by === null ? "issue a new one" : `rotate ${old.replaced_by}` },
        );
      const { id: account, role } = await accountOf(tx, by.tenant, old.account);
      // Scopes that the role has lost meanwhile are not carried over: they would wake up if it got them back.
      const still = scopesOf(role);
      const scopes = checkScopes(by, role, inOrder(old.scopes.filter((scope) => still.includes(scope))));
      const expiresAt = renewed(old, now());
      const issued = await insertToken(tx, by, now(), { account, name: old.name, scopes, expiresAt });
      const ends = new Date(now() + overlapSeconds * 1000);
      const until = old.expires_at !== null && new Date(old.expires_at) < ends ? new Date(old.expires_at) : ends;
      const change = tx.updateTable("tokens").set({ expires_at: until, replaced_by: issued.id });
      await change.where("tenant", "=", by.tenant).where("id", "=", id).execute();
      const detail = { account: old.account, replaced_by: issued.id, old_until: until.toISOString() };
      await ledger.appendAuditEvent(tx, by, { act: "tokens.rotate", target: `token ${id}`, detail });
      await database.notify(tx, "tokens");
      return issued;
    },

    revokeToken: async (tx, by, id) => {
      const { account, scopes } = await tokenView(tx, by.tenant, now(), id);
      requireNoLess(by, effectiveScopes((await accountOf(tx, by.tenant, account)).role, scopes));
      const revoked = await keepAnAdmin(tx, by.tenant, now(), () =>
        tx
          .updateTable("tokens")
          .set({ revoked_at: new Date(now()) })
          .where("tenant", "=", by.tenant)
          .where("id", "=", id)
          .where("revoked_at", "is", null)
          .returning("id")
          .execute(),
      );
      const view = await tokenView(tx, by.tenant, now(), id);
      if (revoked.length === 0) return view;
      const detail = { account: view.account, name: view.name };
      await ledger.appendAuditEvent(tx, by, { act: "tokens.revoke", target: `token ${id}`, detail });
      await database.notify(tx, "tokens");
      return view;
    },
  };
}

/** As long as the old one was meant to live, counted from now. */
function renewed(old: { created_at: string; expires_at: string | null }, nowMs: number): Date | null {
  if (old.expires_at === null) return null;
  return new Date(nowMs + Date.parse(old.expires_at) - Date.parse(old.created_at));
}

function checkExpiry(expiresAt: Date | null, nowMs: number): void {
  if (expiresAt === null || expiresAt.getTime() > nowMs) return;
  const got = Number.isNaN(expiresAt.getTime()) ? "no date" : expiresAt.toISOString();
  throw new Fault("invalid-expiry", `expected a time in the future, got ${got}`);
}

function checkOverlap(seconds: number): void {
  if (Number.isFinite(seconds) && seconds >= 0 && seconds <= MOST_OVERLAP) return;
  throw new Fault("invalid-overlap", `expected an overlap of 0 to ${MOST_OVERLAP} seconds, got ${seconds}`);
}
