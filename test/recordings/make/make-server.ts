import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { call } from "../../harness/cli.ts";
import { put, template } from "../../harness/workspace.ts";
import { type Api, until } from "../../server/harness/api.ts";
import { chatTemplates } from "../../server/harness/chat.ts";
import { PLENTY, type Team, team, worldOf } from "../../server/harness/cluster.ts";
import { approve, untilState } from "../../server/harness/runs.ts";
import { type Served, serve } from "../../server/harness/server.ts";
import type { RecordedRun } from "./recorder.ts";

const BEARER = "Zm9yLXRoZS1wcm9ncmFtcy1vZi1hY21l";
const LOG = ["git", "log", "-1", "--format=%H"];

/** What a server was asked to do, and by whom it can be asked more. */
export interface RecordedServer {
  readonly tokens: { readonly platform: string; readonly acme: Team["tokens"]; readonly zeta: Team["tokens"] };
  readonly runs: readonly RecordedRun[];
  /** Waits for an approval. */
  readonly waiting: { readonly run: string; readonly approval: string; readonly digest: string };
  /** Where a webhook is delivered, and an event that was. */
  readonly hook: { readonly path: string; readonly bearer: string; readonly delivered: object; readonly run: string };
  readonly schedule: string;
  /** A delivery that nothing came of. 0.1.0 kept none. */
  readonly failed?: string;
  readonly checkpoint: string;
}

/** Starts a server, lets two tenants work, and leaves a backup and the export of one of them in `to`. */
export async function makeServer(base: string, to: string): Promise<RecordedServer> {
  const folder = join(base, "server");
  const repositories = join(base, "repositories");
  for (const each of [folder, repositories]) mkdirSync(each, { recursive: true });
  chmodSync(folder, 0o755);
  const settings = { runs: { sandbox: "auto" }, limits: { user: PLENTY }, workspaces: { folders: [repositories] } };
  put(folder, ".sdetkit/server.yaml", JSON.stringify(settings));
  const served = await serve(folder, { kept: true });
  const world = worldOf(served, repositories);
  const acme = await team(world, "acme", fill, { shell: [LOG] });
  const zeta = await team(world, "zeta", chatTemplates);
  await chat(acme);
  const done = await work(acme);
  await untilState(zeta.operator, await started(zeta.operator, "template:quick"), "over");
  const eventful = await events(acme, served);
  const [waiting] = await asked(acme);
  const tokens = { platform: served.token, acme: acme.tokens, zeta: zeta.tokens };
  const checkpoint = String(await acme.admin.ask("GET", "/history/checkpoint"));
  const env = { SDETKIT_SERVER: served.url, SDETKIT_TOKEN: acme.tokens.admin };
  await succeed(folder, ["agent", "tenants", "export", "--output", join(to, "tenant.tar")], env);
  if ((await served.stop()) !== 0) throw new Error("expected the server to end in good order");
  await succeed(folder, ["agent", "backup", "--to", join(to, "backup")]);
  return { tokens, runs: done, waiting, ...eventful, checkpoint };
}

function fill(root: string): void {
  chatTemplates(root);
  template(root, "says", [{ id: "say", action: "shell.run", with: { argv: LOG, deterministic: true } }], {
    permissions: { shell: [LOG] },
  });
  const inputs = { word: { type: "string", pattern: "[a-z]+" } };
  const write = { path: "output:/word.txt", content: "${{ inputs.word }}" };
  template(root, "takes", [{ id: "write", action: "fs.write", with: write }], { inputs });
  put(root, "notes/ü.txt", "noted\n");
}

async function started(as: Api, task: string): Promise<string> {
  return (await as.ask("POST", "/runs", { workspace: "main", task })).run;
}

/** A run that asks; answers it and what it asks. */
async function asked({ operator }: Team, task = "template:careful") {
  const run = await started(operator, task);
  const { approvals } = await untilState(operator, run, "waiting");
  return [{ run, approval: approvals[0].id as string, digest: approvals[0].digest as string }] as const;
}

