import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { git } from "@sdetkit/runtime";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../storage/database/types.ts";
import { commitFiles, gitIn } from "./testing/repository.ts";
import { addTenant, callerAs, openRooms, TENANT } from "./testing/rooms.ts";

let database: Database;
let drop: () => Promise<void>;
let base = "";
let count = 0;
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase());
  await addTenant(database);
  base = mkdtempSync(join(realpathSync(tmpdir()), "workspaces-"));
});
afterAll(async () => {
  rmSync(base, { recursive: true, force: true });
  await drop();
});

let rooms: ReturnType<typeof openRooms>;
let source = "";
let name = "";
let commit = "";
beforeEach(async () => {
  rooms = openRooms(base, database);
  count += 1;
  name = `w${count}`;
  source = join(rooms.folders, name);
  commit = commitFiles(source, {
    "README.md": "first",
    "src/a.txt": "a",
    "templates/automations/t.yaml": "metadata:\n",
  });
});

const add = (folder = source, ref?: string) =>
  database.tenant(TENANT, (tx) =>
    rooms.workspaces.create(tx, callerAs("platform-admin"), { name, folder, ...(ref === undefined ? {} : { ref }) }),
  );
const ready = async () => {
  await add();
  await rooms.workspaces.sync(TENANT, name);
  return (await rooms.workspaces.snapshot(TENANT, name)).base;
};
const addRun = (id: string, state: "running" | "over") =>
  database.tenant(TENANT, (tx) =>
    tx
      .insertInto("runs")
      .values({
        ...{ tenant: TENANT, id, state, workspace: name, task: "t", template: null, inputs: "{}" },
        ...{ requester: "ann", channel: "api", conversation: null, cause: null },
      })
      .execute(),
  );
const rootFolder = () => rooms.roots.folder("workspace", TENANT);

