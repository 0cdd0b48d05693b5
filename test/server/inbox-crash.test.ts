import { expect, test } from "vitest";
import { telegram } from "../../packages/channel-adapters/src/telegram/telegram-kind.ts";
import { until } from "./harness/api.ts";
import { chatTemplates, connectChannel } from "./harness/chat.ts";
import { cluster, team } from "./harness/cluster.ts";

test("kill -9 between the answer to a sender and the work: each event has its run, each message its answer, in order", async () => {
  const servers = await cluster(1, { channels: { simulate: ["telegram"] } });
  const own = await team(servers, "acme", chatTemplates);
  const secrets = { botToken: "4242:canary-token-of-telegram", webhookSecret: "canary_webhook_secret" };
  const [replica] = servers.replicas;
  const people = { operator: "1001", approver: "1002" };
  const chat = await connectChannel(own, replica!.url, telegram, { settings: {}, secrets }, people);
  const bearerSecret = "a-secret-of-programs-0123456789";
  const settings = { workspace: "main", task: "template:quick", id: "${{ event.payload.id }}" };
  const hook = { name: "hook", kind: "webhook", settings, secrets: { bearerSecret } };
  const { path } = await own.admin.ask("POST", "/channels", hook);
  const headers = { authorization: `Bearer ${bearerSecret}`, "content-type": "application/json" };
  let number = 0;
  for (let kill = 0; kill < 3; kill++) {
    const taken: Promise<number>[] = [];
    for (let n = 0; n < 20; n++) {
      number += 1;
      const body = JSON.stringify({ id: number });
      taken.push(fetch(`${replica!.url}${path}`, { method: "POST", headers, body }).then(({ status }) => status));
      // One after the other, so that their order is known.
      const said = { text: `help ${number}`, user: "1001", event: String(number), now: Date.now() };
      expect(await chat.send(said)).toBe(200);
    }
    expect(new Set(await Promise.all(taken))).toEqual(new Set([200]));
    await servers.replicas[0]!.kill();
    await servers.start(0);
  }
  const open = async () => (await own.admin.ask("GET", "/deliveries?state=waiting")).items.length;
  await until(open, (left) => left === 0);
  const all = await own.admin.ask("GET", "/deliveries?limit=200");
  expect(all.items.filter(({ state }: { state: string }) => state !== "done")).toEqual([]);
  const causes = all.items.filter(({ kind }: { kind: string }) => kind === "webhook");
  expect(new Set(causes.map(({ run }: { run: string }) => run)).size).toBe(number);
  const [conversation] = (await own.admin.ask("GET", "/conversations")).items;
  const log: string = await own.admin.ask("GET", `/conversations/${conversation.id}/messages`);
  const lines = log
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const heard = lines.filter(({ direction }) => direction === "in").map(({ body }) => body.text);
  expect(heard).toEqual(Array.from({ length: number }, (_, n) => `help ${n + 1}`));
  expect(lines.filter(({ direction }) => direction === "out")).toHaveLength(number);
}, 180_000);
