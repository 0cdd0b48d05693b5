import { Fault } from "@sdetkit/core";
import { isTokenText } from "@sdetkit/runtime";
import type { Row } from "../../storage/database/schema.ts";
import type { Tx } from "../../storage/database/types.ts";
import type { AccessPorts } from "./access-ports.ts";
import { inOrder, scopesOf } from "./effective-scopes.ts";
import { accountOf } from "./find-account.ts";
import { insertToken } from "./insert-token.ts";
import { tokenHash } from "./token-text.ts";
import type { Access } from "./types.ts";

/** Takes tokens over: from then on their secret is known to their holder alone. */
export function tokenClaim({ database, ledger, now }: AccessPorts): Access["claimToken"] {
  return async (tx, by, holder) => {
    const { tenant, token } = by;
    const account = await accountOf(tx, tenant, by.accountId);
    // Of two who take over the first token of an account at once, the second finds that it has a holder.
    const { held_at } = await tx
      .selectFrom("accounts")
      .select("held_at")
      .where("tenant", "=", tenant)
      .where("id", "=", account.id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const old = await tx
      .selectFrom("tokens")
      .selectAll()
      .where("tenant", "=", tenant)
      .where("id", "=", token ?? "")
      .where("revoked_at", "is", null)
      .where("replaced_by", "is", null)
      .executeTakeFirst();
    if (old === undefined) throw new Fault("token-not-active", "expected an active token, this one was replaced");
    if (old.claimed_at === null && held_at !== null) await requireHolder(tx, account, holder);
    const scopes = inOrder(old.scopes.filter((scope) => (scopesOf(account.role) as readonly string[]).includes(scope)));
    const issued = await insertToken(tx, by, now(), {
      ...{ account: account.id, name: old.name, scopes, expiresAt: old.expires_at },
      claimedAt: new Date(now()),
    });
    await tx
      .updateTable("tokens")
      .set({ revoked_at: new Date(now()), replaced_by: issued.id })
      .where("tenant", "=", tenant)
      .where("id", "=", old.id)
      .execute();
    if (held_at === null)
      await tx
        .updateTable("accounts")
        .set({ held_at: new Date(now()) })
        .where("tenant", "=", tenant)
        .where("id", "=", account.id)
        .execute();
    const detail = {
      ...{ account: account.name, name: old.name, issued_by: old.created_by, replaced_by: issued.id },
      proof: old.claimed_at !== null ? "own-token" : held_at === null ? "first-use" : "holder-token",
    };
    await ledger.appendAuditEvent(tx, by, { act: "tokens.claim", target: `token ${old.id}`, detail });
    await database.notify(tx, "tokens");
    return issued;
  };
}

/** An expired one will do: it still shows that whoever has it is who they were. */
async function requireHolder(tx: Tx, { tenant, id, name }: Row<"accounts">, holder: string | undefined): Promise<void> {
  const held =
    holder !== undefined && isTokenText(holder)
      ? await tx
          .selectFrom("tokens")
          .select("id")
          .where("tenant", "=", tenant)
          .where("account", "=", id)
          .where("hash", "=", tokenHash(holder))
          .where("claimed_at", "is not", null)
          .where("revoked_at", "is", null)
          .executeTakeFirst()
      : undefined;
  if (held !== undefined) return;
  throw new Fault(
    "holder-not-allowed",
    `expected a token that the holder of ${name} has claimed before, got ${holder === undefined ? "none" : "another one"}`,
    {
      remedy:
        "use your own token, expired or not (`--holder-file`); without it, this account can no longer approve: ask for another account",
    },
  );
}
