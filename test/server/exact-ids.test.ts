import { createHmac, randomBytes } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { slack } from "../../packages/channel-adapters/src/slack/slack-kind.ts";
import { startEmulatedSlack } from "../../packages/channel-adapters/src/slack/testing/emulated-slack.ts";
import { size } from "../harness/size.ts";
import { template } from "../harness/workspace.ts";
import { until } from "./harness/api.ts";
import { connectChannel } from "./harness/chat.ts";
import { cluster, team } from "./harness/cluster.ts";
import { runsOf } from "./harness/runs.ts";

const PAIRS = size("SDETKIT_EXACT_IDS", 8);
// secretlint-disable-next-line -- published with Standard Webhooks, it opens nothing
const SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BEARER = "a-secret-of-programs-0123456789";
const SLACK = { signingSecret: "0a1b2c3d4e5f60718293a4b5c6d7e8f9", botToken: `xoxb${"-"}4242-canary` };

/** Ids of 64 bits and their neighbours, which one double stands for, and two that are small enough for numbers. */
function someIds(): string[] {
  const large = Array.from({ length: PAIRS }, () => randomBytes(8).readBigUInt64BE() | (1n << 53n));
  return [...new Set([1n, 2n ** 53n - 1n, ...large.flatMap((id) => [id, id ^ 1n])].map(String))];
}

test("ids of 64 bits come through every door with their digits: none is merged with another, none is lost", async () => {
  const emulated = await startEmulatedSlack({ ...SLACK, people: ["ann"] });
  onTestFinished(() => emulated.close());
  const servers = await cluster(1, { channels: { hosts: ["127.0.0.1"] } });
  const own = await team(servers, "acme", (root) =>
    template(
      root,
      "keep",
      [{ id: "write", action: "fs.write", with: { path: "output:/id.txt", content: "${{ inputs.id }}" } }],
      {
        inputs: { id: { type: "string" }, small: { type: "number", default: 0 } },
        outputs: { id: "${{ inputs.id }}" },
      },
    ),
  );
  const { url } = servers.replicas[0]!;
  const ids = someIds();
  const settings = { workspace: "main", task: "template:keep", inputs: { id: "${{ event.payload.id }}" } };
  const add = async (name: string, secrets: object, more: object = {}): Promise<string> =>
    (await own.admin.ask("POST", "/channels", { name, kind: "webhook", settings: { ...settings, ...more }, secrets }))
      .path;
  const post = async (path: string, body: string, headers: { [name: string]: string }) => {
    const response = await fetch(`${url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    });
    return { status: response.status, text: await response.text() };
  };
  /** The ids that the runs of a channel were given, in order. */
  const given = async (channel: string) =>
    (await runsOf(own)).filter((run) => run.channel === channel).map((run) => run.inputs.id as string);
  const settled = async (channel: string, count: number) => {
    await until(
      () => runsOf(own),
      (runs) => runs.filter((run) => run.channel === channel && run.status === "succeeded").length === count,
      120,
    );
    return (await given(channel)).sort();
  };

  // Programs: what repeats an id is the same event, what has its neighbour is another.
  const named = await add("named", { bearerSecret: BEARER }, { id: "${{ event.payload.id }}" });
  const signed = await add("signed", { signingSecret: SIGNING });
  const sign = (id: string, body: string) => {
    const at = String(Math.floor(Date.now() / 1000));
    const key = Buffer.from(SIGNING.slice("whsec_".length), "base64");
    const signature = createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64");
    return { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": `v1,${signature}` };
  };
  for (const id of ids) {
    for (const body of [`{"id": ${id}}`, `{"id": ${id}, "again": true}`])
      expect((await post(named, body, { authorization: `Bearer ${BEARER}` })).status).toBe(200);
    const body = `{"id":${id}}`;
    expect((await post(signed, body, sign(`msg_${id}`, body))).status).toBe(200);
  }
  expect(await settled("webhook", 2 * ids.length)).toEqual(ids.flatMap((id) => [id, id]).sort());

  // Callers of the API: a text is kept, a number that would become another one is refused with its place.
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const start = (id: string) => `{"workspace": "main", "task": "template:keep", "inputs": {"id": ${id}}}`;
  const schedule = (id: string) =>
    `{"name": "s", "cron": "0 0 1 1 *", "time_zone": "UTC", "workspace": "main", "task": "template:keep", "inputs": {"id": ${id}}}`;
  const [first, second] = ids.slice(-2) as [string, string];
  for (const [path, token, body] of [
    ["/api/v1/runs", own.tokens.operator, start(first)],
    ["/api/v1/schedules", own.tokens.admin, schedule(first)],
  ] as const) {
    const { status, text } = await post(path, body, bearer(token));
    expect({ status, ...JSON.parse(text) }).toMatchObject({ status: 400, code: "number-out-of-range" });
    expect(text).toContain(
      `got ${first}; put quotes around it to keep it as text, at line 1, column ${body.indexOf(first) + 1}`,
    );
    expect((await post(path, body.replace(first, `"${first}"`), bearer(token))).status).toBeLessThan(300);
  }
  expect((await post("/api/v1/runs", start(`"${second}"`), bearer(own.tokens.operator))).status).toBeLessThan(300);
  const twice = start(`"${first}"`).replace('"task"', '"workspace": "main", "task"');
  expect(JSON.parse((await post("/api/v1/runs", twice, bearer(own.tokens.operator))).text)).toMatchObject({
    code: "duplicate-key",
  });
  const api = (await runsOf(own)).find((run) => run.inputs.id === second && run.channel !== "webhook").channel;
  expect(await settled(api, 2)).toEqual([first, second].sort());
  expect((await own.operator.ask("GET", "/schedules")).items).toMatchObject([{ inputs: { id: first } }]);

  // People in chat.
  const user = String((await emulated.call("xoxp-ann", "auth.test"))["user_id"]);
  const { apiUrl, botUser } = emulated;
  const kind = { settings: { apiUrl, botUser }, secrets: SLACK };
  const channel = await connectChannel(own, url, slack, kind, { operator: user, approver: "U0NOBODY" });
  for (const [n, id] of [first, second].entries())
    expect(await channel.send({ text: `run keep in main id=${id}`, user, event: `Ev0${n}`, now: Date.now() })).toBe(
      200,
    );
  expect(await settled("slack", 2)).toEqual([first, second].sort());
}, 240_000);
