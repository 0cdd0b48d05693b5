import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { until } from "./harness/api.ts";
import { type Cluster, cluster, team } from "./harness/cluster.ts";
import { release, startRuns, tickTemplates, untilOver } from "./harness/ticks.ts";

const HOUR = 3_600_000;

/** What shifts the clock of a replica that is started with it; `set` shifts it while it runs. */
function shifted({ folder }: Cluster, hours: number) {
  const file = join(folder, `shift-${hours}`);
  const set = (now: number) => writeFileSync(file, String(now * HOUR));
  set(hours);
  const preload = join(import.meta.dirname, "harness/shifted-clock.mjs");
  return { set, env: { NODE_OPTIONS: `--import ${preload}`, SDETKIT_TEST_SHIFT: file } };
}

test.each([25, -25])("a replica whose clock is %i h away does not start, and says why", async (hours) => {
  const servers = await cluster(1);
  await servers.replicas[0]!.stop();
  const way = hours > 0 ? "25.0 h ahead" : "25.0 h behind";
  await expect(servers.start(0, shifted(servers, hours).env)).rejects.toThrow(
    `expected this machine's clock to agree with the database's within 30 s, it is ${way}`,
  );
});

test.each([25, -25])(
  "a replica whose clock goes %i h away while it runs decides nothing by it, and says so",
  async (hours) => {
    const servers = await cluster(1);
    await servers.replicas[0]!.stop();
    const clock = shifted(servers, 0);
    const replica = await servers.start(0, clock.env);
    const own = await team(servers, "clock", tickTemplates);
    const [run] = (await startRuns(own, "holds", 1)) as [string];
    const waiting = await until(
      () => own.operator.ask("GET", `/runs/${run}`),
      ({ approvals }) => approvals.length === 1,
    );
    // Due in 20 h: a clock that is 25 h ahead would have it late by five.
    const due = new Date(Date.now() + 20 * HOUR);
    const cron = `${due.getUTCMinutes()} ${due.getUTCHours()} * * *`;
    const nightly = { name: "nightly", cron, time_zone: "UTC", workspace: "main", task: "template:ticks" };
    const { id } = await own.admin.ask("POST", "/schedules", nightly);
    const expires_at = new Date(Date.now() + 2 * HOUR).toISOString();
    const short = await own.admin.ask("POST", "/tokens", { account: "operator", name: "short", expires_at });
    clock.set(hours);
    const sick = await until(
      async () =>
        (await fetch(`${replica.url}/readyz`)).json() as Promise<{ ready: boolean; checks: { clock: string } }>,
      ({ ready }) => !ready,
    );
    expect(sick.checks.clock).toBe(hours > 0 ? "25.0 h ahead" : "25.0 h behind");
    const skew = /^sdetkit_clock_skew_seconds (\S+)$/m.exec(await (await fetch(`${replica.url}/metrics`)).text())?.[1];
    expect(Math.round(Number(skew) / 360)).toBe(hours * 10);
    expect(replica.printed()).toMatch(/"check":"clock","answer":"25\.0 h (ahead|behind)"/);
    // Approvals are looked at every five seconds, schedules every second.
    await sleep(6_500);
    expect(await own.operator.ask("GET", `/runs/${run}`)).toMatchObject({
      approvals: [{ id: waiting.approvals[0].id }],
    });
    expect((await own.operator.ask("GET", `/schedules/${id}/starts`)).items).toEqual([]);
    expect((await servers.api(short.token).call("GET", "/runs")).status).toBe(200);
    await release(own, run);
    expect(await untilOver(own, run)).toMatchObject({ status: "succeeded" });
    clock.set(0);
    await until(
      async () => (await fetch(`${replica.url}/readyz`)).status,
      (status) => status === 200,
    );
  },
);
