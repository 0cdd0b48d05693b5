import { fileURLToPath } from "node:url";
import type { OutputOf } from "@sdetkit/server/client";
import { expect, onTestFinished, test } from "vitest";
import { registry } from "./commands/registry.ts";
import { fakeServer, problem, type Replies, reply } from "./remote/testing/fake-server.ts";
import { runCli } from "./run-cli.ts";
import { testConsole } from "./terminal/testing/test-console.ts";

const templates = fileURLToPath(new URL("../../../templates/automations", import.meta.url));
const AT = "2026-12-01T09:14:00.000Z";

const failed: OutputOf<"deliveries.retry"> = {
  id: "d-1",
  channel: "ch-1",
  channel_name: "hooks",
  kind: "webhook",
  event: "evt-4711",
  state: "failed",
  attempts: 1,
  received_at: AT,
  next_at: null,
  ended_at: AT,
  code: "invalid-inputs",
  problem: "input `text`: expected a text",
  run: null,
};
const started = { ...failed, id: "d-2", state: "done" as const, code: null, problem: null, run: "r-7" };

async function against(routes: { readonly [route: string]: Replies }, argv: readonly string[]) {
  const server = await fakeServer(routes);
  onTestFinished(server.close);
  const env = { NO_COLOR: "1", SDETKIT_SERVER: server.url, SDETKIT_TOKEN: "sdk_secret" };
  const console = testConsole({ cwd: "/", columns: 140, env });
  const exit = await runCli(["agent", "deliveries", ...argv], console, registry, { version: "9.9.9", templates });
  return { exit, out: console.out(), err: console.err(), asked: server.asked };
}

test("deliveries are listed by channel and state, with the outcome of each", async () => {
  const routes = { "GET /deliveries": () => reply<"deliveries.list">({ items: [failed, started], next: null }) };
  const done = await against(routes, ["list", "--channel", "hooks", "--state", "failed"]);
  expect(done.asked[0]?.query).toEqual({ channel: "hooks", state: "failed" });
  expect(done.out).toMatch(/^delivery +state +channel/);
  expect(done.out).toMatch(
    /d-1 +failed +hooks +2026-12-01 09:14:00 +1 +invalid-inputs {2}input `text`: expected a text/,
  );
  expect(done.out).toMatch(/d-2 +done +hooks .*run r-7/);
  const json = await against(routes, ["list", "--json"]);
  expect(JSON.parse(json.out)).toEqual({ deliveries: [failed, started], more: false });
  expect(json.asked[0]?.query).toEqual({});
});

test("a channel that there is none of is refused with those there are, and one without deliveries is not", async () => {
  const routes: { [route: string]: Replies } = {
    "GET /deliveries": () => ({ items: [], next: null }),
    "GET /channels": () => ({ items: [{ id: "ch-1", name: "hooks" }], next: null }),
  };
  const typo = await against(routes, ["list", "--channel", "hoks"]);
  expect({ exit: typo.exit, out: typo.out }).toEqual({ exit: 2, out: "" });
  expect(typo.err).toContain('got "hoks"; there is hooks');
  expect(await against(routes, ["list", "--channel", "hooks"])).toMatchObject({ exit: 0, out: "No events match.\n" });
});

test("one is shown with its reason, what was sent, and what to do", async () => {
  const detail = { ...failed, type: "push", payload: { text: "\u001b[31mx" } };
  const { exit, out } = await against({ "GET /deliveries/d-1": () => reply<"deliveries.get">(detail) }, [
    "show",
    "d-1",
  ]);
  expect(exit).toBe(0);
  expect(out).toMatch(/code +invalid-inputs\n.*problem +input `text`: expected a text\n/s);
  expect(out).toContain("deliveries retry d-1");
  expect(out).not.toContain("\u001b[31m");
});

test("one is retried by its id, all of a channel that failed the oldest first, and one that cannot be keeps no other back", async () => {
  const retried = reply<"deliveries.retry">({ ...failed, state: "waiting" });
  const one = await against({ "POST /deliveries/d-1/retry": () => retried }, ["retry", "d-1"]);
  expect([one.exit, one.out]).toEqual([0, "✓ delivery d-1 is retried\n"]);
  const older = { ...failed, id: "d-0" };
  const all = await against(
    {
      "GET /deliveries": () => reply<"deliveries.list">({ items: [failed, older], next: null }),
      "POST /deliveries/d-0/retry": (_, response) => problem(response, 409, "not-retryable", "it is not kept"),
      "POST /deliveries/d-1/retry": () => retried,
    },
    ["retry", "--channel", "hooks", "--json"],
  );
  expect(all.asked.map(({ route }) => route)).toEqual([
    "GET /deliveries",
    "POST /deliveries/d-0/retry",
    "POST /deliveries/d-1/retry",
  ]);
  expect(all.exit).toBe(1);
  expect(JSON.parse(all.out)).toMatchObject({ deliveries: [{ id: "d-1" }], refused: [{ delivery: "d-0" }] });
  expect(await against({}, ["retry"])).toMatchObject({
    exit: 2,
    err: expect.stringContaining("either ids of deliveries or --channel"),
  });
});
