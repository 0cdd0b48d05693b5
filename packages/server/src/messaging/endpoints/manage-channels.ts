import { randomBytes } from "node:crypto";
import type { ChannelAccount, ChannelKind } from "@sdetkit/channel-adapters";
import { Fault } from "@sdetkit/core";
import { newId } from "@sdetkit/runtime";
import type { Access, Caller } from "../../control/access/types.ts";
import type { Templates } from "../../control/templates/types.ts";
import type { Row } from "../../storage/database/schema.ts";
import type { Database, Tx } from "../../storage/database/types.ts";
import type { Ledger } from "../../storage/ledger/types.ts";
import type { Vault } from "../../storage/vault/types.ts";
import type { Channels, ChannelView } from "../types.ts";
import { channelProblems, DEFAULT_ACCOUNT } from "./channel-problems.ts";
import { checkTarget, type TargetCheck } from "./check-target.ts";
import { openSecrets, pathOf } from "./open-channel.ts";

/** What keeping channels needs. */
export interface ManageDeps {
  readonly database: Database;
  readonly vault: Vault;
  readonly ledger: Pick<Ledger, "appendAuditEvent">;
  readonly access: Pick<Access, "impersonate">;
  readonly templates: () => Pick<Templates, "catalogue">;
  readonly kinds: readonly ChannelKind[];
  readonly now: () => number;
}

const ENDPOINT_BYTES = 24;
const NOTHING: TargetCheck = { problems: [], warnings: [] };

/** Adds a channel: checked whole, its secrets sealed, its endpoint a random that nobody guesses. */
export async function addChannel(
  deps: ManageDeps,
  tx: Tx,
  by: Caller,
  given: Parameters<Channels["add"]>[2],
): Promise<ChannelView> {
  const { database, vault, ledger, kinds, now } = deps;
  const kind = kinds.find((known) => known.kind === given.kind);
  if (!kind) {
    const names = kinds.map((known) => known.kind).join(", ");
    throw new Fault("unknown-kind", `expected a kind of channel (${names}), got ${JSON.stringify(given.kind)}`);
  }
  if (kind.task) requireRights(by, given.settings[DEFAULT_ACCOUNT]);
  const settings = kind.task ? { [DEFAULT_ACCOUNT]: by.account, ...given.settings } : given.settings;
  const problems = channelProblems(kind, { settings, secrets: given.secrets });
  const checked = kind.task ? await checkTarget(deps, tx, by.tenant, kind, settings) : NOTHING;
  problems.push(...checked.problems.filter((problem) => !problems.includes(problem)));
  if (problems.length > 0) throw new Fault("invalid-channel", problems.join("\n"));
  const { tenant } = by;
  const row = {
    tenant,
    id: newId("ch", now()),
    name: given.name,
    kind: kind.kind,
    endpoint: randomBytes(ENDPOINT_BYTES).toString("base64url"),
    settings: JSON.stringify(settings),
    created_at: new Date(now()),
  };
  const secrets = Object.keys(given.secrets).sort();
  const text = JSON.stringify(given.secrets);
  const secret = secrets.length === 0 ? null : await vault.put(tx, tenant, { purpose: `channel ${row.id}`, text });
  const added = await tx
    .insertInto("channels")
    .values({ ...row, secret })
    .onConflict((conflict) => conflict.columns(["tenant", "name"]).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!added) throw new Fault("channel-exists", `expected a new name, the channel ${given.name} already exists`);
  const forgotten = await forgetPeople(tx, tenant, given.name);
  await ledger.appendAuditEvent(tx, by, {
    act: "channels.add",
    target: `channel ${given.name}`,
    detail: { kind: kind.kind, settings, secrets, ...forgotten },
  });
  await database.notify(tx, "channels");
  const { warnings } = checked;
  return { ...viewOf(added, secrets), ...(warnings.length > 0 ? { warnings } : {}) };
}

/**
 * A program's events start runs with all that the channel's account may: a token that cannot start them must not come to it this
 * way, and runs in somebody else's name are for those who may appoint anyway.
 */
function requireRights(by: Caller, account: unknown): void {
  const foreign = account !== undefined && account !== by.account && account !== by.accountId;
  const missing = (foreign ? (["runs:write", "accounts:write"] as const) : (["runs:write"] as const)).filter(
    (scope) => !by.scopes.has(scope),
  );
  if (missing.length === 0) return;
  throw new Fault(
    "scope-missing",
    `expected a caller who may start runs${foreign ? " for other accounts" : ""}, ${missing.join(" and ")} is missing`,
    { remedy: "use a token with that as well" },
  );
}

/**
 * Who is who in a channel holds for that one, whose vendor was known to sign for its people. Another one of the same name has
 * another secret: whoever added it could press an approver's buttons. So they are mapped anew, by who may say who people are.
 */
async function forgetPeople(tx: Tx, tenant: string, channel: string): Promise<{ readonly unmapped?: number }> {
  const mapped = tx.deleteFrom("identities").where("tenant", "=", tenant).where("channel", "=", channel);
  const { numDeletedRows } = await mapped.executeTakeFirstOrThrow();
  return numDeletedRows === 0n ? {} : { unmapped: Number(numDeletedRows) };
}

/** Removes a channel and its secrets; its endpoint is gone at once. False when there is none. */
export async function removeChannel(
  { database, vault, ledger }: ManageDeps,
  tx: Tx,
  by: Caller,
  name: string,
): Promise<boolean> {
  const removed = await tx
    .deleteFrom("channels")
    .where("tenant", "=", by.tenant)
    .where("name", "=", name)
    .returning(["id", "secret", "kind"])
    .executeTakeFirst();
  if (!removed) return false;
  if (removed.secret !== null) await vault.remove(tx, by.tenant, removed.secret);
  const detail = { kind: removed.kind, ...(await forgetPeople(tx, by.tenant, name)) };
  await ledger.appendAuditEvent(tx, by, { act: "channels.remove", target: `channel ${name}`, detail });
  await database.notify(tx, "channels");
  return true;
}

/** A tenant's channels by name; one whose secrets do not open says so, and hides no other. */
export async function listChannels({ vault }: ManageDeps, tx: Tx, tenant: string): Promise<ChannelView[]> {
  const rows = await tx.selectFrom("channels").selectAll().where("tenant", "=", tenant).orderBy("name").execute();
  const views: ChannelView[] = [];
  for (const row of rows) {
    views.push(
      await openSecrets(tx, vault, row).then(
        (secrets) => viewOf(row, Object.keys(secrets).sort()),
        (error) => {
          if (!(error instanceof Fault)) throw error;
          return { ...viewOf(row, []), problem: error.message };
        },
      ),
    );
  }
  return views;
}

/** The Fault for a name that no channel of the tenant has. */
export function unknownChannel(name: string): Fault {
  return new Fault("unknown-channel", `expected a channel of this tenant, there is no ${JSON.stringify(name)}`);
}

function viewOf(row: Row<"channels">, secrets: readonly string[]): ChannelView {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    path: pathOf(row),
    settings: row.settings as ChannelAccount["settings"],
    secrets,
    enabled: row.enabled,
    created_at: row.created_at.toISOString(),
  };
}
