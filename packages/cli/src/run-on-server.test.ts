import type { ServerResponse } from "node:http";
import type { OutputOf, RunMessage } from "@sdetkit/server/client";
import { expect, onTestFinished, test } from "vitest";
import { registry } from "./commands/registry.ts";
import { type Asked, fakeServer, problem, type Replies, reply } from "./remote/testing/fake-server.ts";
import { PENDING_APPROVAL } from "./remote/testing/pending-approval.ts";
import { runCli } from "./run-cli.ts";
import { type TestWorld, testConsole } from "./terminal/testing/test-console.ts";

const AT = "2026-11-22T08:00:00.000Z";
const HASH = "3f".repeat(32);
const DIGEST = "9f".repeat(32);

type Detail = OutputOf<"runs.get">;
const view: OutputOf<"runs.start"> = {
  run: "r-1",
  state: "queued",
  status: null,
  passed: null,
  hash: null,
  workspace: "shop",
  task: "template:check",
  template: "check",
  inputs: {},
  requester: "ci",
  channel: "api",
  created_at: AT,
  started_at: null,
  ended_at: null,
  cancelled_by: null,
  problem: null,
};
const over = (status: string): Detail => ({
  ...view,
  state: "over",
  status,
  hash: HASH,
  approvals: [],
  report: {
    run: "r-1",
    hash: HASH,
    status,
    task: "template:check",
    template: { id: "check", version: "1.0.0", digest: DIGEST },
    captured_at: AT,
    duration_ms: 1200,
    steps: [
      {
        id: "test",
        name: "Test",
        action: "shell.run",
        status,
        duration_ms: 1100,
        failure: status === "failed" ? { code: "exit-code", message: "it exited with 1" } : null,
        denials: [],
        outputs: {},
        printed: { stdout: DIGEST, stderr: null },
      },
    ],
    artifacts: [],
    outputs: {},
    reviewer: { verdict: "accepted", checks: [] },
  },
});
const waiting: Detail = { ...view, state: "waiting", approvals: [PENDING_APPROVAL], report: null };

const planned: RunMessage = {
  kind: "planned",
  n: 1,
  at: AT,
  task: "template:check",
  steps: [{ id: "test", name: "Test", action: "shell.run" }],
};
const started: RunMessage = {
  kind: "step-started",
  n: 2,
  at: AT,
  step: "test",
  attempt: 1,
  preview: "start: npm test",
};
const done: RunMessage = {
  kind: "step-ended",
  n: 3,
  at: AT,
  step: "test",
  attempt: 1,
  status: "succeeded",
  duration_ms: 1100,
  message: null,
  approved_by: null,
};
const waits: RunMessage = { kind: "state", run: { ...view, state: "waiting" } };

/** Writes events as the server does, and leaves the connection open. */
function tell(response: ServerResponse, ...messages: readonly RunMessage[]): void {
  if (!response.headersSent) response.writeHead(200, { "content-type": "text/event-stream" });
  for (const message of messages) {
    const id = "n" in message ? `id: ${message.n}\n` : "";
    response.write(`${id}event: ${message.kind}\ndata: ${JSON.stringify(message)}\n\n`);
  }
}

/** A server with one workspace, on which a run goes as `events` tells it. */
async function onServer(
  argv: readonly string[],
  { events, detail = over("succeeded"), routes = {} }: Story,
  world: TestWorld = {},
) {
  const server = await fakeServer({
    "GET /workspaces": () => ({ items: [{ name: "shop" }], next: null }),
    "POST /runs": () => reply<"runs.start">(view),
    "GET /runs/r-1": () => (typeof detail === "function" ? detail() : detail),
    "GET /runs/r-1/events": (asked, response) => events(response, asked),
    ...routes,
  });
  onTestFinished(server.close);
  const env = { NO_COLOR: "1", SDETKIT_SERVER: server.url, SDETKIT_TOKEN: "sdk_x", ...world.env };
  const console = testConsole({ cwd: "/nowhere", ...world, env });
  const exit = await runCli(argv, console, registry, { version: "9.9.9", templates: "/none" });
  const asked = (route: string) => server.asked.filter((each) => each.route === route);
  return { exit, out: console.out(), err: console.err(), asked, url: server.url };
}

