import { mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { OutputOf } from "@sdetkit/server/client";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { registry } from "./commands/registry.ts";
import { fakeServer, problem, type Replies, reply } from "./remote/testing/fake-server.ts";
import { PENDING_APPROVAL } from "./remote/testing/pending-approval.ts";
import { runCli } from "./run-cli.ts";
import { type TestWorld, testConsole } from "./terminal/testing/test-console.ts";

const templates = fileURLToPath(new URL("../../../templates/automations", import.meta.url));
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), "cli-server-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function call(argv: readonly string[], world: TestWorld = {}) {
  const console = testConsole({ cwd: folder, ...world, env: { NO_COLOR: "1", ...world.env } });
  const exit = await runCli(argv, console, registry, { version: "9.9.9", templates });
  return { exit, out: console.out(), err: console.err() };
}

/** Calls a command against a server that answers so. */
async function against(routes: { readonly [route: string]: Replies }, argv: readonly string[], world: TestWorld = {}) {
  const server = await fakeServer(routes);
  onTestFinished(server.close);
  const env = { SDETKIT_SERVER: server.url, SDETKIT_TOKEN: "sdk_secret", ...world.env };
  const done = await call(argv, { ...world, env });
  return { ...done, asked: server.asked, url: server.url };
}

const AT = "2026-11-22T08:00:00.000Z";
const token: OutputOf<"tokens.revoke"> = {
  id: "tok-1",
  name: "pipeline",
  account: "ci",
  scopes: ["runs:read"],
  state: "active",
  created_at: AT,
  created_by: "admin",
  expires_at: "2027-02-20T00:00:00.000Z",
  last_used_at: null,
  replaced_by: null,
  claimed_at: null,
};
const page = <T>(...items: T[]) => ({ items, next: null });

test.each([
  [["agent", "tenants", "list"], {}, 4, "expected a token for the server, found none"],
  [["agent", "tenants", "list", "--token-file", "none"], {}, 4, "expected a token in none, but there is none"],
  [
    ["agent", "tenants", "list", "--server", "ftp://x"],
    { SDETKIT_TOKEN: "t" },
    2,
    "expected --server to be an address",
  ],
  [
    ["agent", "run", "x", "--server", "http://example.org"],
    { SDETKIT_TOKEN: "t" },
    2,
    "expected https for example.org",
  ],
  [
    ["agent", "tenants", "list", "--server", "http://127.0.0.1:1"],
    { SDETKIT_TOKEN: "t" },
    1,
    "expected a response from",
  ],
  [["agent", "tenants", "list", "--token", "sdk_x"], {}, 2, "unknown option '--token'"],
  [["agent", "demo", "--server", "https://x"], {}, 2, "expected no --server: this command works on this machine"],
  [["agent", "run", "x", "--yes", "--server", "https://x"], {}, 2, "expected no --approve or --yes"],
  [
    ["agent", "tenants", "create", "x", "--quota", "concurent-runs=4"],
    {},
    2,
    "did you mean --quota concurrent-runs=4?",
  ],
  [["agent", "accounts", "create", "x", "--role", "boss"], {}, 2, 'auditor, tenant-admin, got "boss"'],
  [["agent", "accounts", "change", "x", "--role", "aprover"], {}, 2, "did you mean approver?"],
  [["agent", "serve", "--port", "many"], {}, 2, "expected --port to be a number"],
  [["agent", "tokens", "create", "a", "--account", "ci", "--expires", "2020-01-01"], {}, 2, "to be in the future"],
])("%j with %j exits with %i: %s", async (argv, env, exit, message) => {
  const done = await call(argv, { env });
  expect({ exit: done.exit, out: done.out }).toEqual({ exit, out: "" });
  expect(done.err).toContain(message);
  expect(done.err).toContain("  → ");
});

test("a password in the address is refused, and not repeated", async () => {
  // secretlint-disable-next-line -- a password of nobody, which has to be refused
  for (const address of ["https://me:hunter2@example.org", "https://:hunter2@example.org", "ftp://me:hunter2@x"]) {
    const { exit, err } = await call(["agent", "tenants", "list", "--server", address], {
      env: { SDETKIT_TOKEN: "t" },
    });
    expect(exit).toBe(2);
    expect(err).toContain("expected --server to be an address");
    expect(err).not.toContain("hunter2");
  }
});

