import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../storage/database/types.ts";
import { createEndedRuns, type EndedRuns } from "./ended-runs.ts";
import { serverMetrics } from "./server-metrics.ts";

const TENANT = "t-one";
const BUILTIN = join(import.meta.dirname, "../../../../../templates/automations");
let database: Database;
let drop: () => Promise<void>;
let owner: Client;
const folder = mkdtempSync(join(tmpdir(), "sdetkit-metrics-"));
beforeAll(async () => {
  let url: string;
  ({ database, drop, url } = await openTestDatabase([TENANT]));
  owner = new Client(url);
  await owner.connect();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await owner.end();
  await drop();
});

let endedRuns: EndedRuns;
beforeEach(() => {
  endedRuns = createEndedRuns(BUILTIN);
});

/** The lines of these figures, as a scraper gets them. */
async function shown(...names: readonly string[]): Promise<string[]> {
  const registry = serverMetrics({
    database,
    clock: { now: Date.now, ahead: () => -2_500 },
    replica: { busy: 2, claimed: 3 } as never,
    channels: { tally: () => ({ events: [], failed: [] }) } as never,
    folders: { history: folder, gone: join(folder, "nowhere") },
    endedRuns,
  });
  const lines = (await registry.metrics()).split("\n");
  registry.clear();
  return lines.filter((line) => names.some((name) => line.startsWith(name)));
}

/** So many seconds, give or take those that the test needs. */
const about = (line: string | undefined, seconds: number) => {
  const value = Number(line?.split(" ").at(-1));
  expect(value).toBeGreaterThanOrEqual(seconds);
  expect(value).toBeLessThan(seconds + 60);
};

describe("the figures of a server", () => {
  it("tell runs that are driven from those that are claimed, and how far the clock is away", async () => {
    expect(await shown("sdetkit_runs_busy", "sdetkit_runs_claimed", "sdetkit_clock")).toEqual([
      "sdetkit_runs_busy 2",
      "sdetkit_runs_claimed 3",
      "sdetkit_clock_skew_seconds -2.5",
    ]);
  });

  it("tell how late the latest schedule is: not one that is paused, and not of a suspended tenant", async () => {
    const of = { tenant: TENANT, cron: "* * * * *", time_zone: "UTC", workspace: "w", task: "t", inputs: "{}" };
    const row = (n: number, secondsAgo: number, paused = false) => ({
      ...{ ...of, id: `s-${n}`, name: `s-${n}`, catch_up: "latest" as const, account: "ann", paused },
      next_at: new Date(Date.now() - secondsAgo * 1_000),
    });
    const late = async () => (await shown("sdetkit_schedule_lateness_seconds"))[0];
    expect(await late()).toBe("sdetkit_schedule_lateness_seconds 0");
    await database.tenant(TENANT, (tx) =>
      tx
        .insertInto("schedules")
        .values([row(1, 100), row(2, 300), row(3, 9_000, true), row(4, -600)])
        .execute(),
    );
    about(await late(), 300);
    await database.routing.updateTable("tenants").set({ state: "suspended" }).execute();
    expect(await late()).toBe("sdetkit_schedule_lateness_seconds 0");
    await database.routing.updateTable("tenants").set({ state: "active" }).execute();
  });

  it("tell how far, and for how long, the published copy is behind its ledger", async () => {
    const lag = () => shown("sdetkit_ledger_");
    expect(await lag()).toEqual(["sdetkit_ledger_unpublished 0", "sdetkit_ledger_lag_seconds 0"]);
    const head = { tenant: TENANT, size: 5, published: 3, frontier: Buffer.alloc(0), checkpoint: "" };
    await database.tenant(TENANT, (tx) =>
      tx
        .insertInto("ledger_heads")
        .values({ ...head, behind_since: new Date(Date.now() - 90_000) })
        .execute(),
    );
    const [unpublished, seconds] = await lag();
    expect(unpublished).toBe("sdetkit_ledger_unpublished 2");
    about(seconds, 90);
    await database.tenant(TENANT, (tx) => tx.updateTable("ledger_heads").set({ published: 5 }).execute());
    expect(await lag()).toEqual(["sdetkit_ledger_unpublished 0", "sdetkit_ledger_lag_seconds 0"]);
  });

  it("tell what is parked for people from what a problem has stopped", async () => {
    const run = (id: string, stops: number) => ({ tenant: TENANT, run: id, state: "parked" as const, stops });
    await database.tenant(TENANT, (tx) =>
      tx
        .insertInto("queue")
        .values([run("r-1", 0), run("r-2", 0), run("r-3", 1)])
        .execute(),
    );
    expect(await shown("sdetkit_runs{", "sdetkit_runs_parked")).toEqual([
      'sdetkit_runs{state="parked"} 3',
      'sdetkit_runs_parked{state="waiting"} 2',
      'sdetkit_runs_parked{state="stopped"} 1',
    ]);
  });

  it("tell how long ago the last backup was made, and without one how long there has been something to back up", async () => {
    const age = async () => (await shown("sdetkit_backup_age_seconds"))[0];
    // The database is a copy of one that was set up when the tests began.
    await owner.query("UPDATE sdetkit.migrations SET at = now()");
    about(await age(), 0);
    await owner.query("UPDATE sdetkit.migrations SET at = at - interval '3 hours'");
    about(await age(), 10_800);
    await owner.query(
      "INSERT INTO sdetkit.backups VALUES ('a', now() - interval '2 hours'), ('b', now() - interval '1 hour')",
    );
    about(await age(), 3_600);
  });

  it("tell the space of each disk that is there", async () => {
    const [free, size, ...more] = await shown("sdetkit_disk_");
    expect(more).toEqual([]);
    expect(free).toMatch(/^sdetkit_disk_free_bytes\{place="history"\} \d+$/);
    expect(size).toMatch(/^sdetkit_disk_size_bytes\{place="history"\} [1-9]\d+$/);
  });

  it("count what ended by built-in template, and whatever tenants call theirs as one", async () => {
    const template = (id: string) => ({ kind: "template", id, version: "1.0.0", digest: "" }) as never;
    const none = { outputs: {}, steps: [] };
    for (let n = 0; n < 50; n += 1) endedRuns.note({ status: "succeeded", task: template(`own-${n}`), ...none });
    endedRuns.note({ status: "failed", task: template("release-gate"), ...none });
    endedRuns.note({ status: "failed", task: { kind: "action" } as never, ...none });
    const governance = { status: "succeeded", task: template("security-governance-summary"), steps: [] } as const;
    for (const passed of [true, false]) endedRuns.note({ ...governance, outputs: { passed } });
    expect(await shown("sdetkit_runs_not_passed_total")).toEqual([
      'sdetkit_runs_not_passed_total{template="security-governance-summary"} 1',
    ]);
    expect(await shown("sdetkit_runs_ended_total")).toEqual([
      'sdetkit_runs_ended_total{status="succeeded",template="other"} 50',
      'sdetkit_runs_ended_total{status="failed",template="release-gate"} 1',
      'sdetkit_runs_ended_total{status="failed",template="none"} 1',
      'sdetkit_runs_ended_total{status="succeeded",template="security-governance-summary"} 2',
    ]);
  });
});
