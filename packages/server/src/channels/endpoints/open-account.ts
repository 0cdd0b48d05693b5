import type { Tx } from "../../database/contract.ts";
import type { Vault } from "../../vault/contract.ts";
import type { ChannelAccount } from "../contract.ts";

/** A tenant's channel by id with its secrets in clear; null when there is none. Faults of the vault. */
export async function openAccount(tx: Tx, vault: Vault, tenant: string, id: string): Promise<ChannelAccount | null> {
  const row = await tx
    .selectFrom("channels")
    .select(["name", "settings", "secret"])
    .where("tenant", "=", tenant)
    .where("id", "=", id)
    .executeTakeFirst();
  if (!row) return null;
  const secrets = row.secret === null ? {} : JSON.parse(await vault.open(tx, tenant, row.secret));
  return { tenant, id, name: row.name, settings: row.settings as ChannelAccount["settings"], secrets };
}