test("what is refused for a moment is asked again, what is refused for long is reported at once, and an interrupt ends the wait", async () => {
  const refusing = (wait: string, times: number): { [route: string]: Replies } => ({
    "GET /tokens": (_, response) => {
      if (times === 0) return page(token);
      times -= 1;
      response.setHeader("retry-after", wait);
      return problem(response, 429, "rate-limited", "expected fewer requests");
    },
  });
  const list = ["agent", "tokens", "list"];
  const again = await against(refusing("0", 2), list);
  expect({ exit: again.exit, asked: again.asked.length }).toEqual({ exit: 0, asked: 3 });
  const never = await against(refusing("0", 1000), list);
  expect({ exit: never.exit, asked: never.asked.length }).toEqual({ exit: 1, asked: 5 });
  const long = await against(refusing("3600", 1), list);
  expect({ exit: long.exit, asked: long.asked.length }).toEqual({ exit: 1, asked: 1 });
  const interrupt = new AbortController();
  const routes = refusing("9", 1);
  const [route = "", refuse] = Object.entries(routes)[0]!;
  const interrupting: Replies = (asked, response) => {
    setImmediate(() => interrupt.abort());
    return refuse!(asked, response);
  };
  const left = await against({ [route]: interrupting }, list, { signal: interrupt.signal });
  expect({ exit: left.exit, asked: left.asked.length }).toEqual({ exit: 130, asked: 1 });
});

test("an interrupt ends a request that is not answered, with 130, and says that it may have been done", async () => {
  const answered = { "POST /platform/tenants": () => undefined, "GET /tenant/export": () => undefined };
  const halfway: Replies = (_, response) =>
    void response.writeHead(200, { "content-type": "application/json" }).write("{");
  for (const [argv, routes] of [
    [["tenants", "create", "acme", "--output", "hung.token"], answered],
    [["tenants", "show"], { "GET /tenant": halfway }],
    [["tenants", "export"], { "GET /tenant/export": halfway }],
  ] as const) {
    const interrupt = new AbortController();
    const interrupting = Object.entries(routes).map(([route, reply]) => {
      const told: Replies = (asked, response) => {
        setImmediate(() => interrupt.abort());
        return reply(asked, response);
      };
      return [route, told] as const;
    });
    const left = await against(Object.fromEntries(interrupting), ["agent", ...argv], { signal: interrupt.signal });
    expect([argv, left.exit, left.err]).toEqual([
      argv,
      130,
      "error: interrupted before the server responded\n" +
        "  → check the server before you try again: the request may have been carried out\n",
    ]);
  }
  expect(() => statSync(join(folder, "hung.token"))).toThrow("ENOENT");
});

test("a refusal of the server ends with its code, its remedy and the exit code of its status", async () => {
  for (const [status, exit] of [
    [401, 4],
    [403, 3],
    [404, 2],
    [422, 2],
    [429, 1],
    [503, 1],
  ] as const) {
    const routes = {
      "GET /tokens": (_: unknown, response: Parameters<Replies>[1]) =>
        problem(response, status, "some-code", "expected this, got that", { remedy: "do so" }),
    };
    const done = await against(routes, ["agent", "tokens", "list", "--json"]);
    expect({ exit: done.exit, ...JSON.parse(done.out).error }).toEqual({
      exit,
      code: "some-code",
      message: "expected this, got that",
      remedy: "do so",
    });
  }
});

test("the token travels in its header, from the variable or from a file, which beats it", async () => {
  const routes = { "GET /tokens": () => page(token) };
  const first = await against(routes, ["agent", "tokens", "list"]);
  expect(first.asked[0]?.headers).toMatchObject({ authorization: "Bearer sdk_secret", "user-agent": "sdetkit/9.9.9" });
  writeFileSync(join(folder, "token"), "sdk_of_file\n");
  const second = await against(routes, ["agent", "tokens", "list", "--token-file", "token"]);
  expect(second.asked[0]?.headers.authorization).toBe("Bearer sdk_of_file");
});

