import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DEFAULT_CONFIG_TEXT, type RunReport } from "@sdetkit/core";
import { layoutOf, openEngine, openHistory, tarOfFolder, verifyHistory } from "@sdetkit/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../access/types.ts";
import { exportTenant } from "./export-tenant.ts";
import { openTenantsWorld, type TenantsWorld } from "./testing/tenants-world.ts";

let world: TenantsWorld;
const base = mkdtempSync(join(tmpdir(), "sdetkit-export-"));
beforeAll(async () => {
  world = await openTenantsWorld();
});
afterAll(async () => {
  await world.close();
  rmSync(base, { recursive: true, force: true });
});

let count = 0;
const fresh = (what: string) => join(base, `${what}-${++count}`);

const CONFIG = DEFAULT_CONFIG_TEXT.replace(
  "- [git, rev-parse, HEAD]",
  "- [git, rev-parse, HEAD]\n    - [git, describe, --tags]\n    - [git, for-each-ref]",
);
const TEMPLATE = (version: string) => `metadata:
  id: describe
  title: Describe
  version: ${version}
  description: Says which version the workspace is, and what refs there are.
  owner: qa
permissions:
  shell:
    - [git, describe, --tags]
    - [git, for-each-ref]
workflow:
  - id: version
    name: The version
    action: shell.run
    with: { argv: [git, describe, --tags], deterministic: true }
  - id: refs
    name: The refs
    action: shell.run
    with: { argv: [git, for-each-ref], deterministic: true }
  - id: note
    name: A note
    action: fs.write
    with: { path: "\${{ run.output_dir }}/note.txt", content: "\${{ steps.version.outputs.stdout }}" }
`;