interface Story {
  readonly events: (response: ServerResponse, asked: Asked) => void;
  readonly detail?: Detail | (() => Detail);
  readonly routes?: { readonly [route: string]: Replies };
}

const RUN = ["agent", "run", "template:check", "--set", "profile=strict"];

test.each([
  ["succeeded", 0],
  ["failed", 1],
  ["denied", 3],
  ["timed-out", 124],
  ["cancelled", 130],
])("a run that %s ends with %i, with the same report as a local one", async (status, exit) => {
  const end: RunMessage = { kind: "end", run: over(status) };
  const ran = await onServer([...RUN, "--json"], { events: (response) => tell(response, planned, started, done, end) });
  expect(ran.exit).toBe(exit);
  expect(JSON.parse(ran.out)).toEqual(over(status).report);
  expect(ran.asked("POST /runs")).toMatchObject([
    {
      body: { workspace: "shop", task: "template:check", inputs: { profile: "strict" } },
      headers: { "idempotency-key": expect.stringMatching(/^[\w-]{36}$/) },
    },
  ]);
});

test("the screen is the local one: steps, what a failed one printed, hash, and how to continue", async () => {
  const printed: Replies = (_, response) => response.end("boom\n") && undefined;
  const ran = await onServer([...RUN, "--verbose"], {
    events: (response) => tell(response, planned, started, done, { kind: "end", run: over("failed") }),
    routes: { [`GET /runs/r-1/blobs/${DIGEST}`]: printed },
  });
  expect(ran.out).toBe(
    [
      "✗ check 1.0.0 failed in 1.2 s",
      "",
      "  ✗ test  shell.run  failed",
      "      it exited with 1 (exit-code)",
      "      stdout",
      "      │ boom",
      "",
      `  hash    ${HASH}`,
      "  run     r-1",
      `  replay  sdetkit agent replay ${HASH.slice(0, 12)}`,
      "",
    ].join("\n"),
  );
  expect(ran.err).toContain("· test: start: npm test\n");
  expect(ran.err).toContain("✓ test succeeded 1.1 s\n");
});

test("what was printed and cannot be fetched is said to be so, and not to be altered", async () => {
  const end: RunMessage = { kind: "end", run: over("failed") };
  const away: Replies = (_, response) => problem(response, 503, "database-away", "the database is away");
  const routes = { [`GET /runs/r-1/blobs/${DIGEST}`]: away };
  const ran = await onServer(RUN, { events: (response) => tell(response, planned, started, done, end), routes });
  expect(ran.exit).toBe(1);
  expect(ran.out).toContain("      stdout  could not be downloaded: sdetkit agent history show r-1\n");
});

test("a connection that breaks is taken up where it broke", async () => {
  const ran = await onServer(RUN, {
    events: (response, { headers }) => {
      if (headers["last-event-id"] === undefined) {
        tell(response, planned, started);
        response.end();
      } else tell(response, done, { kind: "end", run: over("succeeded") });
    },
  });
  expect(ran.exit).toBe(0);
  expect(ran.asked("GET /runs/r-1/events").map(({ headers }) => headers["last-event-id"])).toEqual([undefined, "2"]);
  expect(ran.asked("POST /runs")).toHaveLength(1);
});