test("a list is a table, page after page as far as was asked; with --json one object", async () => {
  const routes: { [route: string]: Replies } = {
    "GET /tokens": ({ query }) =>
      reply<"tokens.list">(
        query["cursor"] === undefined
          ? { items: [token], next: "more" }
          : { items: [{ ...token, id: "tok-2", name: "old", state: "revoked", last_used_at: AT }], next: null },
      ),
  };
  const { out, exit } = await against(routes, ["agent", "tokens", "list"], { columns: 100 });
  expect(exit).toBe(0);
  expect(out).toBe(
    [
      "token     account  state    claimed  expires (UTC)        last used (UTC)      id",
      "pipeline  ci       active            2027-02-20 00:00:00  never                tok-1",
      "old       ci       revoked           2027-02-20 00:00:00  2026-11-22 08:00:00  tok-2",
      "",
    ].join("\n"),
  );
  const cut = await against(routes, ["agent", "tokens", "list", "--limit", "1"]);
  expect(cut.out).toContain("There are more: --limit 0 lists them all.");
  const json = await against(routes, ["agent", "tokens", "list", "--limit", "0", "--json"]);
  expect(JSON.parse(json.out)).toMatchObject({ tokens: [{ id: "tok-1" }, { id: "tok-2" }], more: false });
});

test("a new token is shown once, or goes into a new file that only its owner reads and into no output", async () => {
  const routes = { "POST /tokens": () => reply<"tokens.create">({ ...token, token: "sdk_new" }) };
  const argv = ["agent", "tokens", "create", "pipeline", "--account", "ci", "--scope", "runs:read,runs:write"];
  const shown = await against(routes, argv);
  expect(shown.out).toContain("  sdk_new\n\nIt is shown only this once.");
  expect(shown.asked[0]?.body).toEqual({
    name: "pipeline",
    account: "ci",
    expires_at: "2027-02-20T00:00:00.000Z",
    scopes: ["runs:read", "runs:write"],
  });
  const file = join(folder, "ci.token");
  for (const json of [[], ["--json"]]) {
    rmSync(file, { force: true });
    const kept = await against(routes, [...argv, "--output", "ci.token", ...json]);
    expect(kept.out + kept.err).not.toContain("sdk_new");
    expect(readFileSync(file, "utf8")).toBe("sdk_new\n");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  }
  // There already: refused before a token is made that would be lost.
  const taken = await against(routes, [...argv, "--output", "ci.token"]);
  expect({ exit: taken.exit, asked: taken.asked }).toEqual({ exit: 1, asked: [] });
});

test("a token that cannot be made leaves no file behind", async () => {
  const argv = ["agent", "tokens", "create", "x", "--account", "nobody", "--output", "x.token"];
  expect((await against({}, argv)).exit).toBe(2);
  expect(() => statSync(join(folder, "x.token"))).toThrow("ENOENT");
});

test("a tenant is made with its quotas and policy, and deleted only after a yes", async () => {
  writeFileSync(join(folder, "acme.yaml"), "version: 1\n");
  const quotas = {
    concurrent_runs: 4,
    runs_per_day: 10,
    storage_bytes: 1_500_000,
    burst: 5,
    per_second: 1,
    schedules: 100,
  };
  const tenant: OutputOf<"tenant.change"> = { id: "t-1", name: "acme", state: "active", quotas, created_at: AT };
  const shown = reply<"platform.tenants.get">({ ...tenant, folder: "tenant-0a1b" });
  const usage = {
    ...{ quotas, unfinished_runs: 2, runs_last_day: 7, storage_bytes: 300_000 },
    ...{ deliveries_last_day: 31, schedules: 3 },
  };
  const routes: { [route: string]: Replies } = {
    "POST /platform/tenants": () =>
      reply<"platform.tenants.create">({ tenant, admin: { ...token, account: "admin", token: "sdk_admin" } }),
    "GET /platform/tenants/acme": () => shown,
    "GET /tenant": () => reply<"tenant.get">({ ...tenant, config: "" }),
    "GET /usage": () => reply<"usage.get">(usage),
    "GET /platform/usage": () => reply<"platform.usage">(page({ id: "t-1", name: "acme", usage })),
    "DELETE /platform/tenants/t-1": () => null,
  };
  const create = ["agent", "tenants", "create", "acme", "--policy", "acme.yaml", "--quota", "concurrent-runs=4"];
  const made = await against(routes, create);
  expect(made.asked[0]?.body).toEqual({ name: "acme", config: "version: 1\n", quotas: { concurrent_runs: 4 } });
  expect(made.out).toContain("✓ tenant acme with an account admin\n");
  const theirs = (await against(routes, ["agent", "tenants", "show", "acme"])).out;
  expect(theirs).toContain("  storage bytes    1.5 MB\n");
  expect(theirs).toContain("  folder  tenant-0a1b\n");
  const used = await against(routes, ["agent", "tenants", "usage"]);
  expect(used.out).toMatch(/acme +7 of 10 +300\.0 kB of 1\.5 MB +2 +31 +3 of 100/);
  const json = JSON.parse((await against(routes, ["agent", "tenants", "usage", "--json"])).out);
  expect(json.tenants).toEqual([{ id: "t-1", name: "acme", usage }]);
  const own = (await against(routes, ["agent", "tenants", "show"])).out;
  expect(own).toContain("  concurrent runs  4  2 not over\n");
  expect(own).toContain("  runs per day     10  7 in the last 24 hours\n");
  expect(own).toContain("  storage bytes    1.5 MB  300.0 kB used\n  burst            5\n");

  const remove = ["agent", "tenants", "delete", "acme"];
  const untold = await against(routes, remove);
  expect({ exit: untold.exit, asked: untold.asked.length }).toEqual({ exit: 2, asked: 1 });
  const no = await against(routes, remove, { tty: true, answers: ["no"] });
  expect({ exit: no.exit, asked: no.asked.length }).toEqual({ exit: 3, asked: 1 });
  const yes = await against(routes, remove, { tty: true, answers: ["y"] });
  expect(yes.asked.at(-1)?.route).toBe("DELETE /platform/tenants/t-1");
  expect((await against(routes, [...remove, "--yes"])).out).toBe("✓ acme is deleted\n");
});

