import { LRUCache } from "lru-cache";
import type { Row } from "../database/schema.ts";
import type { Snapshot } from "./contract.ts";
import { mirrorFolder } from "./mirror.ts";
import { notLaidOut } from "./not-laid-out.ts";
import { readCommit } from "./read-commit.ts";
import { readFolder } from "./read-folder.ts";

/** Snapshots that are kept in memory. */
const MOST_SNAPSHOTS = 500;

/** What runs begin with, by commit: read once. */
export interface Snapshots {
  /** Of a row that is ready. `rootOf` is asked only when it has to be read. */
  of(row: Row<"workspaces">, rootOf: () => Promise<string>): Promise<Snapshot>;
}

export function createSnapshots(): Snapshots {
  const known = new LRUCache<string, Promise<Snapshot>>({ max: MOST_SNAPSHOTS });
  return {
    of: (row, rootOf) => {
      const { tenant, name, location, commit, synced_at } = row;
      // A plain folder has no commit: its templates are those of the time when it was synced.
      const key = `${tenant} ${name} ${commit ?? synced_at?.getTime()} ${location}`;
      const found = known.get(key);
      if (found) return found;
      const read = commit === null ? ofFolder(location) : ofCommit(rootOf, name, commit);
      known.set(key, read);
      read.catch(() => known.delete(key));
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
