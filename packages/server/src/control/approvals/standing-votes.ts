import type { Tx } from "../../storage/database/types.ts";
import { scopesOf } from "../access/effective-scopes.ts";

/**
 * Of those who said something, who may still decide: not disabled since, and in a role that approves. While an approval collects
 * its votes for days, people leave, and accounts turn out to be in the wrong hands.
 */
export async function whoStillMay(tx: Tx, tenant: string, accounts: readonly string[]): Promise<ReadonlySet<string>> {
  if (accounts.length === 0) return new Set();
  const rows = await tx
    .selectFrom("accounts")
    .select(["name", "role"])
    .where("tenant", "=", tenant)
    .where("name", "in", [...accounts])
    .where("disabled_at", "is", null)
    .execute();
  return new Set(rows.filter(({ role }) => scopesOf(role).includes("approvals:decide")).map(({ name }) => name));
}
