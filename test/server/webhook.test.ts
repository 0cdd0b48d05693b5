import { expect, test } from "vitest";
import { webhook } from "../../packages/channel-adapters/src/webhook/webhook-kind.ts";
import { until } from "./harness/api.ts";
import { chatTemplates } from "./harness/chat.ts";
import { cluster, team } from "./harness/cluster.ts";
import { runsOf } from "./harness/runs.ts";

const LATE = [0, 301_000, 8 * 86_400_000];

test("an event of a program starts one run, however often and however late it comes again", async () => {
  const servers = await cluster(2);
  const own = await team(servers, "acme", chatTemplates);
  const settings = { workspace: "main", task: "template:quick" };
  const add = async (name: string, secrets: object, more: object = {}): Promise<string> =>
    (await own.admin.ask("POST", "/channels", { name, kind: "webhook", settings: { ...settings, ...more }, secrets }))
      .path;
  // secretlint-disable-next-line -- published with Standard Webhooks, it opens nothing
  const signed = { signingSecret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" };
  const borne = { bearerSecret: "a-secret-of-programs-0123456789" };
  const doors = {
    signed: { secrets: signed, path: await add("signed", signed) },
    borne: { secrets: borne, path: await add("borne", borne) },
    named: { secrets: borne, path: await add("named", borne, { id: "${{ event.payload.id }}" }) },
  };
  const send = async (
    door: keyof typeof doors,
    replica: number,
    said: { event?: string; payload: object; now: number },
    more: { [name: string]: string } = {},
  ) => {
    const { secrets, path } = doors[door];
    const account = { tenant: "", id: "", name: door, settings: {}, secrets };
    const { headers, body } = webhook.simulate(account, { user: "", ...said });
    const response = await fetch(`${servers.replicas[replica]!.url}${path}`, {
      method: "POST",
      headers: { ...headers, ...more },
      body,
    });
    await response.text();
    return response.status;
  };

  const now = Date.now();
  const event = { event: "msg_once", payload: { id: 1 }, now };
  // The very same bytes again: at once they are known, later they are too old to be anybody's.
  expect(await Promise.all([0, 1, 0, 1].map((replica) => send("signed", replica, event)))).toEqual([
    200, 200, 200, 200,
  ]);
  const again = LATE.map((late) => send("signed", 1, { ...event, now: now - late }));
  expect(await Promise.all(again)).toEqual([200, 401, 401]);
  expect(await send("signed", 0, { ...event, now: now + 3_600_000 })).toBe(401);
  // What the sender signs again is the same event still, whatever it says by now.
  expect(await send("signed", 1, { ...event, payload: { id: 1, again: true }, now: Date.now() })).toBe(200);
  // Without a signature there is no time: what is known stays known.
  for (const door of ["borne", "named"] as const)
    for (const late of LATE)
      expect(await send(door, late === 0 ? 0 : 1, { payload: { id: 1 }, now: now - late })).toBe(200);
  expect(await send("named", 1, { payload: { id: 1, again: true }, now })).toBe(200);
  // Somebody else's words start nothing at all.
  const forged = {
    "webhook-signature": `v1,${Buffer.alloc(32).toString("base64")}`,
    authorization: "Bearer wrong-wrong-wrong-wrong-wrong",
  };
  for (const door of ["signed", "borne", "named"] as const)
    expect(await send(door, 0, { event: "msg_new", payload: { id: 2 }, now }, forged)).toBe(401);
  const last = { event: "msg_last", payload: { id: 3 }, now: Date.now() };
  expect(await send("signed", 0, last)).toBe(200);
  await until(
    () => runsOf(own),
    (runs) => runs.length >= 4 && runs.every(({ state }) => state === "over"),
  );
  expect((await runsOf(own)).map(({ status, channel }) => `${channel} ${status}`)).toEqual(
    Array(4).fill("webhook succeeded"),
  );
}, 120_000);
