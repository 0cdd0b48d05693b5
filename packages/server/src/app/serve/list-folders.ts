import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "../../storage/database/types.ts";
import { tenantFolder } from "../../storage/roots/tenant-folder.ts";

/** The list of tenants' folders, in the server's own. */
export const FOLDER_LIST = "tenants.tsv";

/**
 * Says whose each folder below the roots is, for whoever is at the disk while the server is not there to ask: a line for each
 * tenant with the folder's name, which is the same below every root, its name, its id and its state. For its owner's eyes alone.
 */
export async function listFolders({ routing }: Pick<Database, "routing">, folder: string): Promise<void> {
  const tenants = await routing.selectFrom("tenants").select(["id", "name", "state"]).orderBy("name").execute();
  const lines = tenants.map(({ id, name, state }) => [tenantFolder(id), name, id, state].join("\t"));
  const text = `${["folder\ttenant\tid\tstate", ...lines].join("\n")}\n`;
  const path = join(folder, FOLDER_LIST);
  if ((await readFile(path, "utf8").catch(() => null)) === text) return;
  const temporary = `${path}.${process.pid}`;
  try {
    await writeFile(temporary, text, { mode: 0o600 });
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
