import type { Act, Actor, Ledger } from "../../../storage/ledger/types.ts";

/** Acts kept in memory, for tests of rooms that only append. What a transaction undoes stays here. */
export function fakeLedger(): Pick<Ledger, "create" | "appendAct"> & {
  readonly acts: (Act & { readonly by: Actor })[];
  readonly created: string[];
} {
  const acts: (Act & { readonly by: Actor })[] = [];
  const created: string[] = [];
  return {
    acts,
    created,
    create: async (_tx, tenant) => void created.push(tenant),
    appendAct: async (_tx, by, act) => void acts.push({ ...act, by }),
  };
}