test("what is wrong with a policy is shown in the file that was named, and in none that only has the server's name for it", async () => {
  writeFileSync(join(folder, "wrong.yaml"), "version: 1\npolicy: { shel: [] }\n");
  writeFileSync(join(folder, "config.yaml"), "another: file\nof: this machine\n");
  const place = { line: 2, column: 11, length: 4 };
  const what = { code: "unknown-key", severity: "error", message: "expected a key", hint: "spell it" };
  const diagnostics = [{ ...what, file: "config.yaml", place }];
  const refused: Replies = (_, response) =>
    problem(response, 422, "invalid-config", "expected a valid config.yaml", { remedy: "fix it", diagnostics });
  const routes = { "POST /platform/tenants": refused, "PATCH /tenant": refused, "POST /tokens": refused };
  for (const argv of [["create", "acme"], ["change"]]) {
    const done = await against(routes, ["agent", "tenants", ...argv, "--policy", "wrong.yaml"]);
    expect(done.exit).toBe(2);
    expect(done.err).toContain("wrong.yaml:2:11  error expected a key");
    expect(done.err).toContain("2 │ policy: { shel: [] }\n");
    expect(done.err).toContain("  → fix it\n");
  }
  const other = await against(routes, ["agent", "tokens", "create", "x", "--account", "ci"]);
  expect(other.err).toContain("config.yaml:2:11  error expected a key");
  expect(other.err).not.toContain("│");
});

test("secrets come from files, variables or standard input; one on the command line is refused and not repeated", async () => {
  writeFileSync(join(folder, "signing"), "of-file\r\n");
  const channel = reply<"channels.add">({
    id: "ch-1",
    name: "team",
    kind: "slack",
    path: "/channels/slack/e1",
    settings: {},
    secrets: ["signingSecret", "botToken", "third"],
    enabled: true,
    created_at: AT,
  });
  const routes = { "POST /channels": () => channel };
  const add = ["agent", "channels", "add", "team", "--kind", "slack"];
  const sources = ["--secret", "signingSecret=@signing", "--secret", "botToken=$BOT", "--secret", "third=-"];
  const done = await against(routes, [...add, ...sources], { env: { BOT: "of-env" }, input: "of-input\n" });
  expect(done.asked[0]?.body.secrets).toEqual({ signingSecret: "of-file", botToken: "of-env", third: "of-input" });
  expect(done.out).toContain(`${done.url}/channels/slack/e1`);
  const mapped = [
    "--setting",
    "task=template:t",
    "--setting",
    "inputs.a=${{ event.id }}",
    "--setting",
    "inputs.b.c=2=3",
  ];
  const hook = await against(routes, [...add, ...mapped]);
  expect(hook.asked[0]?.body.settings).toEqual({
    task: "template:t",
    inputs: { a: "${{ event.id }}", "b.c": "2=3" },
  });
  for (const both of [
    ["inputs=x", "inputs.a=1"],
    ["inputs.a=1", "inputs=x"],
  ]) {
    const words = both.flatMap((word) => ["--setting", word]);
    expect(await against(routes, [...add, ...words])).toMatchObject({ exit: 2, asked: [] });
  }
  for (const wrong of ["botToken=xoxb-clear", "xoxb-clear", "botToken=@none", "botToken=$UNSET"]) {
    const refused = await against(routes, [...add, "--secret", wrong]);
    expect({ exit: refused.exit, asked: refused.asked }).toEqual({ exit: 2, asked: [] });
    expect(refused.err).not.toContain("xoxb-clear");
  }
});

