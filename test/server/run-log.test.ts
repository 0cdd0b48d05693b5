import { expect, test } from "vitest";
import { webhook } from "../../packages/channel-adapters/src/webhook/webhook-kind.ts";
import { until } from "./harness/api.ts";
import { chatTemplates } from "./harness/chat.ts";
import { type Cluster, cluster, team } from "./harness/cluster.ts";
import type { Served } from "./harness/server.ts";

interface Line {
  readonly msg: string;
  readonly run?: string;
  readonly request?: string | null;
  readonly status?: string;
}

const TURN = /^run (started|continued|waiting|stopped|ended)/;

/** What a server has logged of a run, in its order. */
function linesOf(run: string, { printed }: Served): Line[] {
  const lines = printed()
    .split("\n")
    .filter((line) => line.startsWith("{") && line.endsWith("}"))
    .map((line) => JSON.parse(line) as Line);
  return lines.filter(({ msg, run: of }) => of === run && TURN.test(msg));
}

const turns = (lines: readonly Line[]) => lines.map(({ msg, status }) => `${msg}: ${status}`);

/** The lines of a run from all servers that are there, once there are so many. */
const logged = (run: string, { replicas }: Pick<Cluster, "replicas">, many: number) =>
  until(
    async () => replicas.flatMap((replica) => linesOf(run, replica)),
    (lines) => lines.length >= many,
  );

test("a run that a REST request started has a line for each turn, with the request's id, also on the replica that takes it over", async () => {
  const servers = await cluster(2);
  const { name, operator, approver } = await team(servers, "acme", chatTemplates);
  const started = await operator.call("POST", "/runs", { workspace: "main", task: "template:careful" });
  const request = started.headers.get("x-request-id");
  const { run } = started.body as { run: string };

  const before = await logged(run, servers, 2);
  expect(turns(before)).toEqual(["run started: running", "run waiting for an approval: waiting"]);
  const about = {
    ...{ run, request, template: "careful", workspace: "main", via: "api" },
    ...{ tenant: expect.stringMatching(/^t-/), ms: expect.any(Number), time: expect.any(String) },
  };
  for (const line of before) expect(line).toMatchObject(about);
  expect(JSON.stringify(before)).not.toContain(name);

  const driver = servers.replicas.findIndex((replica) => linesOf(run, replica).length > 0);
  await servers.replicas[driver]!.kill();
  const other = { replicas: servers.replicas.filter((_, n) => n !== driver) };
  const { items } = await until(
    () => approver.ask("GET", `/approvals?run=${run}`),
    ({ items }) => items.length === 1,
  );
  await approver.ask("POST", `/approvals/${items[0].id}/decision`, { answer: "given", digest: items[0].digest });
  const after = await logged(run, other, 2);
  expect(turns(after)).toEqual(["run continued: running", "run ended: succeeded"]);
  for (const line of after) expect(line).toMatchObject(about);
  expect(after[1]).toMatchObject({ hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
}, 120_000);

test("a run that a webhook started is logged with the id that the delivery was answered with", async () => {
  const servers = await cluster(1);
  const own = await team(servers, "acme", chatTemplates);
  const secrets = { bearerSecret: "a-secret-of-programs-0123456789" };
  const settings = { workspace: "main", task: "template:quick" };
  const { path } = await own.admin.ask("POST", "/channels", { name: "ci", kind: "webhook", settings, secrets });
  const account = { tenant: "", id: "", name: "ci", settings: {}, secrets };
  const signed = webhook.simulate(account, { user: "", event: "e-1", payload: { id: 1 }, now: Date.now() });
  const post = () => fetch(`${servers.replicas[0]!.url}${path}`, { method: "POST", ...signed });
  const answered = await post();
  const delivery = answered.headers.get("x-request-id");
  expect([answered.status, delivery]).toEqual([200, expect.stringMatching(/^d-/)]);
  expect((await post()).headers.get("x-request-id")).toBe(delivery);
  const { run } = await until(
    () => own.admin.ask("GET", `/deliveries/${delivery}`),
    (seen: { run: string | null }) => seen.run !== null,
  );
  const lines = await logged(run!, servers, 2);
  expect(turns(lines)).toEqual(["run started: running", "run ended: succeeded"]);
  for (const line of lines) expect(line).toMatchObject({ request: delivery, template: "quick", via: "webhook" });
}, 120_000);