test("where nobody watches, a run that waits is left with 3, and what would be done is said", async () => {
  const story: Story = { events: (response) => tell(response, planned, waits), detail: waiting };
  const text = await onServer(RUN, story);
  expect({ exit: text.exit, err: text.err }).toEqual({ exit: 3, err: "" });
  expect(text.out.match(/│ start: make release\n/g)).toHaveLength(1);
  expect(text.out).toContain("→ sdetkit agent approvals approve apr-1\n");
  expect(text.out).toContain("→ sdetkit agent follow r-1\n");
  const json = await onServer([...RUN, "--json"], story);
  expect({ exit: json.exit, err: json.err }).toEqual({ exit: 3, err: "" });
  expect(JSON.parse(json.out)).toMatchObject({ state: "waiting", approvals: [{ id: "apr-1", digest: DIGEST }] });
});

test("a run that stopped with a problem is left with 1, also with --wait, and the problem is said", async () => {
  const problem = "expected room on the disk while storing blobs";
  const stopped: Detail = { ...waiting, approvals: [], problem, state: "stopped" };
  const end: Story = { events: (response) => tell(response, planned, { kind: "end", run: stopped }) };
  // As a server of 0.1 tells it.
  const before: Story = {
    events: (response) => tell(response, planned, waits),
    detail: { ...stopped, state: "waiting" },
  };
  for (const story of [end, before]) {
    const ran = await onServer([...RUN, "--wait"], story);
    expect(ran.exit).toBe(1);
    expect(ran.out).toContain("✗ template:check stopped\n");
    expect(ran.out).toContain(`problem    ${problem}`);
    expect(ran.out).toContain("→ fix that, then sdetkit agent resume r-1\n");
  }
});

test("with --wait, or at a terminal, a waiting run is followed to its end", async () => {
  for (const world of [{}, { tty: true }]) {
    const story: Story = {
      // The connection ends as it does after hours; the approval comes while it is away.
      events: (response, { headers }) => {
        if (headers["last-event-id"] === undefined) {
          tell(response, planned, waits);
          response.end();
        } else tell(response, waits, done, { kind: "end", run: over("succeeded") });
      },
      detail: waiting,
    };
    const ran = await onServer(world.tty ? RUN : [...RUN, "--wait"], story, world);
    expect(ran.exit).toBe(0);
    expect(ran.err.match(/start: make release/g), "said once, however often the server tells it").toHaveLength(1);
  }
});

test("resume continues with a run that stopped, and follows it; a server takes no yes from the command line", async () => {
  const story: Story = {
    events: (response) => tell(response, done, { kind: "end", run: over("succeeded") }),
    routes: { "POST /runs/r-1/resume": () => reply<"runs.resume">({ ...view, state: "running" }) },
  };
  const resumed = await onServer(["agent", "resume", "r-1"], story);
  expect(resumed.exit).toBe(0);
  expect(resumed.asked("POST /runs/r-1/resume")).toHaveLength(1);
  expect(resumed.out).toMatch(/^✓ check 1\.0\.0 succeeded/);
  for (const flag of ["--yes", "--retry-unknown"]) {
    const refused = await onServer(["agent", "resume", "r-1", flag], story);
    expect({ exit: refused.exit, asked: refused.asked("POST /runs/r-1/resume") }).toEqual({ exit: 2, asked: [] });
  }
});

test("--detach starts a run and says how to follow it", async () => {
  const ran = await onServer([...RUN, "--detach"], {
    events: () => expect.unreachable(),
    detail: { ...view, report: null, approvals: [] },
  });
  expect(ran.exit).toBe(0);
  expect(ran.out).toBe(
    "• template:check queued\n\n  run        r-1\n  workspace  shop\n  asked      2026-11-22 08:00:00 UTC by ci, api\n" +
      "\n  → sdetkit agent follow r-1\n",
  );
});

test("--detach with --quiet gives a script the run's id, whatever it waits for already", async () => {
  const story = { events: () => expect.unreachable(), detail: waiting };
  expect(await onServer([...RUN, "--detach", "--quiet"], story)).toMatchObject({ exit: 0, out: "r-1\n" });
});

