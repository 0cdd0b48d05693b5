import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { escapeLiteral } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { slack } from "../../packages/channel-adapters/src/slack/slack-kind.ts";
import { telegram } from "../../packages/channel-adapters/src/telegram/telegram-kind.ts";
import { startFakeVendor } from "../../packages/channel-adapters/src/testing/fake-vendor.ts";
import { webhook } from "../../packages/channel-adapters/src/webhook/webhook-kind.ts";
import { findPostgres } from "../../packages/embedded-postgres/src/launch-postgres.ts";
import { newTokenText } from "../../packages/server/src/control/access/token-text.ts";
import { call, ended, start } from "../harness/cli.ts";
import { emptyFolder, put, template } from "../harness/workspace.ts";
import { type Api, api, until } from "./harness/api.ts";
import { chatTemplates } from "./harness/chat.ts";
import { PLENTY, type Team, team, worldOf } from "./harness/cluster.ts";
import { freePort, serve } from "./harness/server.ts";
import { withClient } from "./harness/with-client.ts";

/** What the server was given to keep: nobody finds it again but where it is used. */
const KEPT = {
  signingSecret: "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
  slackToken: `xoxb${"-"}4242424242-canaryOfSlackBot`,
  telegramToken: "4242424242:AAcanary-token-of-telegram_bot",
  telegramSecret: "canary_webhook_secret_of_telegram",
  hookKey: `whsec${"_"}Y2FuYXJ5LWtleS1vZi1wcm9ncmFtcy0wMTIzNDU2Nzg5`,
  hookBearer: "canary-bearer-of-programs-0123456789",
  databasePassword: "canary-Password-of-the-0wner",
  environment: "canary-of-the-servers-own-environment-77",
};

/** Credentials of a known shape that people and programs put where none belongs. Made of parts: no scanner is to find them here. */
const SPILT = {
  github: `ghp_${"C4nArY".repeat(6)}`,
  aws: `AKIA${"CANARY234567QXYZ"}`,
  npm: `npm_${"cAnArY0".repeat(6)}`,
  jwt: `eyJhbGciOiJIUzI1NiJ9.eyJ${"canary".repeat(5)}.c2lnbmF0dXJlLWNhbmFyeQ`,
  url: "https://canary:canary-Pass-9000@db.example.org/x",
};
/** What of them is the secret. */
const SPILT_PARTS = [SPILT.github, SPILT.aws, SPILT.npm, SPILT.jwt, "canary-Pass-9000"];
const spilt = (where: string) => `${where}: ${Object.values(SPILT).join(" and ")} !`;

/** Every form that something may be kept in. */
function formsOf(secret: string): Buffer[] {
  const bytes = Buffer.from(secret);
  const shifted = [0, 1, 2].map((n) =>
    Buffer.concat([Buffer.alloc(n, "x"), bytes])
      .toString("base64")
      .slice(n === 0 ? 0 : 4, -4),
  );
  const texts = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    ...shifted,
    ...shifted.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
  ];
  return [...new Set(texts)].map((text) => Buffer.from(text));
}

/** Secrets under the names that a failure shows: never the secret itself. */
class Canaries {
  readonly #forms: { readonly name: string; readonly form: Buffer }[] = [];

  add(name: string, secret: string): string {
    expect(secret.length, name).toBeGreaterThan(9);
    for (const form of formsOf(secret)) this.#forms.push({ name, form });
    return secret;
  }

  /** What holds some, and which. */
  among(texts: Iterable<readonly [what: string, text: Buffer | string]>): string[] {
    return [...texts].flatMap(([what, text]) => this.in(text).map((name) => `${what}: ${name}`));
  }

