import { newId } from "@sdetkit/runtime";
import type { Tx } from "../../storage/database/types.ts";
import type { Scope } from "./roles.ts";
import { newTokenText, tokenHash } from "./token-text.ts";
import { tokenView } from "./token-views.ts";
import type { Caller, IssuedToken } from "./types.ts";

/** Makes a token with a new secret. `claimedAt`: its holder makes it. */
export async function insertToken(
  tx: Tx,
  by: Caller,
  nowMs: number,
  token: {
    readonly account: string;
    readonly name: string;
    readonly scopes: readonly Scope[];
    readonly expiresAt: Date | null;
    readonly claimedAt?: Date;
  },
): Promise<IssuedToken> {
  const id = newId("tok", nowMs);
  const text = newTokenText();
  await tx
    .insertInto("tokens")
    .values({
      tenant: by.tenant,
      id,
      account: token.account,
      name: token.name,
      hash: tokenHash(text),
      scopes: [...token.scopes],
      created_at: new Date(nowMs),
      created_by: by.account,
      expires_at: token.expiresAt,
      claimed_at: token.claimedAt ?? null,
    })
    .execute();
  return { ...(await tokenView(tx, by.tenant, nowMs, id)), token: text };
}
