import { findPostgres, launchPostgres } from "../postgres/launch-postgres.ts";
import { postgresFolder } from "../postgres/postgres-folder.ts";
import type { Settings } from "../settings/contract.ts";

/** Works with the server's database as its owner: the configured one, the one that runs, or its own one started for as long as this takes. */
export async function withDatabase<T>(
  settings: Pick<Settings, "folder" | "database">,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const running = settings.database.url ?? findPostgres(postgresFolder(settings));
  if (running !== null) return work(running);
  const postgres = await launchPostgres({ folder: postgresFolder(settings) });
  try {
    return await work(postgres.url);
  } finally {
    await postgres.stop();
  }
}
