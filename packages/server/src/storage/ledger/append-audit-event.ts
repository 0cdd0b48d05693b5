import { AUDIT_EVENT_SCHEMA, type AuditEventEntry, canonicalJson, type JsonObject } from "@sdetkit/core";
import { createRedactor, newId } from "@sdetkit/runtime";
import type { Tx } from "../database/types.ts";
import type { LockLedger } from "./append-leaves.ts";
import type { Actor, AuditEvent, AuditEventView } from "./types.ts";

/** Whoever writes an act leaves secrets out; one that slipped in by its shape is taken out here. */
const redactor = createRedactor({ secrets: [] });

/** Writes what somebody did: a leaf of their tenant's ledger, and a row of the audit log. */
export async function appendAuditEvent(tx: Tx, by: Actor, done: AuditEvent, at: Date, lock: LockLedger): Promise<void> {
  const entry: AuditEventEntry = {
    schema: AUDIT_EVENT_SCHEMA,
    id: newId("act", at.getTime()),
    at: at.toISOString(),
    actor: by.account,
    via: by.via,
    act: done.act,
    target: plainText(redactor.text(done.target)),
    // Through JSON: what is undefined is left out, and a date is its text.
    detail: redactor.json(JSON.parse(JSON.stringify(done.detail)) as JsonObject),
  };
  const { id, actor, act, target } = entry;
  const ledger = await lock(tx, by.tenant);
  await ledger.append([canonicalJson(entry)], { id, at, actor, act, target });
}

/** A page of the audit log, newest first. */
export async function listAuditEvents(
  tx: Tx,
  tenant: string,
  { before, limit }: { readonly before?: number; readonly limit: number },
): Promise<AuditEventView[]> {
  let query = tx.selectFrom("acts").select(["seq", "body"]).where("tenant", "=", tenant);
  if (before !== undefined) query = query.where("seq", "<", before);
  const rows = await query.orderBy("seq", "desc").limit(limit).execute();
  return rows.map(({ seq, body }) => {
    const { schema: _schema, ...view } = JSON.parse(body) as AuditEventEntry;
    return { seq, ...view };
  });
}

/** PostgreSQL holds no NUL in text, and JSON no half characters. */
function plainText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}