describe("a workspace", () => {
  it("is new until it is synced, then has a commit and the templates of that commit", async () => {
    expect(await add()).toMatchObject({ name, kind: "folder", state: "new", commit: null });
    await expect(rooms.workspaces.snapshot(TENANT, name)).rejects.toMatchObject({ code: "workspace-not-ready" });
    expect(await rooms.workspaces.sync(TENANT, name)).toMatchObject({ state: "ready", problem: null, commit });
    writeFileSync(join(source, "templates/automations/t.yaml"), "not committed");
    expect(await rooms.workspaces.snapshot(TENANT, name)).toEqual({
      base: { kind: "git", commit, path: "" },
      templates: [{ file: "templates/automations/t.yaml", text: "metadata:\n" }],
    });
    expect(rooms.acts).toEqual(["workspaces.create"]);
  });

  it("goes on with the commit that the next sync finds, and gives the same snapshot until then", async () => {
    await ready();
    const one = await rooms.workspaces.snapshot(TENANT, name);
    const next = commitFiles(source, { "README.md": "second" });
    expect(await rooms.workspaces.snapshot(TENANT, name)).toBe(one);
    expect(await rooms.workspaces.sync(TENANT, name)).toMatchObject({ commit: next });
    expect((await rooms.workspaces.snapshot(TENANT, name)).base).toEqual({
      kind: "git",
      commit: next,
      path: "",
    });
  });

  it("stays usable with its last commit when a sync fails, and says the problem until one succeeds", async () => {
    await ready();
    const away = `${source}-away`;
    renameSync(source, away);
    const view = await rooms.workspaces.sync(TENANT, name);
    expect(view).toMatchObject({ state: "ready", commit });
    expect(view.problem).toMatch(/not a folder on this machine/);
    expect((await rooms.workspaces.snapshot(TENANT, name)).base).toMatchObject({ commit });
    renameSync(away, source);
    expect((await rooms.workspaces.sync(TENANT, name)).problem).toBeNull();
  });

  it.each([
    ["feature", (folder: string) => gitIn(folder, "branch", "feature")],
    ["v1", (folder: string) => gitIn(folder, "tag", "-a", "v1", "-m", "one")],
  ])("follows the ref %s, not the default branch", async (ref, make) => {
    make(source);
    commitFiles(source, { "README.md": "second" });
    await add(source, ref);
    expect(await rooms.workspaces.sync(TENANT, name)).toMatchObject({ state: "ready", commit });
  });

  it("takes nothing of a branch that it was of when it was made anew with another one meanwhile", async () => {
    gitIn(source, "branch", "old");
    const later = commitFiles(source, { "README.md": "later" });
    await add(source, "old");
    const { roots, workspaces } = rooms;
    const usage = async (tenant: string) => {
      await database.tenant(tenant, (tx) => workspaces.remove(tx, callerAs("platform-admin"), name));
      await add(source, "main");
      return roots.usage(tenant);
    };
    const slow = openRooms(base, database, { roots: { folder: roots.folder, usage } });
    await expect(slow.workspaces.sync(TENANT, name)).rejects.toMatchObject({ code: "unknown-workspace" });
    expect(await workspaces.sync(TENANT, name)).toMatchObject({ ref: "main", commit: later });
  });

  it("says that a ref is not there", async () => {
    await add(source, "absent");
    const view = await rooms.workspaces.sync(TENANT, name);
    expect(view).toMatchObject({ state: "failed", problem: "the repository has no branch, tag or commit absent" });
    await expect(rooms.workspaces.snapshot(TENANT, name)).rejects.toThrow(/has no branch, tag or commit absent/);
  });

  it("is fetched once for any number of calls, also of other replicas", async () => {
    await add();
    const other = openRooms(base, database);
    const calls = [rooms, rooms, other, other, rooms].map(({ workspaces }) => workspaces.sync(TENANT, name));
    const views = await Promise.all(calls);
    expect(new Set(views.map(({ synced_at }) => synced_at)).size).toBe(1);
  });

  it("is read within the transaction of who asks, also when every connection is in one", async () => {
    await ready();
    const fresh = openRooms(base, database);
    let begun = 0;
    const asking = Array.from({ length: 8 }, () =>
      database.tenant(TENANT, async (tx) => {
        begun += 1;
        await expect.poll(() => begun).toBe(8);
        return (await fresh.workspaces.snapshot(TENANT, name, tx)).base;
      }),
    );
    expect(new Set(await Promise.all(asking)).size).toBe(1);
  });

  it("is seen by another replica soon after its sync, and nobody waits for that", async () => {
    await ready();
    let now = Date.now();
    const { workspaces } = openRooms(base, database, { now: () => now });
    const commitNow = async () => {
      const { base: identity } = await workspaces.snapshot(TENANT, name);
      return identity.kind === "git" ? identity.commit : null;
    };
    expect(await commitNow()).toBe(commit);
    const next = commitFiles(source, { "README.md": "second" });
    await rooms.workspaces.sync(TENANT, name);
    expect(await commitNow()).toBe(commit);
    now += 1_001;
    expect(await commitNow()).toBe(commit);
    await expect.poll(commitNow).toBe(next);
  });

  it("keeps a commit that was forgotten by its repository, for replays", async () => {
    await ready();
    gitIn(source, "checkout", "--quiet", "--orphan", "new");
    const next = commitFiles(source, { "README.md": "anew" });
    gitIn(source, "branch", "-D", "main");
    expect(await rooms.workspaces.sync(TENANT, name)).toMatchObject({ commit: next });
    const mirror = join(await rootFolder(), "mirrors", `${name}.git`);
    await git(mirror, ["-c", "gc.pruneExpire=now", "gc", "--quiet"]);
    const checkout = await rooms.workspaces.openCheckout(TENANT, name, "r-old", { kind: "git", commit, dirty: null });
    expect(readFileSync(join(checkout.workspace, "README.md"), "utf8")).toBe("first");
  });

  it("is synced in the background when it is older than the settings say", async () => {
    let now = Date.now();
    rooms = openRooms(base, database, { now: () => now });
    await add();
    await rooms.workspaces.syncDue();
    const view = async () =>
      (await database.tenant(TENANT, (tx) => rooms.workspaces.list(tx, TENANT))).find((each) => each.name === name);
    const first = (await view())?.synced_at;
    expect(first).toBe(new Date(now).toISOString());
    now += 30_000;
    await rooms.workspaces.syncDue();
    expect((await view())?.synced_at).toBe(first);
    now += 31_000;
    await rooms.workspaces.syncDue();
    expect((await view())?.synced_at).toBe(new Date(now).toISOString());
  });

  it("is not larger than the quota leaves", async () => {
    await addTenant(database, "t-small", 200_000);
    const words = Array.from({ length: 60_000 }, (_, index) => `${Math.imul(index, 2654435761)}`).join(" ");
    commitFiles(source, { "large.txt": words });
    await database.tenant("t-small", (tx) =>
      rooms.workspaces.create(tx, { ...callerAs("platform-admin"), tenant: "t-small" }, { name, folder: source }),
    );
    const view = await rooms.workspaces.sync("t-small", name);
    expect(view.state).toBe("failed");
    expect(view.problem).toMatch(/quota leaves/);
  });

  it("runs nothing that its repository configures", async () => {
    const proof = join(base, "ran");
    gitIn(source, "config", "uploadpack.packObjectsHook", `touch ${proof}; exec`);
    gitIn(source, "config", "core.fsmonitor", `touch ${proof}`);
    gitIn(source, "config", "filter.evil.smudge", `touch ${proof}; cat`);
    writeFileSync(join(source, ".git/hooks/post-checkout"), `#!/bin/sh\ntouch ${proof}\n`, { mode: 0o755 });
    commit = commitFiles(source, { ".gitattributes": "* filter=evil\n" });
    rmSync(proof, { force: true });
    await rooms.workspaces.openCheckout(TENANT, name, "r-evil", await ready());
    expect(existsSync(proof)).toBe(false);
  });

  it("takes no link for a template, and no link into its own folder for the folder", async () => {
    symlinkSync("/etc/passwd", join(source, "templates/automations/evil.yaml"));
    commit = commitFiles(source, {});
    await ready();
    const { templates } = await rooms.workspaces.snapshot(TENANT, name);
    expect(templates.map(({ file }) => file)).toEqual(["templates/automations/t.yaml"]);
    symlinkSync(source, join(rooms.folders, `link-${name}`));
    name = `${name}-b`;
    await expect(add(join(rooms.folders, `link-${name.slice(0, -2)}`))).rejects.toMatchObject({
      code: "folder-not-allowed",
    });
  });

  it.each([
    ["a file that names another", (git: string, other: string) => writeFileSync(git, `gitdir: ${other}\n`)],
    ["a link to another", (git: string, other: string) => symlinkSync(other, git)],
    [
      "continued in another",
      (git: string, other: string) => {
        cpSync(other, git, { recursive: true });
        writeFileSync(join(git, "commondir"), `${other}\n`);
      },
    ],
    [
      "without objects of its own",
      (git: string, other: string) => {
        cpSync(other, git, { recursive: true });
        writeFileSync(join(git, "objects", "info", "alternates"), `${join(other, "objects")}\n`);
      },
    ],
    [
      "with links to another",
      (git: string, other: string) => {
        cpSync(other, git, { recursive: true });
        rmSync(join(git, "objects", "pack"), { recursive: true });
        symlinkSync(join(other, "objects", "pack"), join(git, "objects", "pack"));
      },
    ],
  ])("mirrors no other repository of this machine: .git is %s", async (_what, lay) => {
    const other = join(rooms.folders, `${name}-other`);
    commitFiles(other, { "secret.txt": "of somebody else" });
    const git = join(source, ".git");
    const whole = `${git}-whole`;
    renameSync(git, whole);
    lay(git, join(other, ".git"));
    await expect(add()).rejects.toMatchObject({ code: "folder-not-allowed" });
    rmSync(git, { recursive: true });
    renameSync(whole, git);
    await add();
    // It may become so later.
    rmSync(git, { recursive: true });
    lay(git, join(other, ".git"));
    expect(await rooms.workspaces.sync(TENANT, name)).toMatchObject({
      state: "failed",
      problem: expect.stringContaining("points elsewhere"),
      commit: null,
    });
    expect(existsSync(join(await rootFolder(), "mirrors", `${name}.git`))).toBe(false);
  });

  it("is mirrored when its HEAD is a link, as it once was everywhere", async () => {
    rmSync(join(source, ".git", "HEAD"));
    symlinkSync("refs/heads/main", join(source, ".git", "HEAD"));
    await add();
    expect(await rooms.workspaces.sync(TENANT, name)).toMatchObject({ state: "ready", commit });
  });

  it.each([
    ["a folder elsewhere", { folder: "/etc" }, "platform-admin", "folder-not-allowed"],
    ["the allowed folder itself", { folder: "." }, "platform-admin", "folder-not-allowed"],
    ["a folder, by somebody of the tenant", { folder: "/etc" }, "tenant-admin", "platform-only"],
    ["a host that is not listed", { url: "https://example.org/a" }, "tenant-admin", "host-not-allowed"],
    ["nothing", {}, "platform-admin", "invalid-workspace"],
    ["both", { folder: "/etc", url: "https://example.org/a" }, "platform-admin", "invalid-workspace"],
    ["a ref that is an option", { folder: "/etc", ref: "--upload-pack=x" }, "platform-admin", "invalid-ref"],
    ["a name that is a path", { folder: "/etc", name: "../x" }, "platform-admin", "invalid-name"],
  ] as const)("is not made of %s", async (_what, workspace, role, code) => {
    const made = database.tenant(TENANT, (tx) => rooms.workspaces.create(tx, callerAs(role), { name, ...workspace }));
    await expect(made).rejects.toMatchObject({ code });
  });

  it("is not reached over ssh by somebody of the tenant: the key is the server's", async () => {
    rooms = openRooms(base, database, {
      settings: { workspaces: { folders: [], gitHosts: ["git.org"], syncSeconds: 60 }, runs: { sandboxUidBase: null } },
    });
    const url = "ssh://git@git.org/a.git";
    const make = (role: "tenant-admin" | "platform-admin") =>
      database.tenant(TENANT, (tx) => rooms.workspaces.create(tx, callerAs(role), { name, url }));
    await expect(make("tenant-admin")).rejects.toMatchObject({ code: "platform-only" });
    expect(await make("platform-admin")).toMatchObject({ kind: "git", location: url });
  });

  it("is removed when no run is in it any more, and its mirror with the next sweep", async () => {
    await ready();
    await addRun(`r-in-${name}`, "running");
    const remove = () => database.tenant(TENANT, (tx) => rooms.workspaces.remove(tx, callerAs("tenant-admin"), name));
    await expect(remove()).rejects.toMatchObject({ code: "workspace-busy" });
    await database.tenant(TENANT, (tx) => tx.updateTable("runs").set({ state: "over" }).execute());
    await remove();
    await expect(rooms.workspaces.snapshot(TENANT, name)).rejects.toMatchObject({ code: "unknown-workspace" });
    await rooms.workspaces.sweepCheckouts();
    expect(readdirSync(join(await rootFolder(), "mirrors"))).not.toContain(`${name}.git`);
    await expect(remove()).rejects.toMatchObject({ code: "unknown-workspace" });
  });
});

