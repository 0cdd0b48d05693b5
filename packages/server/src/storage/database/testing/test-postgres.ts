import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { launchPostgres } from "../../../../../embedded-postgres/src/launch-postgres.ts";
import { migrate } from "../migrate.ts";
import { TEST_MASTER_KEY } from "./master-key.ts";

/** One PostgreSQL for all tests of the server, without durability; each test file works in a copy of its database. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // In the folder of this run of the tests, which is set up before.
  const folder = mkdtempSync(join(project.config.env["TMPDIR"]!, "postgres-"));
  chmodSync(folder, 0o755);
  const postgres = await launchPostgres({ folder, fsync: false });
  await migrate(postgres.url, TEST_MASTER_KEY);
  project.provide("postgres", postgres.url);
  return async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
