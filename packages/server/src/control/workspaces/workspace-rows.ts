import type { Row } from "../../storage/database/schema.ts";
import type { Database, Tx } from "../../storage/database/types.ts";
import { unknownWorkspace, workspaceNotReady } from "./workspace-fault.ts";

/** For so long a replica believes what it read of a row. Milliseconds. */
const BELIEVED_MS = 1_000;
/** For so long it goes on with that while it reads the row anew: a thousand runs a second do not wait for it. */
const STALE_MS = 10_000;

/** What a replica knows of workspaces' rows. */
export interface Rows {
  /** A row that is ready. Faults `unknown-workspace`, `workspace-not-ready`. */
  ready(tenant: string, name: string, tx?: Tx): Promise<Row<"workspaces">>;
  /** It may be another one now. */
  invalidate(tenant: string, name: string): void;
}

export function createRows(database: Database, now: () => number): Rows {
  const known = new Map<string, { readonly row: Row<"workspaces">; readonly at: number }>();
  const reading = new Map<string, Promise<Row<"workspaces">>>();

  async function read(tx: Tx, tenant: string, name: string): Promise<Row<"workspaces">> {
    const row = await findWorkspace(tx, tenant, name);
    const key = `${tenant}/${name}`;
    if (row?.state === "ready") known.set(key, { row, at: now() });
    else known.delete(key);
    if (!row) throw unknownWorkspace(name);
    if (row.state !== "ready") throw workspaceNotReady(row);
    return row;
  }

  /** With a connection of its own, one for any number of calls. */
  function readAnew(tenant: string, name: string): Promise<Row<"workspaces">> {
    const key = `${tenant}/${name}`;
    const begun =
      reading.get(key) ??
      database.tenant(tenant, (tx) => read(tx, tenant, name)).finally(() => void reading.delete(key));
    reading.set(key, begun);
    return begun;
  }

  return {
    ready: async (tenant, name, tx) => {
      const found = known.get(`${tenant}/${name}`);
      const age = found ? now() - found.at : Number.POSITIVE_INFINITY;
      if (found && age < STALE_MS) {
        if (age >= BELIEVED_MS) void readAnew(tenant, name).catch(() => undefined);
        return found.row;
      }
      return tx ? read(tx, tenant, name) : readAnew(tenant, name);
    },
    invalidate: (tenant, name) => void known.delete(`${tenant}/${name}`),
  };
}

/** A workspace's row. */
export async function findWorkspace(tx: Tx, tenant: string, name: string): Promise<Row<"workspaces"> | undefined> {
  return tx
    .selectFrom("workspaces")
    .selectAll()
    .where("tenant", "=", tenant)
    .where("name", "=", name)
    .executeTakeFirst();
}