describe("a plain folder", () => {
  beforeEach(() => {
    rmSync(join(source, ".git"), { recursive: true });
    mkdirSync(join(source, ".sdetkit"));
  });

  it("has no commit; each run gets a copy as it is then", async () => {
    const identity = await ready();
    expect(identity.kind).toBe("folder");
    const { templates } = await rooms.workspaces.snapshot(TENANT, name);
    expect(templates.map(({ file }) => file)).toEqual(["templates/automations/t.yaml"]);
    writeFileSync(join(source, "README.md"), "later");
    const checkout = await rooms.workspaces.openCheckout(TENANT, name, "r-plain", identity);
    expect(readFileSync(join(checkout.workspace, "README.md"), "utf8")).toBe("later");
    expect(checkout.borrowed).toEqual([]);
    expect(existsSync(join(checkout.workspace, ".sdetkit"))).toBe(false);
  });

  it("has no templates behind a link", async () => {
    rmSync(join(source, "templates"), { recursive: true });
    const outside = join(base, "outside");
    mkdirSync(join(outside, "automations"), { recursive: true });
    writeFileSync(join(outside, "automations", "secret.yaml"), "secret");
    symlinkSync(outside, join(source, "templates"));
    await ready();
    expect((await rooms.workspaces.snapshot(TENANT, name)).templates).toEqual([]);
  });
});

