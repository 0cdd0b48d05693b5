import { Client } from "pg";

/**
 * Writes down that what is in the database up to now is in a backup: its age is what operators are told. A backup is no worse for
 * a database that cannot be written to, a full one for example: then the one before is what they are told of.
 */
export async function noteBackup(url: string, { digest, made_at }: { digest: string; made_at: string }): Promise<void> {
  const client = new Client({ connectionString: url, application_name: "sdetkit backup" });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("INSERT INTO sdetkit.backups VALUES ($1, $2) ON CONFLICT DO NOTHING", [digest, made_at]);
  } catch {
    // An alert on the age of backups says it.
  } finally {
    await client.end().catch(() => undefined);
  }
}
