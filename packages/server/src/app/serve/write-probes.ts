import { randomBytes } from "node:crypto";
import { mkdir, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { isAway, isFull } from "../../storage/database/database-fault.ts";
import type { Database } from "../../storage/database/types.ts";

/** More than fits where there is room left over, and nothing that can be compressed. */
const BODY = randomBytes(64 * 1024);

/**
 * Writes something durable into the database: `ok`, `full`, `away`, or what it said. Rows that were written before leave room behind, and
 * a disk without any would take a small one: so a large one is written as well, and undone.
 */
export async function probeDatabase(database: Pick<Database, "control">, replica: string): Promise<string> {
  try {
    await database.control(async (tx) => {
      await sql`SAVEPOINT large`.execute(tx);
      await sql`INSERT INTO write_probes (replica, ballast) VALUES (${`${replica} large`}, ${BODY})`.execute(tx);
      await sql`ROLLBACK TO SAVEPOINT large`.execute(tx);
      await sql`
        INSERT INTO write_probes (replica) VALUES (${replica}) ON CONFLICT (replica) DO UPDATE SET at = now()
      `.execute(tx);
    });
    return "ok";
  } catch (error) {
    return isFull(error) ? "full" : isAway(error) ? "away" : messageOf(error);
  }
}

/** Writes a file into a folder and waits for the disk: `ok`, `full`, or what it said. Nothing of it stays. */
export async function probeFolder(folder: string): Promise<string> {
  const path = join(folder, `.write-probe-${randomBytes(8).toString("hex")}`);
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(path, "wx", 0o600);
    try {
      await unlink(path);
      await file.writeFile(BODY);
      await file.datasync();
    } finally {
      await file.close();
    }
    return "ok";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOSPC" || code === "EDQUOT" ? "full" : messageOf(error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
