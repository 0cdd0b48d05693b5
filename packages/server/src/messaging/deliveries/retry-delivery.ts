import { Fault } from "@sdetkit/core";
import type { Caller } from "../../control/access/types.ts";
import type { Database, Tx } from "../../storage/database/types.ts";
import type { Ledger } from "../../storage/ledger/types.ts";
import type { StoredEvent } from "../inbox/stored-event.ts";
import type { DeliveryView } from "../types.ts";
import { findDelivery } from "./read-deliveries.ts";

/** What retrying needs. */
export interface RetryDeps {
  readonly database: Pick<Database, "notify">;
  readonly ledger: Pick<Ledger, "appendAuditEvent">;
  readonly now: () => number;
}

/** Lets a program's event that failed be tried anew, by the channel's account and its settings as they are now. */
export async function retryDelivery(deps: RetryDeps, tx: Tx, by: Caller, id: string): Promise<DeliveryView | null> {
  const { tenant } = by;
  const row = await tx
    .selectFrom("inbox")
    .select(["state", "event", "channel", "body", "code"])
    .where("tenant", "=", tenant)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return null;
  // It starts a run: a token that may not must not come to one this way.
  if (!by.scopes.has("runs:write"))
    throw new Fault("scope-missing", "expected a caller who may start runs, runs:write is missing", {
      remedy: "use a token with that as well",
    });
  if (row.state !== "failed")
    throw refuse(
      `expected a failed delivery, this one is ${row.state === "new" ? "waiting" : row.state}`,
      row.state === "new" ? "wait for its next attempt" : "look at its run",
    );
  if (row.body === null)
    throw refuse(
      "expected a payload that is still retained, it was removed",
      "have the sender deliver it again as a new event",
    );
  if ((JSON.parse(row.body) as StoredEvent).kind !== "event")
    throw refuse("expected an event of a program, this is a message from a person", "ask them to send it again");
  const ready_at = new Date(deps.now());
  await tx
    .updateTable("inbox")
    .set({ state: "new", attempts: 0, ready_at, code: null, problem: null, ended_at: null })
    .where("tenant", "=", tenant)
    .where("id", "=", id)
    .execute();
  const detail = { channel: row.channel, event: row.event, code: row.code };
  await deps.ledger.appendAuditEvent(tx, by, { act: "deliveries.retry", target: `delivery ${id}`, detail });
  await deps.database.notify(tx, "inbox");
  const found = await findDelivery(tx, tenant, id);
  if (found === null) return null;
  const { type: _, payload: __, ...view } = found;
  return view;
}

function refuse(message: string, remedy: string): Fault {
  return new Fault("not-retryable", message, { remedy });
}
