import { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openTestDatabase } from "../../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../../storage/database/types.ts";
import { type RunsWorld, runsWorld } from "../testing/runs-world.ts";
import type { Replica } from "../types.ts";

const HELLO = `
metadata: { id: hello, title: Hello, version: 1.0.0, description: Writes a file, owner: tests }
permissions: { write: [out] }
workflow: [{ id: one, action: fs.write, with: { path: "\${{ run.output_dir }}/one.txt", content: "1" } }]
`;
const tenant = "t-one";
let database: Database;
let drop: () => Promise<void>;
let owner: Client;
let world: RunsWorld;
let replica: Replica;
beforeAll(async () => {
  let url: string;
  ({ database, drop, url } = await openTestDatabase([tenant]));
  await database.routing.updateTable("tenants").set({ quotas: '{"concurrentRuns":9}' }).execute();
  owner = new Client(`${url}${url.includes("?") ? "&" : "?"}options=-csearch_path%3Dsdetkit`);
  await owner.connect();
  await owner.query(
    `CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$`,
  );
  world = await runsWorld(database, { hello: HELLO });
});
afterEach(async () => {
  await mend();
  await replica.drain(5);
});
afterAll(async () => {
  await owner.end();
  await world.remove();
  await drop();
});

/** What a full disk refuses: each of these statements fails as PostgreSQL lets it fail. */
async function fill(...statements: readonly string[]): Promise<void> {
  for (const [n, what] of statements.entries())
    await owner.query(`CREATE TRIGGER full_${n} BEFORE ${what} FOR EACH ROW EXECUTE FUNCTION disk_full()`);
}

async function mend(): Promise<void> {
  const { rows } = await owner.query(
    "SELECT tgname, tgrelid::regclass::text AS on FROM pg_trigger WHERE tgname LIKE 'full_%'",
  );
  for (const row of rows) await owner.query(`DROP TRIGGER ${row.tgname} ON ${row.on}`);
}

async function start(notBefore?: Date): Promise<string> {
  const request = {
    ...{ workspace: "main", task: "template:hello", inputs: {}, cause: { kind: "request", request: "req-1" } as const },
    ...(notBefore ? { notBefore } : {}),
  };
  const answer = await database.tenant(tenant, (tx) => world.runs.start(tx, world.caller("ann"), request));
  if (answer.kind !== "started") throw new Error(JSON.stringify(answer));
  return answer.run.run;
}

const find = (run: string) => database.tenant(tenant, (tx) => world.runs.find(tx, tenant, run));
const untilOver = (run: string) =>
  expect.poll(async () => (await find(run))?.status, { timeout: 15_000 }).toBe("succeeded");
const claimed = (run: string) =>
  expect
    .poll(
      async () =>
        (await database.routing.selectFrom("queue").select("epoch").where("run", "=", run).executeTakeFirst())?.epoch,
      { timeout: 15_000 },
    )
    .toBeGreaterThan(0);

describe("a replica whose database has no room", () => {
  it("goes on with its runs as soon as there is room again, and tells nobody of a problem", async () => {
    const run = await start(new Date(Date.now() + 500));
    await fill("INSERT ON run_events", "UPDATE ON runs", "DELETE ON queue");
    replica = world.replica();
    await replica.start();
    await claimed(run);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await find(run)).toMatchObject({ problem: null, status: null });
    await mend();
    await untilOver(run);
  });

  it("queues a run again that it could not even let go of", async () => {
    const run = await start(new Date(Date.now() + 500));
    await owner.query(
      `CREATE OR REPLACE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'a bug'; END $$`,
    );
    for (const [n, what] of ["INSERT ON run_events", "UPDATE ON runs"].entries())
      await owner.query(`CREATE TRIGGER full_${n} BEFORE ${what} FOR EACH ROW EXECUTE FUNCTION broken()`);
    replica = world.replica();
    await replica.start();
    await claimed(run);
    await expect.poll(() => replica.busy).toBe(0);
    await mend();
    await untilOver(run);
  });

  it("drives what it has claimed and never heard of, such as when the claim's answer was lost", async () => {
    replica = world.replica();
    await replica.start();
    const run = await start(new Date(Date.now() + 3_600_000));
    const lost = { state: "running", replica: replica.id, epoch: 1 } as const;
    await database.routing.updateTable("queue").set(lost).where("run", "=", run).execute();
    await database.routing
      .updateTable("queue")
      .set({ ready_at: new Date(0) })
      .where("run", "=", run)
      .execute();
    await untilOver(run);
    await expect.poll(() => replica.claimed).toBe(0);
  });
});
