import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../storage/database/types.ts";
import { forgetOld } from "./retention.ts";

const tenant = "t-one";
let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase([tenant]));
});
afterAll(() => drop());

it("forgets every journal that is old enough, however many there are, and no other", async () => {
  await database.tenant(tenant, async (tx) => {
    await sql`
      INSERT INTO runs (tenant, id, state, workspace, task, inputs, requester, channel, ended_at)
      SELECT ${tenant}, 'r-' || n, CASE WHEN n = 1 THEN 'waiting' ELSE 'over' END, 'main', 't', '{}', 'ann', 'api',
        CASE WHEN n = 1 THEN NULL ELSE now() - CASE WHEN n = 2 THEN 9 ELSE 11 END * interval '1 day' END
      FROM generate_series(1, 1203) AS n
    `.execute(tx);
    await sql`
      INSERT INTO run_events (tenant, run, n, replica, body) SELECT ${tenant}, id, 1, '', '{}' FROM runs
    `.execute(tx);
  });
  await forgetOld(database, { eventsDays: 10, idempotencyHours: 24 });
  const left = await database.tenant(tenant, (tx) =>
    tx.selectFrom("run_events").select("run").orderBy("run").execute(),
  );
  expect(left.map(({ run }) => run)).toEqual(["r-1", "r-2"]);
});

it("forgets replicas that are gone for long, and none that is there", async () => {
  await database.control((tx) =>
    sql`
      INSERT INTO replicas (id, host, version, seen_at, gone_at) VALUES
        ('old', 'here', '1', now() - interval '12 days', now() - interval '11 days'),
        ('young', 'here', '1', now() - interval '12 days', now() - interval '9 days'),
        ('there', 'here', '1', now() - interval '12 days', NULL)
    `.execute(tx),
  );
  await forgetOld(database, { eventsDays: 10, idempotencyHours: 24 });
  const left = await database.control((tx) => tx.selectFrom("replicas").select("id").orderBy("id").execute());
  expect(left.map(({ id }) => id)).toEqual(["there", "young"]);
});
