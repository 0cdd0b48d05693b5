import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type CallOptions, call, json, ROOT } from "../harness/cli.ts";
import { AS_NOBODY, NOBODY } from "../harness/nobody.ts";
import { emptyFolder, put, template } from "../harness/workspace.ts";
import { type Api, api, until } from "./harness/api.ts";
import { chatTemplates } from "./harness/chat.ts";
import { PLENTY, team, worldOf } from "./harness/cluster.ts";
import { approve, untilState } from "./harness/runs.ts";
import { type Served, serve } from "./harness/server.ts";

const isRoot = process.getuid?.() === 0;
const PROGRAMS_BEARER = "Zm9yLXRoZS1wcm9ncmFtcy1vZi1hY21l";
const WAIT = { workspace: "main", task: "template:careful" };

/** A folder for a server, whose tenants' repositories lie in `repositories`. */
function home(repositories: string): string {
  const folder = emptyFolder();
  chmodSync(folder, 0o755);
  const runs = { sandbox: "auto" };
  const limits = { user: PLENTY };
  const schedules = { min_interval_seconds: 1 };
  put(
    folder,
    ".sdetkit/server.yaml",
    JSON.stringify({ runs, limits, schedules, workspaces: { folders: [repositories] } }),
  );
  return folder;
}

/** Words before the CLI that give it a machine of another name. */
const elsewhere: CallOptions = isRoot
  ? { under: ["unshare", "--uts", "sh", "-c", 'hostname elsewhere && exec "$@"', "sh"] }
  : {};

async function startRun(as: Api, task = WAIT): Promise<string> {
  return (await as.ask("POST", "/runs", task)).run;
}

/** Runs that a schedule has started. */
async function startsOf(
  as: Api,
  schedule: string,
): Promise<{ readonly due_at: string; readonly run: string | null }[]> {
  return (await as.ask("GET", `/schedules/${schedule}/starts`)).items;
}

/** What a person who leaves does with a tar of their tenant: no server, another user, another path. */
function unpack(tar: string): { readonly root: string; readonly as: CallOptions } {
  const root = join(emptyFolder(), "left behind");
  mkdirSync(root);
  const { status, stderr } = spawnSync("tar", ["-xf", tar, "-C", root, "--no-same-owner"], { encoding: "utf8" });
  expect(status, stderr).toBe(0);
  if (!isRoot) return { root, as: {} };
  const above = join(root, "..");
  for (const path of [
    above,
    ...readdirSync(above, { recursive: true, encoding: "utf8" }).map((each) => join(above, each)),
  ])
    chownSync(path, NOBODY, NOBODY);
  return { root, as: { under: AS_NOBODY, env: { HOME: above } } };
}

const page = readFileSync(join(ROOT, "docs/guide/verify-a-proof.md"), "utf8");
const script = /```bash\n([\s\S]*?)```/.exec(page)?.[1] ?? "";

