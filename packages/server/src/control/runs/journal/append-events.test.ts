import type { RunEvent } from "@sdetkit/core";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { openTestDatabase } from "../../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../../storage/database/types.ts";
import { adoptRunsOf } from "../replica/adopt-runs.ts";
import { appendEvents } from "./append-events.ts";
import { JournalMoved, NoLongerOwned, type Ownership } from "./ownership.ts";

const tenant = "t-one";
let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase([tenant]));
});
afterAll(() => drop());

let count = 0;
let owner: Ownership;
beforeEach(async () => {
  count += 1;
  owner = { tenant, run: `r-${count}`, replica: `replica-${count}`, epoch: 1 };
  await database.control((tx) =>
    tx.insertInto("replicas").values({ id: owner.replica, host: "here", version: "1" }).execute(),
  );
  await database.tenant(tenant, async (tx) => {
    const run = { workspace: "main", task: "t", inputs: "{}", requester: "ann", channel: "api" };
    await tx
      .insertInto("runs")
      .values({ tenant, id: owner.run, ...run })
      .execute();
    const { replica, epoch } = owner;
    await tx.insertInto("queue").values({ tenant, run: owner.run, state: "running", replica, epoch }).execute();
  });
});

const event = (step: string): RunEvent => ({ kind: "reopened", step });
const append = (own: Ownership, ...events: readonly [n: number, step: string][]) =>
  appendEvents(
    database,
    tenant,
    events.map(([n, step]) => ({ owner: own, n, event: event(step) })),
  );
const steps = () =>
  database.tenant(tenant, async (tx) => {
    const rows = await tx.selectFrom("run_events").select("body").where("run", "=", owner.run).orderBy("n").execute();
    return rows.map(({ body }) => (JSON.parse(body) as { step: string }).step);
  });

it("makes events durable in their order", async () => {
  expect(await append(owner, [1, "a"], [2, "b"])).toEqual([null, null]);
  expect(await steps()).toEqual(["a", "b"]);
});

it("takes the same events again for done, as after a commit whose end was not heard", async () => {
  await append(owner, [1, "a"], [2, "b"]);
  expect(await append(owner, [1, "a"], [2, "b"])).toEqual([null, null]);
  expect(await steps()).toEqual(["a", "b"]);
});

it("writes nothing for a replica whose runs were taken over, whatever it believes", async () => {
  await append(owner, [1, "a"]);
  expect(await adoptRunsOf(database, owner.replica)).toBe(1);
  expect(await adoptRunsOf(database, owner.replica)).toBe(null);
  expect(await append(owner, [2, "b"])).toEqual([expect.any(NoLongerOwned)]);
  expect(await steps()).toEqual(["a"]);
});

it("notices what the former owner wrote last, and lets nothing follow it unread", async () => {
  await append(owner, [1, "late"]);
  const next = { ...owner, replica: "other", epoch: 2 };
  await database.tenant(tenant, (tx) =>
    tx.updateTable("queue").set({ replica: "other", epoch: 2 }).where("run", "=", owner.run).execute(),
  );
  const answers = await append(next, [1, "mine"], [2, "after"]);
  expect(answers[0]).toBeInstanceOf(JournalMoved);
  expect(await steps()).toEqual(["late"]);
});