const approval = PENDING_APPROVAL;
const DIGEST = approval.digest;

test("an approval is shown before it is given, and the answer names the digest of what was shown", async () => {
  const routes: { [route: string]: Replies } = {
    "GET /approvals/apr-1": () => approval,
    "POST /approvals/apr-1/decision": () =>
      reply<"approvals.decide">({ approval: { ...approval, state: "given" }, missing: 1 }),
  };
  const approve = ["agent", "approvals", "approve", "apr-1"];
  const yes = await against(routes, [...approve, "--why", "planned"], { tty: true, answers: ["y"] });
  expect(yes.err).toContain("│ start: make release\n");
  expect(yes.err).toContain("Approve exactly this? [y/N] ");
  expect(yes.asked.at(-1)?.body).toEqual({ answer: "given", digest: DIGEST, why: "planned" });
  expect(yes.out).toBe("✓ approved step `deploy` of run r-1  1 more person must approve\n");
  // Nobody there to ask, or no: nothing is decided.
  expect((await against(routes, approve)).exit).toBe(2);
  const no = await against(routes, approve, { tty: true, answers: [""] });
  expect({ exit: no.exit, asked: no.asked.length }).toEqual({ exit: 3, asked: 1 });
  // Decided elsewhere about something else: refused here already.
  const other = await against(routes, [...approve, "--digest", "00".repeat(32)]);
  expect({ exit: other.exit, asked: other.asked.length }).toEqual({ exit: 3, asked: 1 });
  expect((await against(routes, [...approve, "--digest", DIGEST])).exit).toBe(0);
  // The same yes once more, when somebody has said no since.
  const overruled = () => reply<"approvals.decide">({ approval: { ...approval, state: "denied" }, missing: 0 });
  const late = await against({ ...routes, "POST /approvals/apr-1/decision": overruled }, [...approve, "--yes"]);
  expect({ exit: late.exit, out: late.out }).toEqual({
    exit: 3,
    out: "✗ not approved step `deploy` of run r-1  your approval had no effect: the approval is denied\n",
  });
  const reject = await against(routes, ["agent", "approvals", "reject", "apr-1", "--json"]);
  expect({ exit: reject.exit, body: reject.asked.at(-1)?.body }).toEqual({
    exit: 0,
    body: { answer: "denied", digest: DIGEST },
  });
});

test("a decision says what the run waits for still, and that it was made before", async () => {
  const second = { ...approval, id: "apr-2", step: "announce" };
  const denied = { ...approval, state: "denied" as const };
  const routes: { [route: string]: Replies } = {
    "GET /approvals": () => page(approval, second),
    "GET /approvals/apr-1": () => approval,
    "POST /approvals/apr-1/decision": () => reply<"approvals.decide">({ approval: denied, missing: 0 }),
  };
  const reject = ["agent", "approvals", "reject", "apr-1", "--why", "no"];
  expect((await against(routes, reject)).out).toBe(
    "✓ rejected step `deploy` of run r-1  the run waits for 1 more approval\n" +
      "  → sdetkit agent approvals list --run r-1\n  → sdetkit agent cancel r-1  to end it now\n",
  );
  const over = await against({ ...routes, "GET /approvals": () => page() }, reject);
  expect(over.out).toBe("✓ rejected step `deploy` of run r-1  the run continues\n");
  const again = await against({ ...routes, "GET /approvals/apr-1": () => denied }, reject);
  expect({ exit: again.exit, out: again.out }).toEqual({
    exit: 0,
    out: "- already rejected step `deploy` of run r-1  nothing changed\n",
  });
});