function git(cwd: string, ...words: string[]): string {
  const who = ["-c", "user.name=t", "-c", "user.email=t@example.org"];
  return execFileSync("git", [...who, ...words], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function commit(origin: string, file: string, text: string): string {
  mkdirSync(dirname(join(origin, file)), { recursive: true });
  writeFileSync(join(origin, file), text);
  git(origin, "add", "-A");
  git(origin, "commit", "-qm", text);
  return git(origin, "rev-parse", "HEAD").trim();
}

/** One that does not look at the refs: in an export of several workspaces there are those of the others, too. */
const WITHOUT_REFS = TEMPLATE("1.0.0").replaceAll("git, for-each-ref", "git, rev-parse, HEAD");

/** A repository of somebody, with a commit that is tagged, and one behind it. */
function repository(name: string, template = TEMPLATE("1.0.0")): string {
  const origin = fresh(name);
  mkdirSync(origin);
  git(origin, "init", "-q", "-b", "main");
  commit(origin, "README.md", `# ${name}`);
  git(origin, "tag", "-a", `v1-${name}`, "-m", "one");
  commit(origin, "templates/automations/describe.yaml", template);
  return origin;
}

/** Mirrors it as the server does: heads, tags, and a ref for each commit that a run began with. */
async function mirror(tenant: string, name: string, origin: string): Promise<void> {
  const folder = join(await world.roots.folder("workspace", tenant), "mirrors", `${name}.git`);
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    git(folder, "init", "-q", "--bare", "--template=", ".");
  }
  git(folder, "fetch", "-q", "--prune", "--no-tags", origin, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*");
  git(folder, "fetch", "-q", origin, "+HEAD:refs/sdetkit/head");
  const head = git(folder, "rev-parse", "refs/sdetkit/head").trim();
  git(folder, "update-ref", `refs/sdetkit/kept/${head}`, head);
}

/** Runs the template in a clone that has nothing but the mirrored state, and records the run for the tenant. */
async function record(tenant: string, origin: string): Promise<RunReport> {
  const clone = fresh("site");
  git(base, "clone", "-q", "--mirror", origin, `${clone}/.git`);
  git(clone, "config", "core.bare", "false");
  git(clone, "checkout", "-q", "--detach");
  mkdirSync(join(clone, ".sdetkit"));
  writeFileSync(join(clone, ".sdetkit/config.yaml"), CONFIG);
  const engine = await openEngine({ cwd: clone, env: {}, builtinTemplates: "/none", version: "0.1.0", channel: "api" });
  const approver = { ask: async () => ({ kind: "given", by: "ann", via: "api" }) as const };
  const answer = await engine.run({ task: "template:describe", inputs: {} }, { approver });
  engine.close();
  if (answer.kind !== "ran") throw new Error(answer.message);
  expect(answer.report.steps.map(({ failure, status }) => failure ?? status)).toEqual(Array(3).fill("succeeded"));
  const history = openHistory(layoutOf(clone), { readOnly: true });
  const { record: hash, ...envelope } = history.envelope(answer.report.run)!;
  const run = { record: (await history.record(hash))!, envelope };
  const content = await world.ledger.content(tenant);
  for (const digest of envelope.blobs) await content.blobs.put((await history.blobs.get(digest))!);
  await content.putRecord(run.record);
  await world.database.tenant(tenant, (tx) => world.ledger.appendRuns(tx, tenant, [run]));
  history.close();
  return answer.report;
}

async function tenant(): Promise<{ id: string; own: Caller; token: string }> {
  const made = await world.tenants.create(world.admin, { name: `acme-${++count}`, config: CONFIG });
  const own = (await world.access.authenticate(made.admin.token)) as Caller;
  return { id: made.tenant.id, own, token: made.admin.token };
}

async function replay(folder: string, hash: string) {
  const engine = await openEngine({
    cwd: folder,
    env: {},
    builtinTemplates: "/none",
    version: "0.1.0",
    channel: "cli",
  });
  const answer = await engine.replay(hash, {});
  engine.close();
  return answer;
}

describe("an exported tenant", () => {
  it("verifies and replays alone: every workspace's runs, also of a commit that no branch leads to any more", async () => {
    const { id, token } = await tenant();
    const origins = ["shop", "desk"].map((name) => repository(name, WITHOUT_REFS));
    const reports: RunReport[] = [];
    for (const [i, name] of ["shop", "desk"].entries()) {
      await mirror(id, name, origins[i]!);
      reports.push(await record(id, origins[i]!));
    }
    // History is rewritten upstream: the commit of the first run stays in the mirror alone.
    git(origins[0]!, "commit", "-q", "--amend", "-m", "rewritten");
    await mirror(id, "shop", origins[0]!);
    const folder = fresh("export");
    await exportTenant(world, id, folder);

    // Whoever enters the folder has git read this config: it is the export's own, and starts nothing.
    const keys = git(folder, "config", "--file", ".git/config", "--name-only", "--list").trim().split("\n");
    expect(keys.sort()).toEqual([
      "core.bare",
      "core.filemode",
      "core.logallrefupdates",
      "core.repositoryformatversion",
    ]);
    expect(readdirSync(join(folder, ".git"))).not.toContain("hooks");
    const top = [".git", ".sdetkit", "README.md", "audit.csv", "templates", "tokens.csv"];
    expect(readdirSync(folder).sort()).toEqual(top);

    expect(await verifyHistory(layoutOf(folder))).toMatchObject({ ok: true, runs: 2, acts: 3 });
    for (const { hash } of reports) expect(await replay(folder, hash)).toMatchObject({ ok: true, problems: [] });
    expect(readdirSync(join(folder, ".sdetkit/agent/keys")).sort()).toEqual(["ledger.pub", "ledger.vkey"]);
    expect(git(folder, "for-each-ref", "--format=%(refname)", "refs/workspaces").trim().split("\n")).toEqual([
      "refs/workspaces/desk/heads/main",
      "refs/workspaces/desk/tags/v1-desk",
      "refs/workspaces/shop/heads/main",
      "refs/workspaces/shop/tags/v1-shop",
    ]);
    expect(git(folder, "fsck", "--full")).toBe("");
    expect(existsSync(join(folder, ".git/objects/info/alternates"))).toBe(false);
    const [header, ...audit] = readFileSync(join(folder, "audit.csv"), "utf8").trim().split("\r\n");
    expect(header).toBe("seq,id,at,actor,via,act,target,detail");
    expect(audit.map((line) => line.split(",")[5])).toEqual(["tenants.create", "accounts.create", "tokens.create"]);
    const tokens = readFileSync(join(folder, "tokens.csv"), "utf8");
    expect(tokens).toContain(",admin,");
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    for (const file of files) {
      const text = readFileSync(join(file.parentPath, file.name), "latin1");
      expect(text).not.toContain(token);
      expect(text).not.toContain("PRIVATE KEY");
    }
    expect(readFileSync(join(folder, ".sdetkit/config.yaml"), "utf8")).toBe(CONFIG);
    expect(readFileSync(join(folder, "README.md"), "utf8")).toContain("2 runs and 3 administrative actions");
  });

  it("shows the refs of its only workspace as they were, and holds the newest source of a template", async () => {
    const { id } = await tenant();
    const origin = repository("solo");
    await mirror(id, "solo", origin);
    const before = await record(id, origin);
    commit(origin, "templates/automations/describe.yaml", TEMPLATE("1.1.0"));
    await mirror(id, "solo", origin);
    const after = await record(id, origin);
    const folder = fresh("export");
    await exportTenant(world, id, folder);
    expect(await replay(folder, after.hash)).toMatchObject({ ok: true, problems: [] });
    const edited = await replay(folder, before.hash);
    expect(edited.ok).toBe(false);
    expect(edited.template_changes.join()).toContain("1.1.0");
    expect(readFileSync(join(folder, "templates/automations/describe.yaml"), "utf8")).toBe(TEMPLATE("1.1.0"));
  });

  it("is the same tar each time, which unpacks to a folder that verifies and replays", async () => {
    const { id } = await tenant();
    const origin = repository("tar");
    await mirror(id, "tar", origin);
    const { hash } = await record(id, origin);
    const tars = [];
    for (const folder of [fresh("export"), fresh("export")]) {
      await exportTenant(world, id, folder);
      tars.push(Buffer.from(await new Response(tarOfFolder(folder)).arrayBuffer()));
    }
    expect(tars[0]!.equals(tars[1]!)).toBe(true);
    const unpacked = fresh("unpacked");
    mkdirSync(unpacked);
    execFileSync("tar", ["-xf", "-"], { cwd: unpacked, input: tars[0] });
    expect(await verifyHistory(layoutOf(unpacked))).toMatchObject({ ok: true, runs: 1 });
    expect(await replay(unpacked, hash)).toMatchObject({ ok: true });
  });

  it("has no repository without a workspace, and writes over nothing", async () => {
    const { id } = await tenant();
    const folder = fresh("export");
    await exportTenant(world, id, folder);
    expect(existsSync(join(folder, ".git"))).toBe(false);
    expect(await verifyHistory(layoutOf(folder))).toMatchObject({ ok: true, runs: 0 });
    await expect(exportTenant(world, id, folder)).rejects.toMatchObject({ code: "folder-not-empty" });
  });
});
