import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { slack } from "../../packages/channel-adapters/src/slack/slack-kind.ts";
import { findPostgres } from "../../packages/embedded-postgres/src/launch-postgres.ts";
import { size } from "../harness/size.ts";
import { keptFolder, put } from "../harness/workspace.ts";
import { type Api, until } from "./harness/api.ts";
import { chatTemplates, connectChannel } from "./harness/chat.ts";
import { PLENTY, team, worldOf } from "./harness/cluster.ts";
import { serve } from "./harness/server.ts";

/** How often the disk is filled, for how long, and how soon after that everything has to move: the proof is 5 times and 10 s. */
const FILLINGS = size("SDETKIT_SERVER_FULL_DISKS", 1);
const FULL_SECONDS = size("SDETKIT_FULL_DISK_SECONDS", 3);
const MOVING_SECONDS = size("SDETKIT_FULL_DISK_MOVING_SECONDS", 60);

/** Mounts inside the list of the kept folders, so that it is unmounted before they are removed. */
const mount = keptFolder();
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=400m,mode=0755", "tmpfs", mount]).status === 0;
afterAll(() => void (mounted && execFileSync("umount", ["-l", mount])));
const BALLAST = join(mount, "ballast");

/** Takes whatever room is left, again and again until told to stop: what is freed meanwhile, too. */
function fill(): () => void {
  const file = openSync(BALLAST, "w");
  const take = () => {
    for (let bytes = 1 << 20; bytes >= 512; ) {
      try {
        writeSync(file, Buffer.alloc(bytes));
      } catch {
        bytes /= 2;
      }
    }
  };
  take();
  const timer = setInterval(take, 100);
  return () => {
    clearInterval(timer);
    closeSync(file);
    rmSync(BALLAST);
  };
}

/** Starts runs one after the other until told to stop; answers those that were acknowledged. */
function load({ call }: Api): () => Promise<string[]> {
  const runs: string[] = [];
  let stopped = false;
  const work = (async () => {
    while (!stopped) {
      const request = { workspace: "main", task: "template:quick" };
      const answer = await call("POST", "/runs", request).catch(() => null);
      if (answer?.status === 201) runs.push(answer.body.run);
      await sleep(answer?.status === 201 ? 50 : 250);
    }
  })();
  return async () => {
    stopped = true;
    await work;
    return runs;
  };
}

test(`a disk that fills up under load and is freed, ${FILLINGS} times: nothing acknowledged is lost, and every queue moves again by itself`, async () => {
  if (!mounted) {
    console.warn("NOT COVERED: a full disk under a server: a small file system can be mounted by root only");
    return;
  }
  const folder = join(mount, "server");
  mkdirSync(folder);
  const settings = {
    version: 1,
    runs: { sandbox: "auto" },
    workspaces: { folders: [mount] },
    quotas: { concurrent_runs: 8, runs_per_day: 1_000_000, ...PLENTY },
    limits: { user: PLENTY, channel: PLENTY },
    schedules: { min_interval_seconds: 1 },
    channels: { simulate: ["slack"] },
  };
  put(folder, "server.yaml", JSON.stringify(settings));
  const server = await serve(folder, { words: ["--config", join(folder, "server.yaml")] });
  const own = await team(worldOf(server, mount), "full", chatTemplates);
  const secrets = { signingSecret: "0a1b2c3d4e5f60718293a4b5c6d7e8f9", botToken: ["xoxb", "1", "canary"].join("-") };
  const people = { operator: "U1", approver: "U2" };
  const chat = await connectChannel(own, server.url, slack, { settings: {}, secrets }, people);
  const bearer = "a-secret-of-programs-0123456789";
  const { path } = await own.admin.ask("POST", "/channels", {
    ...{ name: "hook", kind: "webhook", secrets: { bearerSecret: bearer } },
    settings: { workspace: "main", task: "template:quick", account: "operator" },
  });
  const everySecond = { name: "often", cron: "* * * * * *", time_zone: "UTC" };
  await own.admin.ask("POST", "/schedules", { ...everySecond, workspace: "main", task: "template:quick", inputs: {} });

  let event = 0;
  /** Says the same at every door, until each has taken it in. */
  const knock = async (): Promise<void> => {
    event += 1;
    const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
    const body = JSON.stringify({ event });
    await until(async () => (await fetch(`${server.url}${path}`, { method: "POST", headers, body })).status, is200);
    const said = { text: "run quick", user: "U1", address: { channel: "C1" }, event: `Ev${event}` };
    await until(() => chat.send({ ...said, now: Date.now() }), is200);
  };
  const is200 = (status: number) => status === 200;
  /** What is over since this moment, in each queue. PostgreSQL may have been started again meanwhile. */
  const moved = async (since: Date): Promise<{ [queue: string]: boolean }> => {
    const client = new Client(findPostgres(join(folder, ".sdetkit/server/postgres")) ?? "");
    client.on("error", () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query(
        `SELECT EXISTS (SELECT FROM sdetkit.runs WHERE created_at > $1 AND channel = 'api' AND status = 'succeeded') AS runs,
          EXISTS (SELECT FROM sdetkit.runs WHERE created_at > $1 AND channel = 'webhook' AND status = 'succeeded') AS inbox,
          EXISTS (SELECT FROM sdetkit.outbox WHERE created_at > $1 AND state = 'sent') AS outbox,
          EXISTS (SELECT FROM sdetkit.schedule_starts WHERE due_at > $1 AND outcome = 'started') AS schedules,
          EXISTS (SELECT FROM sdetkit.runs r JOIN sdetkit.ledger_heads h USING (tenant)
            WHERE r.created_at > $1 AND r.seq < h.published) AS ledger`,
        [since],
      );
      return { ...rows[0], ready: (await fetch(`${server.url}/readyz`)).status === 200 };
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  const all = (queues: { [queue: string]: boolean }) => Object.values(queues).every(Boolean);

  const begun = new Date();
  const stop = load(own.operator);
  onTestFinished(async () => void (await stop()));
  await knock();
  await until(() => moved(begun), all);
  const took: number[] = [];
  for (let filling = 0; filling < FILLINGS; filling += 1) {
    const free = fill();
    try {
      await until(
        async () => (await fetch(`${server.url}/readyz`)).status,
        (status) => status === 503,
      );
      await sleep(FULL_SECONDS * 1_000);
    } finally {
      free();
    }
    const [freed, began] = [new Date(), performance.now()];
    const knocking = knock();
    await until(() => moved(freed), all, MOVING_SECONDS);
    took.push(performance.now() - began);
    await knocking;
  }
  const acknowledged = await stop();
  const [schedule] = (await own.admin.ask("GET", "/schedules")).items;
  await own.admin.ask("DELETE", `/schedules/${schedule.id}`);
  for (const run of acknowledged) {
    const ended = await until(
      () => own.operator.ask("GET", `/runs/${run}`),
      ({ state }) => state === "over",
      120,
    );
    expect(ended, run).toMatchObject({ status: "succeeded", problem: null });
  }
  expect(await own.admin.ask("GET", "/history/verification")).toMatchObject({ ok: true });
  expect(server.child.exitCode).toBe(null);
  expect(server.printed()).toContain("health check failed, not ready");
  console.log(
    `${acknowledged.length} runs; moving again after, s: ${took.map((ms) => (ms / 1_000).toFixed(1)).join(", ")}`,
  );
}, 900_000);
