import type { Actor, AuditEvent, Ledger } from "../../../storage/ledger/types.ts";

/** Audit events kept in memory, for tests of what only appends. What a transaction undoes stays here. */
export function fakeLedger(): Pick<Ledger, "create" | "appendAuditEvent"> & {
  readonly acts: (AuditEvent & { readonly by: Actor })[];
  readonly created: string[];
} {
  const acts: (AuditEvent & { readonly by: Actor })[] = [];
  const created: string[] = [];
  return {
    acts,
    created,
    create: async (_tx, tenant) => void created.push(tenant),
    appendAuditEvent: async (_tx, by, act) => void acts.push({ ...act, by }),
  };
}
