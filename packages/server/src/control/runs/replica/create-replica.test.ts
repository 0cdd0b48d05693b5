import { readdirSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { databaseFault } from "../../../storage/database/database-fault.ts";
import { openTestDatabase } from "../../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../../storage/database/types.ts";
import { JOURNAL_FORMAT } from "../journal/journal-format.ts";
import { type RunsWorld, runsWorld } from "../testing/runs-world.ts";
import type { Replica, RunView, StartRequest } from "../types.ts";
import { claimRuns } from "./claim-runs.ts";

const HELLO = `
metadata: { id: hello, title: Hello, version: 1.0.0, description: Writes two files, owner: tests }
permissions: { write: [out] }
workflow:
  - { id: one, action: fs.write, with: { path: "\${{ run.output_dir }}/one.txt", content: "1" } }
  - { id: two, action: fs.write, with: { path: "\${{ run.output_dir }}/two.txt", content: "2" } }
`;
const ASKS = `
metadata: { id: asks, title: Asks, version: 1.0.0, description: Asks two people, owner: tests }
permissions: { write: [out] }
workflow:
  - { id: before, action: fs.write, with: { path: "\${{ run.output_dir }}/one.txt", content: "1" } }
  - id: gate
    action: fs.write
    with: { path: "\${{ run.output_dir }}/two.txt", content: "2" }
    approval: { reason: look first, count: 2 }
`;
const JUDGES = `
metadata: { id: judges, title: Judges, version: 1.0.0, description: Succeeds and does not pass, owner: tests }
permissions: { write: [out] }
workflow:
  - { id: only, action: fs.write, with: { path: "\${{ run.output_dir }}/one.txt", content: "1" } }
outputs: { passed: "\${{ 1 == 2 }}" }
`;
/** A number of seconds that no other process sleeps. */
const NAP = String(1_000_000 + process.pid);
const CLEANS = `
metadata: { id: cleans, title: Cleans, version: 1.0.0, description: Has a step that comes after a cancel, owner: tests }
permissions: { write: [out], shell: [[sleep, "<int>"]] }
workflow:
  - id: gate
    action: fs.write
    with: { path: "\${{ run.output_dir }}/one.txt", content: "1" }
    approval: { reason: look first }
  - { id: clean, if: always(), needs: [gate], action: shell.run, with: { argv: [sleep, "${NAP}"] } }
`;

let database: Database;
let drop: () => Promise<void>;
let world: RunsWorld;
const replicas: Replica[] = [];
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase());
  await database.control(async (tx) => {
    for (const id of ["t-one", "t-two"]) {
      const quotas = JSON.stringify({ concurrentRuns: 3 });
      await tx.insertInto("tenants").values({ id, name: id, config: "", quotas }).execute();
    }
  });
  await database.tenant("t-one", async (tx) => {
    for (const name of ["ann", "bob", "eve", "zoe"])
      await tx
        .insertInto("accounts")
        .values({ tenant: "t-one", id: `a-${name}`, name, kind: "person", role: "approver" })
        .execute();
  });
  world = await runsWorld(database, { hello: HELLO, asks: ASKS, cleans: CLEANS, judges: JUDGES });
});
afterEach(async () => {
  await Promise.all(replicas.splice(0).map((replica) => replica.drain(5)));
});
afterAll(async () => {
  await world.remove();
  await drop();
});

async function begin(slots?: number, giveWay?: () => boolean): Promise<Replica> {
  const replica = world.replica(slots, giveWay);
  replicas.push(replica);
  await replica.start();
  return replica;
}

async function start(task: string, more: Partial<StartRequest> = {}, tenant = "t-one"): Promise<RunView> {
  const request = {
    workspace: "main",
    task,
    inputs: {},
    cause: { kind: "request", request: "req-1" } as const,
    ...more,
  };
  const answer = await database.tenant(tenant, (tx) => world.runs.start(tx, world.caller("ann", tenant), request));
  if (answer.kind !== "started") throw new Error(JSON.stringify(answer));
  return answer.run;
}

const find = (run: string, tenant = "t-one") => database.tenant(tenant, (tx) => world.runs.find(tx, tenant, run));
const untilState = (run: string, state: string, tenant = "t-one") =>
  expect.poll(async () => (await find(run, tenant))?.state, { timeout: 15_000 }).toBe(state);
