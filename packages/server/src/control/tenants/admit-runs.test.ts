import { newId } from "@sdetkit/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTenantsWorld, type TenantsWorld } from "./testing/tenants-world.ts";
import type { Tenants } from "./types.ts";

let world: TenantsWorld;
let replicas: Tenants[];
/** By the real clock: how long a count holds is about how fast the database is. */
let busy: Tenants[];
beforeAll(async () => {
  world = await openTenantsWorld();
  replicas = [world.replica(), world.replica()];
  busy = [world.replica({ now: Date.now }), world.replica({ now: Date.now })];
});
afterAll(() => world.close());

let made = 0;
async function tenant(runsPerDay: number): Promise<string> {
  made += 1;
  return (await world.tenants.create(world.admin, { name: `quota-${made}`, quotas: { runsPerDay } })).tenant.id;
}

/** Asks for room and starts that many runs, in one transaction, as `control/runs` does. */
function start(tenants: Tenants | undefined, id: string, runs: number, now = world.clock.now): Promise<void> {
  return world.database.tenant(id, async (tx) => {
    await tenants?.admit(tx, id, runs);
    const run = { tenant: id, workspace: "w", task: "x", inputs: "{}", requester: "admin", channel: "api" };
    const created_at = new Date(now);
    const rows = Array.from({ length: runs }, () => ({ ...run, id: newId("r", now), created_at }));
    await tx.insertInto("runs").values(rows).execute();
  });
}
const started = (id: string) =>
  world.database.tenant(id, async (tx) => {
    const rows = await tx
      .selectFrom("runs")
      .select((row) => row.fn.countAll<number>().as("n"))
      .execute();
    return rows[0]?.n;
  });

describe("runs in 24 hours", () => {
  it.each([
    ["close to the limit from the first on", 40, 60, 1],
    ["from far to the very last, in batches", 6_400, 400, 20],
  ])("are never more than the quota and never fewer, %s", async (_, limit, attempts, batch) => {
    const id = await tenant(limit);
    const refused: unknown[] = [];
    let left = attempts;
    const starter = async (tenants: Tenants | undefined) => {
      for (; left > 0; ) {
        left -= 1;
        await start(tenants, id, batch, Date.now()).catch((error: unknown) => refused.push(error));
      }
    };
    await Promise.all([0, 1, 0, 1, 0, 1].map((replica) => starter(busy[replica])));
    expect(await started(id)).toBe(limit);
    expect(refused).toHaveLength(attempts - limit / batch);
    for (const error of refused) expect(error).toMatchObject({ code: "quota-exceeded" });
  });

  it("say when there is room again, and there is", async () => {
    const id = await tenant(3);
    const first = world.clock.now;
    for (let n = 0; n < 3; n += 1) {
      await start(replicas[0], id, 1);
      world.clock.now += 60_000;
    }
    const again = new Date(first + 86_400_000).toISOString();
    await expect(start(replicas[0], id, 1)).rejects.toThrow(
      `expected at most 3 runs in 24 hours, got one more after 3; available again at ${again}`,
    );
    const two = new Date(first + 86_400_000 + 60_000).toISOString();
    await expect(start(replicas[1], id, 2)).rejects.toThrow(two);
    await expect(start(replicas[1], id, 4)).rejects.toThrow(/^(?!.*room again)/);
    world.clock.now = first + 86_400_000;
    await expect(start(replicas[0], id, 1)).rejects.toMatchObject({ code: "quota-exceeded" });
    world.clock.now += 1;
    await start(replicas[0], id, 1);
  });

  it("of one tenant take nothing from another", async () => {
    const [one, two] = [await tenant(2), await tenant(2)];
    await start(replicas[0], one, 2);
    await start(replicas[0], two, 2);
    await expect(start(replicas[0], one, 1)).rejects.toMatchObject({ code: "quota-exceeded" });
  });

  it("that were undone do not count", async () => {
    const id = await tenant(1);
    const undone = world.database.tenant(id, async (tx) => {
      await replicas[0]?.admit(tx, id, 1);
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    await start(replicas[1], id, 1);
  });
});

it("starts nothing when the storage is full", async () => {
  const id = await tenant(5);
  const full = world.replica({ roots: { ...world.roots, usage: async () => 1024 ** 3 } });
  await expect(start(full, id, 1)).rejects.toThrow(
    "expected at most 1,024 MiB of workspaces and history, got 1,024 MiB",
  );
});