test("a run's id means all that waits in it: each is shown and asked for, and the first that is not approved ends it", async () => {
  const second = { ...approval, id: "apr-2", step: "announce" };
  const decide = () => reply<"approvals.decide">({ approval: { ...approval, state: "given" }, missing: 0 });
  const routes: { [route: string]: Replies } = {
    "GET /approvals": () => page(approval, second),
    "POST /approvals/apr-1/decision": decide,
    "POST /approvals/apr-2/decision": decide,
  };
  const approve = ["agent", "approvals", "approve", "r-1"];
  const decided = (asked: readonly { readonly route: string }[]) =>
    asked.filter(({ route }) => route.startsWith("POST")).map(({ route }) => route.split("/")[2]);
  const both = await against(routes, [...approve, "--yes"]);
  expect(both.asked[0]?.query).toMatchObject({ run: "r-1", state: "pending" });
  expect({ exit: both.exit, decided: decided(both.asked) }).toEqual({ exit: 0, decided: ["apr-1", "apr-2"] });
  const half = await against(routes, approve, { tty: true, answers: ["y", "n"] });
  expect({ exit: half.exit, decided: decided(half.asked) }).toEqual({ exit: 3, decided: ["apr-1"] });
  const no = await against(routes, ["agent", "approvals", "reject", "r-1"]);
  expect(decided(no.asked)).toEqual(["apr-1"]);
  expect((await against(routes, [...approve, "--digest", DIGEST])).exit).toBe(2);
  const none = await against({ "GET /approvals": () => page(), "GET /runs/r-1": () => ({ run: "r-1" }) }, approve);
  expect({ exit: none.exit, out: none.out }).toEqual({ exit: 0, out: "No approvals of this run are pending.\n" });
});

test.each([["approve", "--yes"], ["reject"]])(
  "approvals %s of a run that there is none of is refused",
  async (...words) => {
    const line = ["agent", "approvals", ...words, "r-nonsense"];
    const { exit, out, err } = await against({ "GET /approvals": () => page() }, line);
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain('there is no run "r-nonsense"');
  },
);

test("taking a token over says that the given one ends, and what to use from then on", async () => {
  const claimed = reply<"tokens.claim">({ ...token, claimed_at: AT, token: "sdk_new" });
  const { exit, out } = await against({ "POST /tokens/claim": () => claimed }, ["agent", "tokens", "claim"]);
  expect(exit).toBe(0);
  expect(out).toContain("The token that you were given is no longer valid.\n  → export SDETKIT_TOKEN_FILE=");
});

test("of two valid tokens of one name none is revoked by it: the ids are reported", async () => {
  const old = { ...token, id: "tok-0", replaced_by: "tok-1" };
  const routes: { [route: string]: Replies } = {
    "GET /tokens": () => page(old, token, { ...token, id: "tok-2", state: "revoked" }),
    "DELETE /tokens/tok-0": () => reply<"tokens.revoke">({ ...old, state: "revoked" }),
  };
  const unclear = await against(routes, ["agent", "tokens", "revoke", "pipeline"]);
  expect(unclear.exit).toBe(2);
  expect(unclear.err).toBe(
    'error: expected the id of a token, got "pipeline", the name of 2 valid tokens\n' +
      "  tok-0  made 2026-11-22 08:00:00 UTC, rotated: valid until its overlap ends\n" +
      "  tok-1  made 2026-11-22 08:00:00 UTC\n  → revoke it by its id\n",
  );
  expect((await against(routes, ["agent", "tokens", "revoke", "tok-0"])).exit).toBe(0);
});

test("an approval that nobody could be asked about is not shown as if it were requested", async () => {
  const { exit, err } = await against({ "GET /approvals/apr-1": () => approval }, [
    "agent",
    "approvals",
    "approve",
    "apr-1",
  ]);
  expect(exit).toBe(2);
  expect(err).toBe(
    "error: expected a confirmation, but there is no terminal to ask at; nothing was done\n" +
      `  → use --digest ${DIGEST} (or --yes) if you are sure\n`,
  );
  const routes: { [route: string]: Replies } = {
    "GET /approvals/apr-1": () => approval,
    "POST /approvals/apr-1/decision": () =>
      reply<"approvals.decide">({ approval: { ...approval, state: "given" }, missing: 0 }),
  };
  const asked = await against(routes, ["agent", "approvals", "approve", "apr-1", "--json"], {
    tty: true,
    answers: ["y"],
  });
  expect(asked.err).toMatch(/│ start: make release\n\nApprove exactly this\?/);
  expect(JSON.parse(asked.out)).toMatchObject({ missing: 0 });
});