const queued = (run: string) =>
  database.tenant("t-one", (tx) => tx.selectFrom("queue").selectAll().where("run", "=", run).executeTakeFirstOrThrow());
const kinds = async (run: string) =>
  (await database.tenant("t-one", (tx) => world.runs.events(tx, "t-one", run, 0))).map(({ event }) => event.kind);

async function vote(run: string, account: string, answer: "given" | "denied" = "given") {
  return await database.tenant("t-one", async (tx) => {
    const [approval] = await world.approvals.list(tx, "t-one", { run, limit: 1 });
    if (approval === undefined) throw new Error("no approval");
    const { digest } = approval.request;
    return await world.approvals.decide(tx, world.caller(account), approval.id, { answer, digest });
  });
}

describe("a replica", () => {
  it("drives a run to its end and records it once", async () => {
    await begin();
    const { run } = await start("template:hello");
    await untilState(run, "over");
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(await find(run)).toMatchObject({ status: "succeeded", passed: null, hash });
    const judged = await start("template:judges");
    await untilState(judged.run, "over");
    expect(await find(judged.run)).toMatchObject({ status: "succeeded", passed: false, hash });
    expect(await kinds(run)).toEqual(["planned", "intent", "outcome", "intent", "outcome"]);
    expect(world.finished.filter(({ envelope }) => envelope.run === run)).toHaveLength(1);
    expect(world.told.filter((each) => each.run.run === run).map(({ what }) => what)).toEqual(["over"]);
  });

  it.each([
    ["all its slots", false, 4],
    ["a quarter of its slots while others wait for an answer", true, 1],
  ])("uses %s", async (_, waiting, most) => {
    const tenants = ["t-one", "t-two"];
    const started = await Promise.all(
      tenants.flatMap((tenant) =>
        [1, 2, 3].map(async () => ({ tenant, run: (await start("template:hello", {}, tenant)).run })),
      ),
    );
    // It is asked before each claim, so also when there was no room for more.
    const busy: number[] = [];
    await begin(4, () => {
      busy.push(replicas[0]?.busy ?? 0);
      return waiting;
    });
    for (const { tenant, run } of started) await untilState(run, "over", tenant);
    expect(Math.max(...busy)).toBe(most);
  });

  it("waits for a database that is away when a run is begun, instead of stopping the run", async () => {
    const away = databaseFault({ code: "ECONNREFUSED" });
    const { run } = await start("template:hello");
    vi.spyOn(world.tenants, "rules").mockRejectedValueOnce(away);
    vi.spyOn(world.workspaces, "openCheckout").mockRejectedValueOnce(away);
    await begin();
    await untilState(run, "over");
    expect(await find(run)).toMatchObject({ status: "succeeded", problem: null });
    vi.restoreAllMocks();
  });

  it("starts one run a cause, however often it is asked", async () => {
    const cause = { kind: "delivery", channel: "c", event: "1", delivery: "d" } as const;
    const runs = await Promise.all(Array.from({ length: 8 }, () => start("template:hello", { cause })));
    expect(new Set(runs.map(({ run }) => run)).size).toBe(1);
  });

  it("lets a run wait without a slot until enough people have said yes", async () => {
    await begin(1);
    const { run } = await start("template:asks");
    await untilState(run, "waiting");
    const other = await start("template:hello");
    await untilState(other.run, "over");
    expect(await vote(run, "ann")).toMatchObject({ kind: "refused" });
    expect(await vote(run, "bob")).toMatchObject({ kind: "counted", missing: 1 });
    expect(await vote(run, "bob")).toMatchObject({ kind: "counted", missing: 1 });
    expect(await vote(run, "eve")).toMatchObject({ kind: "decided" });
    await untilState(run, "over");
    expect(await find(run)).toMatchObject({ status: "succeeded" });
    expect(await kinds(run)).toEqual(["planned", "intent", "outcome", "intent", "outcome"]);
    expect(await vote(run, "zoe")).toMatchObject({ kind: "closed" });
  });

  it("counts a yes for as long as whoever said it may approve", async () => {
    const set = (account: string, change: { role?: string; disabled_at?: Date | null }) =>
      database.tenant("t-one", (tx) => tx.updateTable("accounts").set(change).where("name", "=", account).execute());
    const first = await start("template:asks");
    await begin();
    await untilState(first.run, "waiting");
    expect(await vote(first.run, "bob")).toMatchObject({ kind: "counted", missing: 1 });
    await set("bob", { disabled_at: new Date() });
    expect(await vote(first.run, "eve")).toMatchObject({ kind: "counted", missing: 1 });
    expect(await vote(first.run, "zoe")).toMatchObject({ kind: "decided" });
    await untilState(first.run, "over");
    expect(await find(first.run)).toMatchObject({ status: "succeeded" });
    await set("bob", { disabled_at: null });

    const second = await start("template:asks");
    await untilState(second.run, "waiting");
    await Promise.all(replicas.splice(0).map((replica) => replica.drain(5)));
    await vote(second.run, "bob");
    expect(await vote(second.run, "eve")).toMatchObject({ kind: "decided" });
    await set("eve", { role: "viewer" });
    await begin();
    await untilState(second.run, "over");
    expect(await find(second.run)).toMatchObject({ status: "denied" });
    await set("eve", { role: "approver" });
  });

  it("denies after a no, and after nobody answered in time", async () => {
    await begin();
    const [no, late] = [await start("template:asks"), await start("template:asks")];
    await untilState(no.run, "waiting");
    await vote(no.run, "bob", "denied");
    await untilState(no.run, "over");
    expect(await find(no.run)).toMatchObject({ status: "denied" });
    await untilState(late.run, "waiting");
    await world.approvals.expire(new Date(Date.now() + 25 * 3_600_000));
    await untilState(late.run, "over");
    expect(await find(late.run)).toMatchObject({ status: "denied" });
  });

  it("cancels a run that waits", async () => {
    await begin();
    const { run } = await start("template:asks");
    await untilState(run, "waiting");
    await database.tenant("t-one", (tx) => world.runs.cancel(tx, world.caller("bob"), run));
    await untilState(run, "over");
    expect(await find(run)).toMatchObject({ status: "cancelled", cancelled_by: "bob" });
    expect(await kinds(run)).toEqual(["planned", "intent", "outcome", "cancelled"]);
  });

  it("lets nobody approve what a run waited for when it was cancelled, whoever comes first afterwards", async () => {
    await begin();
    const { run } = await start("template:asks");
    await untilState(run, "waiting");
    await vote(run, "eve");
    const answers = await database.tenant("t-one", async (tx) => {
      const [approval] = await world.approvals.list(tx, "t-one", { run, limit: 1 });
      if (approval === undefined) throw new Error("no approval");
      await world.runs.cancel(tx, world.caller("bob"), run);
      const { digest } = approval.request;
      const decide = (name: string) =>
        world.approvals.decide(tx, world.caller(name), approval.id, { answer: "given", digest });
      // Also who had said yes before.
      return [await decide("zoe"), await decide("eve")];
    });
    for (const answer of answers) expect(answer).toMatchObject({ kind: "closed", approval: { state: "withdrawn" } });
    await untilState(run, "over");
    expect(await find(run)).toMatchObject({ status: "cancelled" });
  });

  it("leaves nothing in progress when it goes, not even what comes after a cancel", async () => {
    const naps = () =>
      readdirSync("/proc").filter((pid) => {
        try {
          return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "latin1").startsWith(`sleep\0${NAP}\0`);
        } catch {
          return false;
        }
      });
    const replica = await begin();
    const { run } = await start("template:cleans");
    await untilState(run, "waiting");
    await database.tenant("t-one", (tx) => world.runs.cancel(tx, world.caller("bob"), run));
    // The step that comes after a cancel is asked for like any other.
    const asked = () => database.tenant("t-one", (tx) => world.approvals.list(tx, "t-one", { run, limit: 1 }));
    await expect.poll(async () => (await asked())[0]?.request.step, { timeout: 15_000 }).toBe("clean");
    // It waits for its answer as any run does, without going round and round.
    await untilState(run, "waiting");
    const { epoch } = await queued(run);
    await setTimeout(1_000);
    expect(await queued(run)).toMatchObject({ state: "parked", epoch });
    expect((await kinds(run)).filter((kind) => kind === "cancelled")).toHaveLength(1);
    expect(await vote(run, "eve")).toMatchObject({ kind: "decided" });
    await expect.poll(naps, { timeout: 15_000 }).toHaveLength(1);
    expect(await replica.drain(0)).toBe(1);
    await expect.poll(naps, { timeout: 5_000 }).toEqual([]);
    expect(await find(run)).toMatchObject({ status: null });
    await database.tenant("t-one", async (tx) => {
      await tx.deleteFrom("queue").where("run", "=", run).execute();
      await tx.deleteFrom("runs").where("id", "=", run).execute();
    });
  });

  it("leaves what it cannot give back to those who see that it is gone", async () => {
    const replica = await begin();
    const { run } = await start("template:asks");
    await untilState(run, "waiting");
    const { epoch } = await queued(run);
    // As if it drove it.
    const owned = { state: "running", replica: replica.id } as const;
    await database.tenant("t-one", (tx) => tx.updateTable("queue").set(owned).where("run", "=", run).execute());
    vi.spyOn(database, "control").mockRejectedValueOnce(databaseFault({ code: "ECONNREFUSED" }));
    expect(await replica.drain(0)).toBe(0);
    vi.restoreAllMocks();
    await begin();
    await expect.poll(async () => (await queued(run)).state, { timeout: 15_000 }).toBe("parked");
    expect((await queued(run)).epoch).toBeGreaterThan(epoch);
    await database.tenant("t-one", (tx) => world.runs.cancel(tx, world.caller("bob"), run));
    await untilState(run, "over");
  });

  it("begins nothing of a run that was cancelled while it was queued", async () => {
    const { run } = await start("template:asks");
    await database.tenant("t-one", (tx) => world.runs.cancel(tx, world.caller("bob"), run));
    await begin();
    await untilState(run, "over");
    expect(await kinds(run)).toEqual(["planned", "cancelled"]);
    expect(await database.tenant("t-one", (tx) => world.approvals.list(tx, "t-one", { run, limit: 9 }))).toEqual([]);
  });

  it("takes no more of one tenant than its quota, and does not let it hold up another", async () => {
    const many = await Promise.all(Array.from({ length: 40 }, () => start("template:asks", {}, "t-two")));
    const { run } = await start("template:hello");
    await begin(4);
    await untilState(run, "over");
    const states = await Promise.all(many.map(async (each) => (await find(each.run, "t-two"))?.state));
    expect(states.filter((state) => state === "queued").length).toBeGreaterThan(0);
  });

  it("keeps its last free slot for a tenant that has none running", async () => {
    const tenants = ["t-one", "t-two"];
    const clear = () =>
      Promise.all(tenants.map((tenant) => database.tenant(tenant, (tx) => tx.deleteFrom("queue").execute())));
    await clear();
    await database.control((tx) =>
      tx.insertInto("replicas").values({ id: "claims", host: "here", version: "0.0.0" }).execute(),
    );
    for (let n = 0; n < 5; n += 1) await start("template:hello", {}, "t-two");
    const claim = async (free: number) => (await claimRuns(database, "claims", free, 3)).map(({ tenant }) => tenant);
    expect(await claim(3)).toEqual(["t-two", "t-two"]);
    expect(await claim(1)).toEqual([]);
    await start("template:hello");
    expect(await claim(1)).toEqual(["t-one"]);
    await clear();
    // Where there is one slot there is none to keep.
    await start("template:hello", {}, "t-two");
    expect((await claimRuns(database, "claims", 1, 1)).map(({ tenant }) => tenant)).toEqual(["t-two"]);
    await clear();
    await database.control((tx) => tx.deleteFrom("replicas").where("id", "=", "claims").execute());
  });

  it("leaves a run of a newer program to those who can read it", async () => {
    await begin();
    const newer = await start("template:hello", { notBefore: new Date(Date.now() + 3_600_000) });
    const readable = await database.tenant("t-one", async (tx) => {
      const due = { format: JOURNAL_FORMAT + 1, ready_at: new Date(0) };
      await tx.updateTable("queue").set(due).where("run", "=", newer.run).execute();
      return start("template:hello");
    });
    await untilState(readable.run, "over");
    expect(await find(newer.run)).toMatchObject({ state: "queued" });
  });

  it("finds what was queued while nobody was there, with two at work, each run once", async () => {
    const many = await Promise.all(Array.from({ length: 30 }, () => start("template:hello")));
    await Promise.all([begin(), begin()]);
    for (const { run } of many) await untilState(run, "over");
    const ids = world.finished.map(({ envelope }) => envelope.run);
    for (const { run } of many) expect(ids.filter((id) => id === run)).toHaveLength(1);
  });
});