test("a backup brings a server back elsewhere, and it continues; a tenant leaves with all that was its own", async () => {
  const first = home("/");
  const repositories = emptyFolder();
  chmodSync(repositories, 0o755);
  const from: Served = await serve(first);
  const own = worldOf(from, repositories);
  const acme = await team(
    own,
    "acme",
    (root) => {
      chatTemplates(root);
      const argv = ["git", "log", "-1", "--format=%H"];
      const step = { id: "say", action: "shell.run", with: { argv, deterministic: true } };
      template(root, "says", [step], { permissions: { shell: [argv] } });
    },
    { shell: [["git", "log", "-1", "--format=%H"]] },
  );
  const other = await team(own, "zeta", chatTemplates);
  await acme.admin.ask("POST", "/channels", {
    name: "ci",
    kind: "webhook",
    settings: { workspace: "main", task: "template:quick" },
    secrets: { bearerSecret: PROGRAMS_BEARER },
  });
  const [{ path: hook }] = (await acme.admin.ask("GET", "/channels")).items;
  const deliver = async (url: string, body: object) =>
    (
      await fetch(`${url}${hook}`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${PROGRAMS_BEARER}` },
        body: JSON.stringify(body),
      })
    ).status;

  // Runs that are over, runs that wait, and a schedule that starts more runs.
  for (const task of ["quick", "repo-health-audit"])
    await untilState(acme.operator, await startRun(acme.operator, { ...WAIT, task: `template:${task}` }), "over");
  const says = await startRun(acme.operator, { ...WAIT, task: "template:says" });
  const { approvals: asked } = await untilState(acme.operator, says, "waiting");
  await approve(acme.approver, asked[0]);
  expect(await untilState(acme.operator, says, "over")).toMatchObject({ status: "succeeded" });
  await untilState(other.operator, await startRun(other.operator, { ...WAIT, task: "template:quick" }), "over");
  const waiting = [await startRun(acme.operator), await startRun(acme.operator)];
  for (const run of waiting) await untilState(acme.operator, run, "waiting");
  expect(await deliver(from.url, { id: 1 })).toBe(200);
  const schedule = {
    ...WAIT,
    task: "template:quick",
    name: "steady",
    cron: "*/2 * * * * *",
    time_zone: "UTC",
    inputs: {},
  };
  const { id: steady } = await acme.admin.ask("POST", "/schedules", { ...schedule, catch_up: "none" });
  await until(
    () => startsOf(acme.admin, steady),
    (starts) => starts.length >= 2,
  );
  const checkpoint = String(await acme.admin.ask("GET", "/history/checkpoint"));
  const history = await acme.admin.ask("GET", "/history/verification");
  expect(history).toMatchObject({ ok: true });

  // While it runs, and while it stands still.
  const backups = { running: join(emptyFolder(), "running"), stopped: join(emptyFolder(), "stopped") };
  const backUpServer = (to: string) => json(first, ["agent", "backup", "--to", to]);
  expect((await backUpServer(backups.running)).answer).toMatchObject({ holds_master_key: true, path: backups.running });
  expect(await from.stop()).toBe(0);
  expect((await backUpServer(backups.stopped)).exit).toBe(0);
  expect(await backUpServer(backups.stopped).then(({ exit, err }) => [exit, err])).toEqual([2, expect.any(String)]);
  const keys = (folder: string) => published(folder).map((file) => readFileSync(file, "utf8"));

  for (const [when, backup] of Object.entries(backups)) {
    const second = home(repositories);
    const restored = await call(second, ["agent", "restore", "--from", backup, "--yes"], elsewhere);
    expect([when, restored.exit, restored.err]).toEqual([when, 0, expect.anything()]);
    const to = await serve(second, elsewhere);
    const at = (token: string) => api(to.url, token);
    const [admin, operator, approver] = [acme.tokens.admin, acme.tokens.operator, acme.tokens.approver].map(at) as [
      Api,
      Api,
      Api,
    ];
    expect(to.token, "the platform's token is the one that there was").toBe("");
    expect((await at(from.token).ask("GET", "/platform/tenants")).items).toHaveLength(2);

    for (const as of [admin, at(other.tokens.admin)])
      expect(await as.ask("GET", "/history/verification"), when).toMatchObject({ ok: true });
    for (const run of waiting) {
      const { approvals } = await untilState(operator, run, "waiting");
      await approve(approver, approvals[0]);
      expect(await untilState(operator, run, "over"), when).toMatchObject({ status: "succeeded" });
    }
    // The same delivery as before the backup starts nothing, another one does.
    const ofHook = async () =>
      (await operator.ask("GET", "/runs?limit=100")).items.filter(
        ({ channel }: { channel: string }) => channel === "webhook",
      );
    expect([await deliver(to.url, { id: 1 }), await deliver(to.url, { id: 2 })]).toEqual([200, 200]);
    await until(ofHook, (runs) => runs.length === 2);
    const now = new Date().toISOString();
    await until(
      () => startsOf(admin, steady),
      (starts) => starts.some(({ due_at, run }) => due_at > now && run !== null),
    );
    const all = (await startsOf(admin, steady)).map(({ due_at }) => due_at);
    expect(new Set(all).size).toBe(all.length);
    expect((await operator.call("GET", "/accounts")).status, "rights are what they were").toBe(403);
    await expect.poll(() => keys(second), { timeout: 20_000 }).toEqual(keys(first));

    // Never over something that is there.
    const again = await call(second, ["agent", "restore", "--from", backup, "--yes"], elsewhere);
    expect([again.exit, again.err]).toEqual([2, expect.stringContaining("restore")]);
    await admin.ask("PATCH", `/schedules/${steady}`, { paused: true });
    await until(
      () => operator.ask("GET", "/runs?limit=100"),
      ({ items }) => items.every(({ state }: { state: string }) => state === "over"),
    );
    if (when === "stopped") await leave(to, acme.tokens.admin, checkpoint);
    expect(await to.stop()).toBe(0);
  }
}, 300_000);

/** The public keys of the published ledgers below a server's folder. */
function published(folder: string): string[] {
  const history = join(folder, ".sdetkit/server/history");
  return readdirSync(history, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith("ledger.pub"))
    .sort()
    .map((path) => join(history, path));
}

/** Exports a tenant, and holds the export to its promises without any server. */
async function leave(server: Served, token: string, checkpoint: string): Promise<void> {
  const folder = emptyFolder();
  const tar = join(folder, "acme.tar");
  const env = { SDETKIT_SERVER: server.url, SDETKIT_TOKEN: token };
  expect((await call(folder, ["agent", "tenants", "export", "--output", tar], { env })).exit).toBe(0);
  const { root, as } = unpack(tar);
  const cli = (...words: string[]) => json(root, ["agent", ...words], as);
  writeFileSync(join(root, "..", "checkpoint"), checkpoint);
  chmodSync(join(root, "..", "checkpoint"), 0o644);
  const verified = await cli("history", "verify", "--checkpoint", "../checkpoint");
  expect([verified.exit, verified.answer]).toEqual([0, expect.objectContaining({ ok: true })]);
  const { answer: list } = await cli("history", "list", "--limit", "0");
  const runs: { run: string; hash: string; template: string }[] = list.runs ?? list.items;
  const hashes = new Map(runs.map((each) => [each.hash, each]));
  console.log(`${runs.length} runs with ${hashes.size} hashes left with their tenant`);
  expect(hashes.size).toBeGreaterThanOrEqual(4);
  for (const [hash, { run }] of hashes) {
    const replayed = await call(root, ["agent", "replay", hash], as);
    expect([hash, replayed.exit, replayed.err + replayed.out]).toEqual([hash, 0, expect.anything()]);
    const { answer: proof } = await cli("history", "prove", run);
    const file = join(folder, "proof.json");
    writeFileSync(file, JSON.stringify(proof));
    const key = join(root, ".sdetkit/agent/keys/ledger.pub");
    const check = () => spawnSync("bash", ["-c", script, "verify-proof.sh", file, key], { encoding: "utf8" });
    expect(check().stdout).toContain(`ACCEPTED: run ${run}, record ${hash}`);
    writeFileSync(
      file,
      JSON.stringify({
        ...proof,
        leaf: proof.leaf.replace(
          hash,
          hash.replace(/^./, (c: string) => (c === "0" ? "1" : "0")),
        ),
      }),
    );
    expect(check().status).toBe(1);
  }
  // One byte of anything that counts.
  const history = join(root, ".sdetkit/agent/history");
  const [hash] = [...hashes.keys()];
  const blobs = readdirSync(join(history, "blobs"), { recursive: true, encoding: "utf8" });
  const blob = blobs.filter((path) => /[0-9a-f]{62}$/.test(path)).sort()[0] as string;
  for (const file of [`records/${hash}.json`, `blobs/${blob}`, "checkpoint"]) {
    const path = join(history, file);
    const bytes = readFileSync(path);
    const altered = Buffer.from(bytes);
    altered[altered.length >> 1] = (altered[altered.length >> 1] as number) ^ 1;
    writeFileSync(path, altered);
    expect([file, (await cli("history", "verify")).exit]).toEqual([file, 5]);
    writeFileSync(path, bytes);
  }
  expect((await cli("history", "verify")).exit).toBe(0);
  rmSync(root, { recursive: true });
}
