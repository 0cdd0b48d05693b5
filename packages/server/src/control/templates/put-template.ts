import { type Diagnostic, Fault } from "@sdetkit/core";
import { createRedactor, readTemplate } from "@sdetkit/runtime";
import { sql } from "kysely";
import type { Tx } from "../../storage/database/types.ts";
import type { Ledger } from "../../storage/ledger/types.ts";
import type { Caller } from "../access/types.ts";

/** Templates of a tenant's own at most; those in its workspaces do not count. */
const MOST_TEMPLATES = 500;
/** More than the parser takes, whatever the characters: it says so of a text over 64 Ki of them. */
const MOST_CHARACTERS = 2 ** 18;
const redactor = createRedactor({ secrets: [] });

/**
 * Stores a template under the id that its own text says, over one of the same id; what is wrong with it instead. Faults
 * `secret-in-template`, `too-many-templates`.
 */
export async function putTemplate(
  tx: Tx,
  by: Caller,
  source: string,
  ledger: Pick<Ledger, "appendAuditEvent">,
): Promise<{ readonly id: string; readonly digest: string } | { readonly diagnostics: readonly Diagnostic[] }> {
  const text = source.slice(0, MOST_CHARACTERS);
  const read = readTemplate({ origin: "pack", file: "template.yaml", text });
  if (!read.ok) return { diagnostics: read.diagnostics };
  const { id, version, digest } = read.value;
  if (redactor.text(text) !== text)
    throw new Fault(
      "secret-in-template",
      "expected a template without credentials, found one: templates are visible to others",
    );
  const others = await tx
    .selectFrom("templates")
    .select(["id", "digest"])
    .where("tenant", "=", by.tenant)
    .orderBy("id")
    .execute();
  const before = others.find((each) => each.id === id);
  // The same text again changes nothing, and is no act.
  if (before?.digest === digest) return { id, digest };
  if (!before && others.length >= MOST_TEMPLATES)
    throw new Fault("too-many-templates", `expected at most ${MOST_TEMPLATES} templates, there are ${others.length}`);
  const row = { source: text, digest, updated_by: by.account };
  await tx
    .insertInto("templates")
    .values({ tenant: by.tenant, id, ...row })
    .onConflict((conflict) => conflict.columns(["tenant", "id"]).doUpdateSet({ ...row, updated_at: sql<Date>`now()` }))
    .execute();
  const detail = { version, digest, replaces: before?.digest ?? null };
  await ledger.appendAuditEvent(tx, by, { act: "templates.put", target: `template ${id}`, detail });
  return { id, digest };
}

/** Whether there was one. */
export async function removeTemplate(
  tx: Tx,
  by: Caller,
  id: string,
  ledger: Pick<Ledger, "appendAuditEvent">,
): Promise<boolean> {
  const gone = await tx
    .deleteFrom("templates")
    .where("tenant", "=", by.tenant)
    .where("id", "=", id)
    .returning("digest")
    .executeTakeFirst();
  if (!gone) return false;
  const { digest } = gone;
  await ledger.appendAuditEvent(tx, by, { act: "templates.remove", target: `template ${id}`, detail: { digest } });
  return true;
}