  /** Names of those that are in there. */
  in(bytes: Buffer | string): string[] {
    const buffer = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
    return [...new Set(this.#forms.filter(({ form }) => buffer.includes(form)).map(({ name }) => name))];
  }
}

/** Prints what it puts together itself, as a command of a tenant might. */
const LEAK = `const parts = ${JSON.stringify(Object.values(SPILT).map((secret) => secret.split("").reverse().join("")))};
const all = parts.map((part) => part.split("").reverse().join("")).join("\\n");
console.log(all); console.error(JSON.stringify({ [all]: all }));
require("node:fs").writeFileSync(process.argv[2], all);`;

test("no token, signing secret or credential is found in any byte that a server keeps, prints or answers", async () => {
  const canaries = new Canaries();
  for (const [name, secret] of Object.entries(KEPT)) canaries.add(name, secret);
  for (const [n, secret] of SPILT_PARTS.entries()) canaries.add(Object.keys(SPILT)[n] as string, secret);

  const folder = emptyFolder();
  chmodSync(folder, 0o755);
  const [cert, key] = [join(folder, "tls-cert.pem"), join(folder, "tls-key.pem")];
  makeCertificate(cert, key);
  canaries.add("the TLS key", readFileSync(key, "utf8").split("\n")[1] as string);
  const settings = {
    runs: { sandbox: "auto" },
    channels: { hosts: ["127.0.0.1"] },
    limits: { user: PLENTY, channel: PLENTY, anonymous: PLENTY },
    log: { level: "debug" },
  };
  put(folder, ".sdetkit/server.yaml", JSON.stringify(settings));
  const env = { SDETKIT_TOKEN: KEPT.environment, DEPLOY_API_KEY: KEPT.environment, SDETKIT_LOG_LEVEL: "debug" };
  const printed: string[] = [];
  const first = await serve(folder, { env });
  const data = join(folder, ".sdetkit/server");
  canaries.add("the master key", readFileSync(join(data, "keys/master.key"), "utf8").trim());
  canaries.add("PostgreSQL's password", readFileSync(join(data, "postgres/password"), "utf8").trim());
  canaries.add("the platform's token", first.token);

  const vendor = await startFakeVendor();
  onTestFinished(() => vendor.close());
  // A vendor that says everything that it was sent, as its error.
  vendor.answerWith((_, { url, headers, body }) => {
    const said = JSON.stringify({ url, headers, body });
    return { status: 400, body: JSON.stringify({ ok: false, error: said, description: said, error_code: 400 }) };
  });

  const own = worldOf(first, folder);
  const fill = (root: string) => {
    chatTemplates(root);
    put(root, "leak.cjs", LEAK);
    const argv = ["node", "leak.cjs", ".sdetkit/agent/workdir/leak.txt"];
    const leak = (id: string, deterministic: boolean) => ({
      id,
      action: "shell.run",
      "continue-on-error": true,
      with: { argv, deterministic, outputs: { leak: argv[2] } },
    });
    const write = { path: "output:/given.txt", content: "${{ inputs.given }}" };
    template(
      root,
      "leaky",
      [
        leak("volatile", false),
        leak("counted", true),
        { id: "write", action: "fs.write", if: "always()", with: write },
        {
          id: "read",
          action: "fs.read",
          if: "always()",
          "continue-on-error": true,
          with: { path: "${{ inputs.given }}" },
        },
      ],
      {
        permissions: { shell: [argv], write: [".sdetkit/agent/workdir"] },
        inputs: { given: { default: "", description: "Text" } },
      },
    );
  };
  const policy = { shell: [["node", "leak.cjs", "<path>"]], approvals: { approvers: ["*"], self: true } };
  const acme = await team(own, "acme", fill, policy);
  const zeta = await team(own, "zeta", fill, policy);
  for (const each of [acme, zeta])
    for (const [name, token] of Object.entries(each.tokens)) canaries.add(`a token of ${each.name}'s ${name}`, token);

  await useTokens(acme, canaries, first.url);
  for (const each of [acme, zeta]) await useChannels(each, first.url, vendor.base);
  await spill(acme);
  const processes = look();
  await until(
    () => acme.operator.ask("GET", "/runs?limit=100"),
    ({ items }) => items.length > 3 && items.every(({ state }: { state: string }) => state !== "queued"),
  );
  for (const each of [acme, zeta]) await approveAll(each);
  expect(vendor.requests.length, "the vendor was asked").toBeGreaterThan(3);

  // What the server answers about it afterwards.
  expect
    .soft(
      canaries.among(await askEverything([acme.admin, acme.operator, zeta.admin, own.platform])),
      "answers of the API",
    )
    .toEqual([]);
  expect(canaries.in(await (await fetch(`${first.url}/metrics`)).text()), "metrics").toEqual([]);

  // Killed, started again with TLS and a password in its database's URL, used, backed up, exported, examined.
  const owner = await makeOwner(data);
  await first.kill();
  printed.push(first.printed());
  const port = await freePort();
  const withTls = ["agent", "serve", "--port", String(port), "--tls-cert", cert, "--tls-key", key];
  const second = start(folder, withTls, { env });
  const print = (chunk: Buffer) => printed.push(chunk.toString());
  second.stdout?.on("data", print);
  second.stderr?.on("data", print);
  const secondEnd = ended(second);
  const tls = (path: string, token: string) => overTls(port, path, token);
  await until(
    () => tls("/readyz", ""),
    ({ status }) => status === 200,
  );
  expect((await tls("/api/v1/tenant", acme.tokens.admin)).status).toBe(200);
  expect((await tls("/api/v1/tenant", newTokenText())).status).toBe(401);
  // A second server on the same database, whose URL has a password.
  const beside = emptyFolder();
  chmodSync(beside, 0o755);
  const masterKey = readFileSync(join(data, "keys/master.key"), "utf8").trim();
  const roots = Object.fromEntries(
    ["workspace", "history", "dashboards"].map((name) => [
      name,
      join(data, name === "workspace" ? "workspaces" : name),
    ]),
  );
  put(beside, ".sdetkit/server.yaml", JSON.stringify({ ...settings, roots }));
  const third = await serve(beside, { env: { ...env, SDETKIT_DATABASE_URL: owner, SDETKIT_MASTER_KEY: masterKey } });
  const late = look();
  expect((await api(third.url, acme.tokens.admin).call("GET", "/tenant")).status).toBe(200);
  const out = emptyFolder();
  const say = async (cwd: string, words: string[], more: { [name: string]: string } = {}) => {
    const { exit, out, err } = await call(cwd, ["agent", ...words], { env: { ...env, ...more } });
    printed.push(out, err);
    return exit;
  };
  const client = { SDETKIT_SERVER: third.url, SDETKIT_TOKEN: acme.tokens.admin };
  expect(await say(out, ["tenants", "export", "--output", "acme.tar"], client)).toBe(0);
  expect(await say(out, ["tokens", "list", "--json"], client)).toBe(0);
  expect(await say(out, ["channels", "list", "--json"], client)).toBe(0);
  expect(await say(out, ["audit"], client)).toBe(0);
  expect(
    await say(
      out,
      ["channels", "add", "cli", "--kind", "slack", "--secret", `signingSecret=${KEPT.signingSecret}`],
      client,
    ),
  ).toBe(2);
  expect(await say(folder, ["backup", "--to", join(out, "backup")])).toBe(0);
  await say(folder, ["doctor", "--server"]);
  await say(folder, ["doctor", "--server", "--json"]);
  await say(beside, ["doctor", "--server", "--json"], { SDETKIT_DATABASE_URL: owner, SDETKIT_MASTER_KEY: masterKey });
  await say(out, ["doctor", "--server", third.url], client);
  // One that is wrong is told of without it.
  await say(emptyFolder(), ["doctor", "--server"], {
    SDETKIT_DATABASE_URL: owner.replace("localhost", "nowhere.invalid").replace(/\?.*/, ""),
  });
  expect
    .soft(
      canaries.among(await askEverything([api(third.url, acme.tokens.admin), api(third.url, zeta.tokens.admin)])),
      "answers of the API",
    )
    .toEqual([]);

  const database = await dump(data);
  expect(database.length).toBeGreaterThan(50_000);
  expect.soft(canaries.among(database.tables), "the database").toEqual([]);
  await third.stop();
  printed.push(third.printed());
  second.kill("SIGTERM");
  await secondEnd;

  const lines = printed.join("\n").split("\n");
  expect
    .soft(canaries.among(lines.map((line) => [line.replace(/[A-Za-z0-9_]{16,}/g, "…").slice(0, 200), line])), "printed")
    .toEqual([]);
  expect(printed.join("\n")).toContain('"operation":"runs.start"');
  expect.soft(canaries.among([...processes, ...late]), "processes").toEqual([]);
  // Where secrets belong, and where the test itself laid them.
  const places = new Set([
    join(folder, "admin-token"),
    cert,
    key,
    join(data, "keys/master.key"),
    join(data, "postgres/password"),
    join(out, "backup/master.key"),
  ]);
  const files = [folder, beside, out].flatMap((root) => [...filesBelow(root)]);
  for (const path of places) if (path !== cert) expect(lstatSync(path).mode & 0o077, path).toBe(0);
  const belongs = (path: string) => canaries.in(readFileSync(path));
  expect(belongs(join(data, "keys/master.key")), "what is searched for is found where it is").toEqual([
    "the master key",
  ]);
  expect(belongs(join(folder, "admin-token"))).toEqual(["the platform's token"]);
  const searched = files.filter((path) => !places.has(path));
  expect.soft(canaries.among(searched.map((path) => [path, path])), "names of files").toEqual([]);
  expect.soft(canaries.among(searched.map((path) => [path, readFileSync(path)])), "files").toEqual([]);
  console.log(
    `${searched.length} files, ${database.tables.length} tables, ${printed.join("").length} characters printed`,
  );
  expect(searched.length).toBeGreaterThan(500);
}, 150_000);

function makeCertificate(cert: string, key: string): void {
  const words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  execFileSync("openssl", [...words, ...subject, "-keyout", key, "-out", cert], { stdio: "ignore" });
  chmodSync(key, 0o600);
}

/** Makes, uses, replaces and revokes tokens, offers wrong ones, and asks for one under a key twice. */
async function useTokens({ admin, tokens }: Team, canaries: Canaries, url: string): Promise<void> {
  const headers = { "idempotency-key": "one-token-please" };
  const ask = () => admin.call("POST", "/tokens", { account: "operator", name: "kept" }, headers);
  const [once, again] = [await ask(), await ask()];
  expect([once.status, again.status, again.body.token]).toEqual([201, 201, once.body.token]);
  canaries.add("a token that was asked for twice", once.body.token);
  const rotated = await admin.ask("POST", `/tokens/${once.body.id}/rotate`, { overlap_seconds: 60 });
  canaries.add("a rotated token", rotated.token);
  for (const token of [once.body.token, rotated.token])
    expect((await api(url, token).call("GET", "/runs")).status).toBe(200);
  await admin.ask("DELETE", `/tokens/${rotated.id}`);
  expect((await api(url, rotated.token).call("GET", "/runs")).status).toBe(401);
  const wrong = canaries.add("a token that nobody has", newTokenText());
  for (const token of [wrong, rotated.token]) {
    expect((await api(url, token).call("POST", "/runs", {})).status).toBe(401);
    // Where none belongs: all of this is answered, none of it is repeated.
    for (const path of [
      `/api/v1/runs?access_token=${token}`,
      `/api/v1/runs/${token}`,
      `/${token}`,
      `/channels/webhook/${token}`,
    ])
      for (const method of ["GET", "POST"])
        await (
          await fetch(`${url}${path}`, {
            method,
            headers: {
              authorization: `Bearer ${tokens.admin}`,
              cookie: `a=${token}`,
              "user-agent": token,
              "x-request-id": token,
            },
          })
        ).text();
    await fetch(`${url}/api/v1/runs`, {
      headers: {
        authorization: `Basic ${btoa(`a:${token}`)}`,
        origin: `https://${token.replaceAll("_", "-")}.example`,
      },
    });
    await admin.call("POST", "/tokens", { account: token, name: "x" });
    await admin.call("POST", "/runs", { [token]: token, workspace: token, task: token });
    await admin.call("POST", "/runs", { workspace: "main", task: `template:${token}` });
  }
}

/** Adds channels of every kind, says things on each, and has the vendor refuse what is sent. */
async function useChannels(own: Team, url: string, apiUrl: string): Promise<void> {
  const add = async (name: string, kind: string, settings: object, secrets: object): Promise<string> =>
    (await own.admin.ask("POST", "/channels", { name, kind, settings, secrets })).path;
  const given = {
    slack: { signingSecret: KEPT.signingSecret, botToken: KEPT.slackToken },
    telegram: { botToken: KEPT.telegramToken, webhookSecret: KEPT.telegramSecret },
    signed: { signingSecret: KEPT.hookKey },
    bearer: { bearerSecret: KEPT.hookBearer },
  };
  const hook = { workspace: "main", task: "template:leaky", inputs: { given: "${{ event.payload.text }}" } };
  const channels = [
    [slack, await add("slack", "slack", { apiUrl }, given.slack), given.slack],
    [telegram, await add("telegram", "telegram", { apiUrl }, given.telegram), given.telegram],
    [webhook, await add("signed", "webhook", hook, given.signed), given.signed],
    [webhook, await add("bearer", "webhook", { ...hook, id: "${{ event.payload.text }}" }, given.bearer), given.bearer],
  ] as const;
  for (const name of ["slack", "telegram", "signed", "bearer"]) await own.admin.call("POST", `/channels/${name}/test`);
  await own.admin.call("POST", "/channels", { name: "slack", kind: "slack", settings: {}, secrets: given.slack });
  await own.admin.call("POST", "/channels", {
    name: "odd",
    kind: "slack",
    settings: { botToken: KEPT.slackToken },
    secrets: {},
  });
  await own.admin.ask("PUT", "/accounts/operator/identities", { channel: "slack", external: "U0G9QF9C6" });
  await own.admin.ask("PUT", "/accounts/operator/identities", { channel: "telegram", external: "4711" });
  for (const [kind, path, secrets] of channels) {
    const account = { tenant: "", id: "", name: kind.kind, settings: {}, secrets };
    const user = kind.kind === "slack" ? "U0G9QF9C6" : "4711";
    const texts = ["help", spilt(kind.kind), `run leaky given=${SPILT.github}`, `run ${spilt("x")}`];
    for (const [n, text] of texts.entries()) {
      const payload =
        kind.kind === "webhook" ? { payload: { text: spilt(text), deep: [{ [SPILT.npm]: SPILT.jwt }] } } : { text };
      const { headers, body } = kind.simulate(account, { ...payload, user, event: `${700_000 + n}`, now: Date.now() });
      const response = await fetch(`${url}${path}`, { method: "POST", headers, body });
      expect([kind.kind, response.status]).toEqual([kind.kind, 200]);
    }
    const wrong = Object.fromEntries(
      Object.entries(secrets).map(([name, secret]) => [name, secret.replace(/.$/, "0")]),
    );
    const forged = kind.simulate(
      { ...account, secrets: wrong },
      { text: "help", payload: {}, user, event: "1", now: Date.now() },
    );
    await fetch(`${url}${path}`, { method: "POST", headers: forged.headers, body: forged.body });
  }
}

/** Puts credentials into every text that somebody can give to the API. What is refused is as good as what is cut out. */
async function spill({ admin, operator }: Team): Promise<void> {
  const given = spilt("given");
  await operator.call(
    "POST",
    "/runs",
    { workspace: "main", task: "template:leaky", inputs: { given } },
    { "idempotency-key": "leak" },
  );
  await operator.call("POST", "/runs", {
    workspace: "main",
    task: `action fs.write {"path":"output:/a","content":"${given}"}`,
  });
  await operator.call("POST", "/runs", { workspace: "main", task: `please ${given}` });
  await operator.call(
    "POST",
    "/runs/plan",
    { workspace: "main", task: "template:leaky", inputs: { given } },
    { "idempotency-key": "plan" },
  );
  const schedule = {
    name: "s",
    cron: "0 0 1 1 *",
    time_zone: "UTC",
    workspace: "main",
    task: "template:leaky",
    inputs: { given },
  };
  await admin.call("POST", "/schedules", schedule);
  await admin.call("POST", "/schedules", { ...schedule, inputs: {}, name: SPILT.github });
  const { config } = await admin.ask("GET", "/tenant");
  await admin.call("PATCH", "/tenant", { config: `${config}\n# ${given}\n` });
  await admin.call("POST", "/accounts", { name: SPILT.github, kind: "service", role: "viewer" });
  await admin.call("POST", "/tokens", { account: "operator", name: given.slice(0, 99) });
  await admin.call("PUT", "/accounts/operator/identities", { channel: "slack", external: SPILT.github });
  await admin.call("POST", "/workspaces", { name: "w", url: SPILT.url });
  await admin.call("POST", "/workspaces", {
    name: "w",
    url: `https://github.com/${SPILT.github}/x.git`,
    ref: SPILT.npm,
  });
  const hook = { workspace: "main", task: "template:leaky", inputs: { given } };
  await admin.call("POST", "/channels", {
    name: "spilt",
    kind: "webhook",
    settings: hook,
    secrets: { bearerSecret: KEPT.hookBearer },
  });
  await admin.call("POST", "/channels", {
    name: SPILT.github,
    kind: "webhook",
    settings: { ...hook, inputs: {} },
    secrets: { bearerSecret: KEPT.hookBearer },
  });
  const step = { id: "a", name: "Do", action: "fs.write", with: { path: "output:/a", content: given } };
  const metadata = { id: "spilt", title: "T", version: "1.0.0", description: "D", owner: "o" };
  await admin.call("PUT", "/templates", {
    source: JSON.stringify({ metadata, permissions: { write: [], shell: [], network: false }, workflow: [step] }),
  });
}

/** Says yes to what waits, with a reason that holds what it should not. */
async function approveAll({ approver, operator }: Team): Promise<void> {
  await until(
    async () => {
      for (const { id, digest } of (await approver.ask("GET", "/approvals?state=pending&limit=100")).items)
        for (const why of [spilt("why"), "it is right"])
          await approver.call("POST", `/approvals/${id}/decision`, { answer: "given", digest, why });
      return (await operator.ask("GET", "/runs?limit=100")).items;
    },
    (items) => items.every(({ state }: { state: string }) => state === "over"),
    120,
  );
}

const LISTS = [
  ...["runs", "approvals", "schedules", "workspaces", "conversations", "accounts", "tokens", "channels", "audit"].map(
    (path) => `/${path}?limit=100`,
  ),
  ...["/tenant", "/templates?workspace=main", "/usage", "/history.csv", "/history/checkpoint", "/history/verification"],
  ...["json", "md", "html", "csv"].map((format) => `/dashboard?format=${format}`),
  ...["json", "md", "csv"].map((format) => `/tokens/matrix?format=${format}`),
  ...["/platform/tenants", "/platform/tokens", "/platform/audit"],
];

/** Everything that can be read, by its path. */
async function askEverything(callers: readonly Api[]): Promise<[string, string][]> {
  const all: [string, string][] = [];
  for (const caller of callers) {
    const get = async (path: string) => {
      const { status, body } = await caller.call("GET", path);
      all.push([path, `${status} ${typeof body === "string" ? body : JSON.stringify(body)}`]);
      return body;
    };
    for (const path of LISTS) await get(path);
    const { items: runs = [] } = await get("/runs?limit=100");
    for (const { run } of runs) {
      for (const more of ["", "/events"]) await get(`/runs/${run}${more}`);
      const { items: artifacts = [] } = await get(`/runs/${run}/artifacts`);
      for (const { sha256 } of artifacts) await get(`/runs/${run}/blobs/${sha256}`);
      await get(`/history/proofs/${run}`);
    }
    const { items: conversations = [] } = await get("/conversations?limit=100");
    for (const { id } of conversations) await get(`/conversations/${id}/messages`);
  }
  return all;
}

/** The command lines of all processes, and the environments of those that are not given secrets by this test. */
function look(): [string, string][] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid): [string, string][] => {
      const read = (file: string) => {
        try {
          return readFileSync(`/proc/${pid}/${file}`, "latin1");
        } catch {
          return "";
        }
      };
      const words = read("cmdline");
      const ours =
        /\/(?:postgres|bwrap|git)\b/.test(words) || words.startsWith("postgres:") || words.startsWith("git\0");
      return [
        [`the command line of ${pid}`, words],
        [`the environment of ${pid}, ${words.split("\0")[0]}`, ours ? read("environ") : ""],
      ];
    });
}

