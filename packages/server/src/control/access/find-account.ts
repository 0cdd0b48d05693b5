import { Fault } from "@sdetkit/core";
import type { Row } from "../../storage/database/schema.ts";
import type { Tx } from "../../storage/database/types.ts";
import { shown } from "./check-names.ts";
import type { Role } from "./roles.ts";
import type { AccountView } from "./types.ts";

/** An account by its name or id: names are lower case and ids are not, so none is taken for the other. */
export async function accountRow(tx: Tx, tenant: string, nameOrId: string): Promise<Row<"accounts"> | undefined> {
  return tx
    .selectFrom("accounts")
    .selectAll()
    .where("tenant", "=", tenant)
    .where((row) => row.or([row("name", "=", nameOrId), row("id", "=", nameOrId)]))
    .executeTakeFirst();
}

/** The same, for those who cannot go on without. Fault `unknown-account`. */
export async function accountOf(tx: Tx, tenant: string, nameOrId: string): Promise<Row<"accounts">> {
  const row = await accountRow(tx, tenant, nameOrId);
  if (row) return row;
  throw new Fault("unknown-account", `expected an account of this tenant, got ${shown(nameOrId)}`);
}

/** The accounts of a tenant with their chat identities, by name; or the one with an id. */
export async function accountViews(tx: Tx, tenant: string, id?: string): Promise<AccountView[]> {
  let accounts = tx.selectFrom("accounts").selectAll().where("tenant", "=", tenant);
  let identities = tx.selectFrom("identities").selectAll().where("tenant", "=", tenant);
  if (id !== undefined) {
    accounts = accounts.where("id", "=", id);
    identities = identities.where("account", "=", id);
  }
  const known = Map.groupBy(
    await identities.orderBy("channel").orderBy("external").execute(),
    ({ account }) => account,
  );
  return (await accounts.orderBy("name").execute()).map((row) => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    role: row.role as Role,
    disabled: row.disabled_at !== null,
    identities: (known.get(row.id) ?? []).map(({ channel, external, confirmed_at }) => ({
      ...{ channel, external, confirmed: confirmed_at !== null },
    })),
  }));
}

/** The one with this id, which is there. */
export async function viewOfAccount(tx: Tx, tenant: string, id: string): Promise<AccountView> {
  const [view] = await accountViews(tx, tenant, id);
  if (!view) throw new Error(`the account ${id} was removed`);
  return view;
}