describe("a checkout", () => {
  it("is the commit, as a repository that borrows its objects, and clean", async () => {
    symlinkSync("README.md", join(source, "link"));
    commit = commitFiles(source, {});
    gitIn(source, "tag", "v1");
    const checkout = await rooms.workspaces.openCheckout(TENANT, name, "r-clean", await ready());
    expect(readFileSync(join(checkout.workspace, "src/a.txt"), "utf8")).toBe("a");
    expect(lstatSync(join(checkout.workspace, "link")).isSymbolicLink()).toBe(true);
    expect(readdirSync(checkout.output)).toEqual([]);
    expect(gitIn(checkout.workspace, "rev-parse", "HEAD")).toBe(commit);
    expect(gitIn(checkout.workspace, "status", "--porcelain")).toBe("");
    // Branches differ from clone to clone; tags of the history do not.
    expect(gitIn(checkout.workspace, "for-each-ref", "--format=%(refname)")).toBe("refs/tags/v1");
    expect(checkout.borrowed.every((folder) => existsSync(folder))).toBe(true);
  });

  it("is found again with what was written, by another replica as well, and shares nothing with others", async () => {
    const identity = await ready();
    const one = await rooms.workspaces.openCheckout(TENANT, name, "r-one", identity);
    writeFileSync(join(one.workspace, "README.md"), "changed");
    writeFileSync(join(one.workspace, ".git/HEAD"), "broken");
    const again = await openRooms(base, database).workspaces.openCheckout(TENANT, name, "r-one", identity);
    expect(again).toEqual(one);
    expect(readFileSync(join(again.workspace, "README.md"), "utf8")).toBe("changed");
    const two = await rooms.workspaces.openCheckout(TENANT, name, "r-two", identity);
    expect(readFileSync(join(two.workspace, "README.md"), "utf8")).toBe("first");
    expect(gitIn(two.workspace, "rev-parse", "HEAD")).toBe(commit);
  });

  it("is one, whoever opens it at the same time", async () => {
    const identity = await ready();
    const replicas = [rooms, openRooms(base, database), openRooms(base, database)];
    const opened = await Promise.all(
      [...replicas, ...replicas].map(({ workspaces }) => workspaces.openCheckout(TENANT, name, "r-many", identity)),
    );
    expect(new Set(opened.map(({ workspace }) => workspace)).size).toBe(1);
    const left = readdirSync(join(await rootFolder(), "runs")).filter((each) => each.startsWith("."));
    expect(left).toEqual([]);
  });

  it("that was half laid out by a process that is gone counts for nothing, and is swept away", async () => {
    const identity = await ready();
    const runs = join(await rootFolder(), "runs");
    const half = join(runs, ".new-0011223344556677");
    mkdirSync(join(half, "workspace"), { recursive: true });
    const checkout = await rooms.workspaces.openCheckout(TENANT, name, "r-half", identity);
    expect(existsSync(join(checkout.workspace, "README.md"))).toBe(true);
    await rooms.workspaces.sweepCheckouts();
    expect(existsSync(half)).toBe(true);
    utimesSync(half, 0, 0);
    await rooms.workspaces.sweepCheckouts();
    expect(existsSync(half)).toBe(false);
  });

  it("is laid out of many files by another way, with the same result", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 150 }, (_, index) => [`many/${index % 7}/${index}.txt`, `${index}`]),
    );
    symlinkSync("/etc", join(source, "out"));
    commit = commitFiles(source, files);
    const checkout = await rooms.workspaces.openCheckout(TENANT, name, "r-large", await ready());
    expect(readFileSync(join(checkout.workspace, "many/1/8.txt"), "utf8")).toBe("8");
    expect(lstatSync(join(checkout.workspace, "out")).isSymbolicLink()).toBe(true);
    expect(gitIn(checkout.workspace, "status", "--porcelain")).toBe("");
  });

  it("belongs to the user of the tenant's sandboxes, where the server may give it away; so may its source", async () => {
    const settings = {
      workspaces: { folders: [rooms.folders], gitHosts: [], syncSeconds: 60 },
      runs: { sandboxUidBase: 70_000 },
    };
    rooms = openRooms(base, database, { settings });
    symlinkSync("/etc/hostname", join(source, "link"));
    commit = commitFiles(source, {});
    const before = statSync("/etc/hostname").uid;
    if (process.getuid?.() === 0) execFileSync("chown", ["-R", "-h", "1234", source]);
    const checkout = await rooms.workspaces.openCheckout(TENANT, name, "r-owned", await ready());
    const { uid } = statSync(join(checkout.workspace, "README.md"));
    const asRoot = process.getuid?.() === 0;
    expect(asRoot ? uid > 70_000 : uid === process.getuid?.()).toBe(true);
    for (const path of [checkout.output, join(checkout.workspace, ".git/HEAD"), join(checkout.workspace, "link")])
      expect(lstatSync(path).uid).toBe(uid);
    expect(statSync("/etc/hostname").uid).toBe(before);
    if (!asRoot) return;
    chmodSync(base, 0o755);
    const reads = (id: number, path: string) =>
      spawnSync("ls", [path], { uid: id, gid: id, stdio: "ignore" }).status === 0;
    for (const path of [checkout.workspace, checkout.borrowed[0]!])
      expect([reads(uid, path), reads(uid + 1, path)]).toEqual([true, false]);
    // What later runs are copied from is nobody's but the server's: else one run could change all that follow.
    expect(reads(uid, join(await rootFolder(), "trees", name))).toBe(false);
  });

  it("goes when it is closed, and when its run is over or long unknown; not when the run goes on", async () => {
    const identity = await ready();
    await addRun("r-going-on", "running");
    await addRun("r-over", "over");
    for (const run of ["r-going-on", "r-over", "r-unknown", "r-forgotten", "r-closed"])
      await rooms.workspaces.openCheckout(TENANT, name, run, identity);
    await rooms.workspaces.closeCheckout(TENANT, "r-closed");
    await rooms.workspaces.closeCheckout(TENANT, "r-closed");
    const runs = async () => readdirSync(join(await rootFolder(), "runs"));
    expect(await runs()).not.toContain("r-closed");
    utimesSync(join(await rootFolder(), "runs", "r-forgotten"), 0, 0);
    await rooms.workspaces.sweepCheckouts();
    expect((await runs()).sort()).toEqual(expect.arrayContaining(["r-going-on", "r-unknown"]));
    expect(await runs()).not.toEqual(expect.arrayContaining([expect.stringMatching(/r-(over|forgotten|closed)/)]));
  });

  it.each(["../x", "a/b", "", ".new-1", "r\0"])("has no run called %j", async (run) => {
    const identity = await ready();
    await expect(rooms.workspaces.openCheckout(TENANT, name, run, identity)).rejects.toThrow(/id of a run/);
    await expect(rooms.workspaces.closeCheckout(TENANT, run)).rejects.toThrow(/id of a run/);
  });
});
