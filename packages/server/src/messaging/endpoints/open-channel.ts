import type { ChannelAccount } from "@sdetkit/channel-adapters";
import type { Row } from "../../storage/database/schema.ts";
import type { Tx } from "../../storage/database/types.ts";
import type { Vault } from "../../storage/vault/types.ts";

/** A channel as it is stored. */
export interface StoredChannel {
  readonly account: ChannelAccount;
  readonly kind: string;
  /** What the vendor was given. */
  readonly path: string;
}

/** A tenant's channel with its secrets in clear; null when there is none. Faults of the vault. */
export async function openChannel(
  tx: Tx,
  vault: Vault,
  tenant: string,
  which: { readonly id: string } | { readonly name: string },
): Promise<StoredChannel | null> {
  const [column, value] = "id" in which ? (["id", which.id] as const) : (["name", which.name] as const);
  const row = await tx
    .selectFrom("channels")
    .selectAll()
    .where("tenant", "=", tenant)
    .where(column, "=", value)
    .executeTakeFirst();
  if (!row) return null;
  const { id, name, kind } = row;
  const settings = row.settings as ChannelAccount["settings"];
  const secrets = await openSecrets(tx, vault, row);
  return { account: { tenant, id, name, settings, secrets }, kind, path: pathOf(row) };
}

/** A channel's secrets in clear. Faults of the vault. */
export async function openSecrets(
  tx: Tx,
  vault: Vault,
  { tenant, secret }: Pick<Row<"channels">, "tenant" | "secret">,
): Promise<ChannelAccount["secrets"]> {
  return secret === null ? {} : JSON.parse(await vault.open(tx, tenant, secret));
}

/** The path to give to the vendor. */
export function pathOf({ kind, endpoint }: Pick<Row<"channels">, "kind" | "endpoint">): string {
  return `/channels/${kind}/${endpoint}`;
}
