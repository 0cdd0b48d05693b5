import { sql } from "kysely";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openTestDatabase } from "../../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../../storage/database/types.ts";
import { prioritizedDatabase } from "./prioritized-database.ts";

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase());
});
afterAll(() => drop());

it("waits for those who go first before a transaction and before what comes after each of its statements", async () => {
  const gate = Promise.withResolvers<void>();
  const pass = vi.fn(async (_tenant: string) => {});
  pass.mockResolvedValueOnce(undefined).mockReturnValueOnce(gate.promise);
  let said = 0;
  const done = prioritizedDatabase(database, { pass }).tenant("t-one", async (tx) => {
    await sql`SELECT 1`.execute(tx);
    said += 1;
    await tx.selectFrom("runs").select("id").execute();
    return said + 1;
  });
  await expect.poll(() => pass.mock.calls).toEqual([["t-one"], ["t-one"]]);
  expect(said).toBe(0);
  gate.resolve();
  expect(await done).toBe(2);
  expect(pass).toHaveBeenCalledTimes(3);
});
