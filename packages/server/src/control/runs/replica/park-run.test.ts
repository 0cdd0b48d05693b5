import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestDatabase } from "../../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../../storage/database/types.ts";
import { createApprovals } from "../../approvals/create-approvals.ts";
import type { Ownership } from "../journal/ownership.ts";
import { type RunsWorld, runsWorld } from "../testing/runs-world.ts";
import type { RunView } from "../types.ts";
import { loadRuns } from "./load-run.ts";
import { parkRun, stopRun } from "./park-run.ts";
import { requestApproval } from "./request-approval.ts";

const HELLO = `
metadata: { id: hello, title: Hello, version: 1.0.0, description: Writes a file, owner: tests }
permissions: { write: [out] }
workflow: [{ id: one, action: fs.write, with: { path: "\${{ run.output_dir }}/one.txt", content: "1" } }]
`;
const tenant = "t-one";
let database: Database;
let drop: () => Promise<void>;
let world: RunsWorld;
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase([tenant]));
  world = await runsWorld(database, { hello: HELLO });
});
afterAll(async () => {
  await world.remove();
  await drop();
});

/** A run of this replica that has just asked. */
async function asking(run: string): Promise<{ readonly owner: Ownership; readonly approval: string }> {
  const owner = { tenant, run, replica: "replica-1", epoch: 1 };
  await database.tenant(tenant, async (tx) => {
    const row = { workspace: "main", task: "t", inputs: "{}", requester: "ann", channel: "api" };
    await tx
      .insertInto("runs")
      .values({ tenant, id: run, ...row })
      .execute();
    const { replica, epoch } = owner;
    await tx.insertInto("queue").values({ tenant, run, state: "running", replica, epoch }).execute();
  });
  const request = { run, step: "s", action: "a", preview: "p", why: [], reason: "", count: 1, expiresHours: 1 };
  const digest = "0".repeat(64) as never;
  await requestApproval(database, owner, {} as never, { ...request, digest, approvers: ["*"] }, []);
  const [approval] = await database.tenant(tenant, (tx) => world.approvals.list(tx, tenant, { run, limit: 1 }));
  return { owner, approval: approval!.id };
}

const stateOf = async (run: string) =>
  (
    await database.tenant(tenant, (tx) =>
      tx.selectFrom("queue").select("state").where("run", "=", run).executeTakeFirstOrThrow(),
    )
  ).state;
const approve = (approval: string, meanwhile: () => unknown) =>
  database.tenant(tenant, async (tx) => {
    const vote = { answer: "given" as const, digest: "0".repeat(64) };
    expect(await world.approvals.decide(tx, world.caller("bob"), approval, vote)).toMatchObject({ kind: "decided" });
    await meanwhile();
  });

it("parks a run that waits, and the answer wakes it", async () => {
  const { owner, approval } = await asking("r-1");
  await parkRun(database, owner, false);
  expect(await stateOf("r-1")).toBe("parked");
  await approve(approval, () => undefined);
  expect(await stateOf("r-1")).toBe("ready");
});

it("does not park a run over an answer that is being given at this moment", async () => {
  const { owner, approval } = await asking("r-2");
  let parking: Promise<unknown> | undefined;
  await approve(approval, async () => {
    parking = parkRun(database, owner, false);
    // It cannot end before the answer is committed.
    await expect(Promise.race([parking, new Promise((resolve) => setTimeout(resolve, 200, "waits"))])).resolves.toBe(
      "waits",
    );
  });
  await parking;
  expect(await stateOf("r-2")).toBe("ready");
});

it("expires what is asked by a run that is being parked as well", async () => {
  const { owner } = await asking("r-3");
  const approvals = createApprovals({ database, ledger: {} as never, tenants: {} as never, now: Date.now });
  await Promise.all([approvals.expire(new Date(Date.now() + 7_200_000)), parkRun(database, owner, false)]);
  expect(await stateOf("r-3")).toBe("ready");
});

it("stops a run with what is in its way, which is forgotten when somebody drives it again", async () => {
  const request = {
    workspace: "main",
    task: "template:hello",
    inputs: {},
    cause: { kind: "request", request: "req-1" } as const,
  };
  const started = await database.tenant(tenant, (tx) => world.runs.start(tx, world.caller("ann"), request));
  if (started.kind !== "started") throw new Error(started.message);
  const owner = { tenant, run: started.run.run, replica: "replica-1", epoch: 1 };
  const claim = () =>
    database.tenant(tenant, (tx) =>
      tx
        .updateTable("queue")
        .set({ state: "running", replica: owner.replica, epoch: owner.epoch })
        .where("run", "=", owner.run)
        .execute(),
    );
  const seen = () => database.tenant(tenant, (tx) => world.runs.find(tx, tenant, owner.run));
  await claim();
  await stopRun(database, owner, { problem: "the disk is full", passing: false });
  expect(await stateOf(owner.run)).toBe("parked");
  expect(await seen()).toMatchObject({ state: "stopped", problem: "the disk is full" });
  const runsIn = async (state: RunView["state"]) =>
    (await database.tenant(tenant, (tx) => world.runs.list(tx, tenant, { state, limit: 9 }))).map(({ run }) => run);
  expect(await runsIn("stopped")).toEqual([owner.run]);
  expect(await runsIn("waiting")).not.toContain(owner.run);
  await claim();
  await database.tenant(tenant, (tx) => loadRuns(tx, tenant, [owner]));
  expect(await seen()).toMatchObject({ state: "running", problem: null });
});

it("tries a run again that this server's own disk stopped, a few times, and at once when somebody resumes it", async () => {
  const request = {
    workspace: "main",
    task: "template:hello",
    inputs: {},
    cause: { kind: "request", request: "req-1" } as const,
  };
  const started = await database.tenant(tenant, (tx) => world.runs.start(tx, world.caller("ann"), request));
  if (started.kind !== "started") throw new Error(started.message);
  const { run } = started.run;
  const owner = { tenant, run, replica: "replica-1", epoch: 1 };
  const row = () =>
    database.tenant(tenant, (tx) =>
      tx.selectFrom("queue").selectAll().where("run", "=", run).executeTakeFirstOrThrow(),
    );
  const stop = async () => {
    const claimed = { state: "running", replica: owner.replica, epoch: owner.epoch } as const;
    await database.tenant(tenant, (tx) => tx.updateTable("queue").set(claimed).where("run", "=", run).execute());
    await stopRun(database, owner, { problem: "the disk is full", passing: true });
    return (await row()).state;
  };
  expect(await stop()).toBe("ready");
  expect((await row()).ready_at.getTime()).toBeGreaterThan(Date.parse(started.run.created_at));
  const shown = await database.tenant(tenant, (tx) => world.runs.find(tx, tenant, run));
  // Nobody has anything to mend: it goes on by itself.
  expect(shown).toMatchObject({ state: "queued", problem: "the disk is full" });
  await database.tenant(tenant, (tx) => world.runs.resume(tx, world.caller("ann"), run));
  expect(await row()).toMatchObject({ state: "ready", ready_at: new Date(0), stops: 0 });
  const states = [];
  for (let n = 0; n < 6; n += 1) states.push(await stop());
  expect(states).toEqual(["ready", "ready", "ready", "ready", "ready", "parked"]);
});