test.each([
  ["nobody is asked: the run continues", [], {}, 0],
  ["the person declines: the run continues", [], { tty: true, answers: ["n"] }, 0],
  ["the person confirms: it is cancelled", [], { tty: true, answers: ["y"] }, 1],
  ["--cancel-on-interrupt: it is cancelled", ["--cancel-on-interrupt"], {}, 1],
])("interrupted, and %s; exit 130", async (_, more, world, cancelled) => {
  const interrupt = new AbortController();
  let isCancelled = false;
  const ran = await onServer(
    [...RUN, ...more],
    {
      events: (response) => {
        tell(response, planned, started);
        if (isCancelled) tell(response, { kind: "end", run: over("cancelled") });
        else setImmediate(() => interrupt.abort());
      },
      detail: () => (isCancelled ? over("cancelled") : { ...view, state: "running", report: null, approvals: [] }),
      routes: {
        "POST /runs/r-1/cancel": () => {
          isCancelled = true;
          return reply<"runs.cancel">(view);
        },
      },
    },
    { ...world, signal: interrupt.signal },
  );
  expect(ran.exit).toBe(130);
  expect(ran.asked("POST /runs/r-1/cancel")).toHaveLength(cancelled);
});

test("a task that the server does not understand is answered as a local one: what was perhaps meant", async () => {
  const refused: Replies = (_, response) =>
    problem(response, 422, "no-match", "no template fits", {
      suggestions: [{ task: "template:check", title: "Check" }],
    });
  const ran = await onServer(RUN, { events: () => expect.unreachable(), routes: { "POST /runs": refused } });
  expect(ran.exit).toBe(2);
  expect(ran.err).toBe("error: no template fits\n  Nearest:\n    template:check  Check\n");
  const nothing: Replies = (_, response) =>
    problem(response, 422, "unknown-template", "there is none", { suggestions: [] });
  const bare = await onServer(RUN, { events: () => expect.unreachable(), routes: { "POST /runs": nothing } });
  expect(bare.err).toBe("error: there is none\n  → see `sdetkit agent templates list` for all templates\n");
});

test("a server of several workspaces has to be told which one", async () => {
  const routes = { "GET /workspaces": () => ({ items: [{ name: "shop" }, { name: "web" }], next: null }) };
  const story: Story = { events: (response) => tell(response, { kind: "end", run: over("succeeded") }), routes };
  const untold = await onServer(RUN, story);
  expect({ exit: untold.exit, err: untold.err }).toEqual({
    exit: 2,
    err: "error: expected --workspace to name a workspace: there are shop, web\n  → name one of them\n",
  });
  expect((await onServer([...RUN, "--workspace", "web"], story)).asked("POST /runs")[0]?.body.workspace).toBe("web");
});

test("history list shows what is over as locally, what is not below it, and leaves --since and --until to the server", async () => {
  const items = [{ ...view, run: "r-2", state: "running" }, over("succeeded")];
  const runs: Replies = () => ({ items: items.map(({ ...run }) => run), next: null });
  const story: Story = { events: () => expect.unreachable(), routes: { "GET /runs": runs } };
  const range = ["--since", "2026-11-01", "--until", "2026-11-30T08:00:00+01:00"];
  const ran = await onServer(["agent", "history", "list", ...range], story, { columns: 100 });
  expect(ran.exit).toBe(0);
  expect(ran.asked("GET /runs")).toMatchObject([
    { query: { since: "2026-11-01T00:00:00.000Z", until: "2026-11-30T07:00:00.000Z" } },
  ]);
  expect(ran.out).toBe(
    [
      "  status     task   when (UTC)           took  hash",
      `✓ succeeded  check  2026-11-22 08:00:00  0 ms  ${HASH}`,
      "",
      "1 run",
      "",
      "Unfinished",
      "  • running  r-2  template:check  since 2026-11-22 08:00:00",
      "  → sdetkit agent follow r-2",
      "",
    ].join("\n"),
  );
});

