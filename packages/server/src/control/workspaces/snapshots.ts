import { LRUCache } from "lru-cache";
import type { Row } from "../../storage/database/schema.ts";
import { notLaidOut } from "./checkout-fault.ts";
import { mirrorFolder } from "./mirror.ts";
import { readCommit } from "./read-commit.ts";
import { readFolder } from "./read-folder.ts";
import type { Snapshot } from "./types.ts";

/** Workspaces whose newest snapshot is kept in memory. */
const MOST_SNAPSHOTS = 500;

/** What runs begin with: read once for each state of a workspace, and kept until there is a newer one. */
export interface Snapshots {
  /** Of a row that is ready. `rootOf` is asked only when it has to be read. */
  of(row: Row<"workspaces">, rootOf: () => Promise<string>): Promise<Snapshot>;
}

export function createSnapshots(): Snapshots {
  const known = new LRUCache<string, { readonly state: string; readonly read: Promise<Snapshot> }>({
    max: MOST_SNAPSHOTS,
  });
  return {
    of: (row, rootOf) => {
      const { tenant, name, location, commit, synced_at } = row;
      const key = `${tenant} ${name}`;
      // A plain folder has no commit: its templates are those of the time when it was synced.
      const state = `${commit ?? synced_at?.getTime()} ${location}`;
      const found = known.get(key);
      if (found?.state === state) return found.read;
      const read = commit === null ? ofFolder(location) : ofCommit(rootOf, name, commit);
      const begun = { state, read };
      known.set(key, begun);
      read.catch(() => known.get(key) === begun && known.delete(key));
      return read;
    },
  };
}

async function ofFolder(location: string): Promise<Snapshot> {
  return { base: { kind: "folder" }, templates: await readFolder(location) };
}

async function ofCommit(rootOf: () => Promise<string>, name: string, commit: string): Promise<Snapshot> {
  const root = await rootOf();
  const templates = await readCommit(mirrorFolder(root, name), commit).catch((error: unknown) => {
    throw notLaidOut(name, error, [root]);
  });
  return { base: { kind: "git", commit, path: "" }, templates };
}