/** Runs that end in each way. */
async function work(acme: Team): Promise<RecordedRun[]> {
  const { operator, approver } = acme;
  const runs: RecordedRun[] = [];
  const note = async (run: string, about: string) => {
    const { status, hash, report } = await untilState(operator, run, "over");
    runs.push({ run, hash: hash ?? report.hash, status, about });
  };
  const curated = ["repo-health-audit", "security-governance-summary", "release-gate", "report-dashboard"];
  for (const task of ["quick", ...curated]) await note(await started(operator, `template:${task}`), task);
  await note(await started(operator, 'action fs.read {"path":"notes/ü.txt"}'), "one action");
  await note(await started(operator, "template:change-evidence"), "what the policy does not allow");
  for (const [task, answer] of [
    ["template:says", "given"],
    ["template:careful", "given"],
    ["template:careful", "denied"],
  ] as const) {
    const [{ run, approval, digest }] = await asked(acme, task);
    if (answer === "given") await approve(approver, { id: approval, digest });
    else await approver.ask("POST", `/approvals/${approval}/decision`, { answer, digest, why: "not today" });
    await note(run, `${task}, ${answer}`);
  }
  const [{ run }] = await asked(acme);
  await operator.ask("POST", `/runs/${run}/cancel`);
  await note(run, "cancelled while it waited");
  return runs;
}

/** A chat that nobody writes in, and who two people are there. */
async function chat({ admin }: Team): Promise<void> {
  const secrets = { signingSecret: "0a1b2c3d4e5f60718293a4b5c6d7e8f9", botToken: `xoxb${"-"}4242-of-nobody` };
  const settings = { botUser: "U0B0T0B0T", apiUrl: "http://127.0.0.1:9/api" };
  await admin.ask("POST", "/channels", { name: "chat", kind: "slack", settings, secrets });
  for (const [account, external] of Object.entries({ operator: "U0ANN0ANN", approver: "U0MARIA00" })) {
    await admin.ask("PUT", `/accounts/${account}/identities`, { channel: "chat", external });
  }
}

/** Webhooks with one event each, of which one came to nothing, and a schedule that has started a run and is paused. */
async function events(
  { admin, operator }: Team,
  { url }: Served,
): Promise<Pick<RecordedServer, "hook" | "schedule" | "failed">> {
  const of = { workspace: "main", task: "template:quick" };
  const add = async (name: string, settings: object) => {
    const channel = { name, kind: "webhook", settings, secrets: { bearerSecret: BEARER } };
    return (await admin.ask("POST", "/channels", channel)).path as string;
  };
  const headers = { "content-type": "application/json", authorization: `Bearer ${BEARER}` };
  const deliver = (path: string, event: object) =>
    fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(event) });

  const path = await add("ci", of);
  const delivered = { id: 1, ref: "main" };
  await deliver(path, delivered);
  const hooked = await until(
    async () => (await operator.ask("GET", "/runs?limit=100")).items,
    (items) =>
      items.some((each: { channel: string; state: string }) => each.channel === "webhook" && each.state === "over"),
  );
  const { run } = hooked.find(({ channel }: { channel: string }) => channel === "webhook");

  const words = { ...of, task: "template:takes", inputs: { word: "${{ event.payload.word }}" } };
  await deliver(await add("words", words), { word: "NOT SMALL" });
  const [failed] = await until(
    async () => (await admin.ask("GET", "/deliveries?state=failed")).items as { id: string }[],
    (items) => items.length === 1,
  );

  const when = { name: "steady", cron: "* * * * *", time_zone: "UTC", catch_up: "none", inputs: {} };
  const { id: schedule } = await admin.ask("POST", "/schedules", { ...of, ...when });
  await until(
    async () => (await admin.ask("GET", `/schedules/${schedule}/starts`)).items,
    (starts) => starts.length >= 1,
    120,
  );
  await admin.ask("PATCH", `/schedules/${schedule}`, { paused: true });
  await until(
    () => operator.ask("GET", "/runs?limit=100"),
    ({ items }) => items.every(({ state }: { state: string }) => state === "over"),
  );
  return { hook: { path, bearer: BEARER, delivered, run }, schedule, failed: failed!.id };
}

async function succeed(cwd: string, argv: readonly string[], env = {}): Promise<void> {
  const { exit, out, err } = await call(cwd, argv, { env });
  if (exit !== 0) throw new Error(`expected ${argv.join(" ")} to work, got ${exit}:\n${out}${err}`);
}