test("a run that succeeded and did not pass is listed as that, as a local one is", async () => {
  const routes: Story["routes"] = {
    "GET /runs": () => ({ items: [{ ...over("succeeded"), passed: false }], next: null }),
  };
  const ran = await onServer(["agent", "history", "list"], { events: () => expect.unreachable(), routes });
  expect(ran.out).toContain("! not passed  check");
});

test("a run that stopped is listed apart from those that wait for people, with what stopped it", async () => {
  const stopped = { ...view, run: "r-3", state: "stopped" as const, problem: "expected room on the disk" };
  const items = [{ ...view, run: "r-2", state: "waiting" as const }, stopped];
  const routes: Story["routes"] = { "GET /runs": () => ({ items, next: null }) };
  const story: Story = { events: () => expect.unreachable(), routes };
  const list = await onServer(["agent", "history", "list", "--state", "stopped"], story);
  expect(list.asked("GET /runs")[0]?.query).toMatchObject({ state: "stopped" });
  expect(list.out).toBe(
    [
      "Unfinished",
      "  • waiting  r-2  template:check  since 2026-11-22 08:00:00",
      "  ✗ stopped  r-3  template:check  since 2026-11-22 08:00:00",
      "      expected room on the disk",
      "  → sdetkit agent follow r-2",
      "  → fix that, then sdetkit agent resume r-3",
      "",
    ].join("\n"),
  );
  expect((await onServer(["agent", "history", "list", "--state", "halted"], story)).exit).toBe(2);
});

test("last is the newest run that is over; a run that waits is among the runs as well", async () => {
  const waiting = { ...view, run: "r-2", state: "waiting" as const };
  const runs: Replies = () => ({ items: [waiting, over("succeeded")], next: null });
  const same = { ok: true, hash: HASH, replayed: HASH, task: "template:check", template_changes: [], problems: [] };
  const routes = { "GET /runs": runs, "POST /runs/r-1/replay": () => reply<"runs.replay">(same) };
  const story: Story = { events: () => expect.unreachable(), routes };
  expect((await onServer(["agent", "replay", "last"], story)).exit).toBe(0);
  const shown = await onServer(["agent", "history", "show", "last", "--json"], story);
  expect(JSON.parse(shown.out)).toMatchObject({ run: "r-1" });
  const list = JSON.parse((await onServer(["agent", "history", "list", "--json"], story)).out);
  expect(list.runs).toMatchObject([
    { run: "r-2", state: "waiting", status: null, captured_at: waiting.started_at ?? waiting.created_at },
    { run: "r-1", state: "over", captured_at: over("succeeded").created_at },
  ]);
  expect(list).toMatchObject({ unfinished: [{ run: "r-2", captured_at: expect.any(String) }], more: false });
  const none = { ...story, routes: { "GET /runs": () => ({ items: [waiting], next: null }) } };
  expect((await onServer(["agent", "replay", "last"], none)).err).toContain("expected a run that is over, found none");
});

test("replay asks the server, which runs it again in a scratch copy", async () => {
  const same = { ok: true, hash: HASH, replayed: HASH, task: "template:check", template_changes: [], problems: [] };
  const routes = { "POST /runs/3f2a9c00/replay": () => reply<"runs.replay">(same) };
  const ran = await onServer(["agent", "replay", "3f2a9c00"], { events: () => expect.unreachable(), routes });
  expect(ran).toMatchObject({ exit: 0, out: `✓ template:check gives the same result\n\n  hash  ${HASH}\n` });
  const problems = [
    { code: "x", where: "step a", expected: "1", got: "2", step: "a", field: "outputs.n", class: "non-determinism" },
  ];
  const other = {
    ...routes,
    "POST /runs/3f2a9c00/replay": () => reply<"runs.replay">({ ...same, ok: false, problems }),
  };
  const differs = await onServer(["agent", "replay", "3f2a9c00", "--json"], { events: () => {}, routes: other });
  expect({ exit: differs.exit, ok: JSON.parse(differs.out).ok }).toEqual({ exit: 5, ok: false });
});