/** An owner of the database with a password, which only a URL knows. */
async function makeOwner(data: string): Promise<string> {
  const url = new URL(findPostgres(join(data, "postgres")) as string);
  const create = `CREATE ROLE keeper LOGIN SUPERUSER PASSWORD ${escapeLiteral(KEPT.databasePassword)}`;
  await withClient(url.href, (client) => client.query(create));
  url.username = "keeper";
  url.password = KEPT.databasePassword;
  return url.href;
}

/** Every table of the database, each row as text. */
async function dump(data: string): Promise<{ readonly tables: [string, string][]; readonly length: number }> {
  const tables: [string, string][] = [];
  await withClient(findPostgres(join(data, "postgres")) as string, async (client) => {
    const names = await client.query<{ table: string }>(
      "SELECT format('%I.%I', schemaname, tablename) AS table FROM pg_tables WHERE schemaname <> 'information_schema' ORDER BY 1",
    );
    for (const { table } of names.rows) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${table} AS t`);
      tables.push([table, rows.map(({ row }) => row).join("\n")]);
    }
  });
  return { tables, length: tables.reduce((sum, [, text]) => sum + text.length, 0) };
}

function* filesBelow(root: string): Iterable<string> {
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) yield join(entry.parentPath, entry.name);
}

/** One request over TLS, to a certificate that nobody vouches for. */
function overTls(port: number, path: string, token: string): Promise<{ readonly status: number }> {
  return new Promise((resolve, reject) => {
    const options = { port, path, host: "127.0.0.1", rejectUnauthorized: false, agent: false };
    const outgoing = request(
      { ...options, headers: token === "" ? {} : { authorization: `Bearer ${token}` } },
      (incoming) => {
        incoming.resume().on("end", () => resolve({ status: incoming.statusCode ?? 0 }));
      },
    );
    outgoing.on("error", reject);
    outgoing.end();
  });
}