test("a folder of the server's machine is named whole: a relative one is refused with what it would be here", async () => {
  const add = ["agent", "workspaces", "add", "shop", "--tenant", "acme", "--folder"];
  const { exit, err, asked } = await against({}, [...add, "../shop"]);
  expect({ exit, asked }).toEqual({ exit: 2, asked: [] });
  expect(err).toBe(
    "error: expected --folder to be an absolute path on the server's machine, got ../shop\n" +
      `  → write --folder ${join(folder, "..", "shop")} if the server works on this machine\n`,
  );
});

test("doctor says which server it looks at: the one that was named, or that SDETKIT_SERVER names", async () => {
  const routes = { "GET /tenant": () => ({ name: "acme" }) };
  const meant = await against(routes, ["agent", "doctor", "--server"]);
  expect(meant.out.split("\n")[0]).toBe(`The server at ${meant.url} (SDETKIT_SERVER)`);
  expect(meant.out).toContain("valid, for the tenant acme");
  const named = await call(["agent", "doctor", "--server", "http://127.0.0.1:1"], { env: { SDETKIT_TOKEN: "t" } });
  expect({ exit: named.exit, what: named.out.split("\n")[0] }).toEqual({
    exit: 1,
    what: "The server at http://127.0.0.1:1",
  });
  const json = await call(["agent", "doctor", "--server", "http://127.0.0.1:1", "--json"]);
  expect(JSON.parse(json.out)).toMatchObject({ ok: false, server: "http://127.0.0.1:1" });
});

test("a platform administrator is pointed to their own audit log", async () => {
  const refused: Replies = (_, response) =>
    problem(response, 403, "scope-missing", "expected a caller with audit:read", { remedy: "ask" });
  const { exit, err } = await against({ "GET /audit": refused }, ["agent", "audit-log"]);
  expect({ exit, err }).toEqual({
    exit: 3,
    err: "error: expected a caller with audit:read\n  → ask; platform administrators add --platform\n",
  });
});

test("an event is sent to the channel's own address as it was signed, without the token, and the reply is shown", async () => {
  const channel = { id: "ch-1", name: "team", kind: "slack", path: "/channels/slack/e1" };
  let delivered = false;
  const line = (n: number, direction: string, body: object) => `${JSON.stringify({ n, at: AT, direction, body })}\n`;
  const routes: { [route: string]: Replies } = {
    "GET /channels": () => page({ ...channel, settings: {}, secrets: [], enabled: true, created_at: AT }),
    "GET /conversations": () =>
      delivered
        ? page({ id: "c-1", channel: "ch-1", channel_name: "team", address: {}, created_at: AT, last_message_at: AT })
        : page(),
    "GET /conversations/c-1/messages": (_, response) => {
      response.writeHead(200, { "content-type": "application/jsonl" });
      response.end(
        line(0, "in", { text: "help" }) +
          line(1, "out", { text: "What I can do:\n- run", buttons: [{ label: "Run", data: "run x" }] }),
      );
    },
    "POST /channels/team/rehearsal": () =>
      reply<"channels.rehearse">({ path: channel.path, headers: { "x-slack-signature": "v0=1" }, body: "signed" }),
    "POST /channels/slack/e1": (_, response) => {
      delivered = true;
      response.end("ok");
    },
  };
  const argv = ["agent", "channels", "simulate", "slack", "--text", "help", "--user", "U1"];
  const { exit, out, asked } = await against(routes, argv);
  expect(exit).toBe(0);
  const sent = asked.find(({ route }) => route === "POST /channels/slack/e1");
  expect(sent?.headers).toMatchObject({ "x-slack-signature": "v0=1" });
  expect(sent?.headers.authorization).toBeUndefined();
  expect(sent?.body).toBe("signed");
  expect(out).toBe(
    "✓ team  slack answered 200  ok\n\nReply\n  │ What I can do:\n  │ - run\n  │ [Run] --button 'run x'\n\n",
  );
  expect((await against(routes, [...argv, "--button", "x"])).err).toContain("expected one of --text, --button");
});
