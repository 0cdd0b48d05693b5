import { Fault } from "@sdetkit/core";
import type { Tx } from "../../storage/database/types.ts";
import { shown } from "./check-names.ts";
import { inOrder } from "./effective-scopes.ts";
import type { TokenView } from "./types.ts";

/** The tokens of a tenant, newest first; or the one with an id. */
export async function tokenViews(tx: Tx, tenant: string, nowMs: number, id?: string): Promise<TokenView[]> {
  let tokens = tx
    .selectFrom("tokens as t")
    .innerJoin("accounts as a", (on) => on.onRef("a.tenant", "=", "t.tenant").onRef("a.id", "=", "t.account"))
    .select(["t.id", "t.name", "a.name as account", "t.scopes", "t.created_at", "t.created_by", "t.expires_at"])
    .select(["t.revoked_at", "t.last_used_at", "t.replaced_by", "t.claimed_at"])
    .where("t.tenant", "=", tenant);
  if (id !== undefined) tokens = tokens.where("t.id", "=", id);
  return (await tokens.orderBy("t.id", "desc").execute()).map((row) => ({
    id: row.id,
    name: row.name,
    account: row.account,
    scopes: inOrder(row.scopes),
    state: stateOf(row, nowMs),
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
    expires_at: row.expires_at?.toISOString() ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
    replaced_by: row.replaced_by,
    claimed_at: row.claimed_at?.toISOString() ?? null,
  }));
}

/** One token. Fault `unknown-token`. */
export async function tokenView(tx: Tx, tenant: string, nowMs: number, id: string): Promise<TokenView> {
  const [view] = await tokenViews(tx, tenant, nowMs, id);
  if (view) return view;
  throw new Fault("unknown-token", `expected the id of a token of this tenant, got ${shown(id)}`);
}

function stateOf(row: { revoked_at: Date | null; expires_at: Date | null }, nowMs: number): TokenView["state"] {
  if (row.revoked_at !== null) return "revoked";
  return row.expires_at !== null && row.expires_at.getTime() <= nowMs ? "expired" : "active";
}
