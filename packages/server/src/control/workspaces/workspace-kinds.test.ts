import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Fault } from "@sdetkit/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTestDatabase } from "../../storage/database/testing/open-test-database.ts";
import type { Database } from "../../storage/database/types.ts";
import { writeRepository } from "../tenants/export/write-repository.ts";
import { rawTree } from "./testing/raw-tree.ts";
import { commitFiles, gitIn } from "./testing/repository.ts";
import { addTenant, callerAs, openRooms, TENANT } from "./testing/rooms.ts";

let database: Database;
let drop: () => Promise<void>;
let base = "";
let count = 0;
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase());
  await addTenant(database);
  base = mkdtempSync(join(realpathSync(tmpdir()), "kinds-"));
});
afterAll(async () => {
  rmSync(base, { recursive: true, force: true });
  await drop();
});

let rooms: ReturnType<typeof openRooms>;
let source = "";
let commit = "";
let name = "";
beforeEach(() => {
  rooms = openRooms(base, database);
  count += 1;
  name = `k${count}`;
  source = join(rooms.folders, name);
  commitFiles(source, { "README.md": "first", "part/a.txt": "a" });
  commit = commitFiles(source, { "README.md": "second" });
});

const add = (folder: string) =>
  database.tenant(TENANT, (tx) => rooms.workspaces.create(tx, callerAs("platform-admin"), { name, folder }));
async function sync(folder: string) {
  await add(folder);
  return rooms.workspaces.sync(TENANT, name);
}
/** Opens a run's checkout of the synced workspace. */
async function checkout() {
  const { base: identity } = await rooms.workspaces.snapshot(TENANT, name);
  return rooms.workspaces.openCheckout(TENANT, name, `r-${name}`, identity);
}
const clone = (...how: string[]): string => {
  const folder = `${source}-clone`;
  gitIn(dirname(source), "clone", "--quiet", ...how, `file://${source}`, folder);
  return folder;
};
const detached = (): string => {
  gitIn(source, "checkout", "--quiet", "--detach");
  return source;
};

describe("a workspace works when it is", () => {
  it.each<[string, () => string]>([
    ["a shallow clone", () => clone("--depth", "1")],
    ["a bare clone", () => clone("--bare")],
    ["a sparse clone, whole", () => clone("--sparse")],
    ["at a detached HEAD", () => detached()],
  ])("%s", async (_what, make) => {
    expect(await sync(make())).toMatchObject({ state: "ready", problem: null, commit });
    const { workspace } = await checkout();
    expect(readFileSync(join(workspace, "README.md"), "utf8")).toBe("second");
    expect(readFileSync(join(workspace, "part/a.txt"), "utf8")).toBe("a");
    expect(gitIn(workspace, "log", "-1", "--format=%H")).toBe(commit);
    expect(gitIn(workspace, "status", "--porcelain")).toBe("");
  });

  it("of SHA-256 objects, also when it becomes so", async () => {
    expect(await sync(source)).toMatchObject({ state: "ready", commit });
    rmSync(source, { recursive: true });
    mkdirSync(source);
    gitIn(source, "init", "--quiet", "--object-format=sha256", "--initial-branch=main");
    const long = commitFiles(source, { "README.md": "of 64 digits" });
    expect(long).toHaveLength(64);
    expect(await rooms.workspaces.sync(TENANT, name)).toMatchObject({ state: "ready", problem: null, commit: long });
    const { workspace } = await checkout();
    expect(gitIn(workspace, "rev-parse", "HEAD")).toBe(long);
  });

  it("of another user", async () => {
    if (process.getuid?.() !== 0) return console.warn("!! NOT COVERED: a workspace of another user: needs root");
    execFileSync("chown", ["-R", "-h", "1234", source]);
    expect(await sync(source)).toMatchObject({ state: "ready", commit });
  });

  it("of a shallow clone that is deepened, and cut again", async () => {
    const folder = clone("--depth", "1");
    await sync(folder);
    gitIn(folder, "fetch", "--quiet", "--unshallow");
    expect(await rooms.workspaces.sync(TENANT, name)).toMatchObject({ state: "ready", problem: null, commit });
    const next = commitFiles(source, { "README.md": "third" });
    gitIn(folder, "fetch", "--quiet", "--depth", "1");
    gitIn(folder, "reset", "--quiet", "--hard", next);
    expect(await rooms.workspaces.sync(TENANT, name)).toMatchObject({ state: "ready", problem: null, commit: next });
    const { workspace } = await checkout();
    expect(readFileSync(join(workspace, "README.md"), "utf8")).toBe("third");
  });

  it("shallow, in an export of its tenant too", async () => {
    await sync(clone("--depth", "1"));
    const mirror = join(await rooms.roots.folder("workspace", TENANT), "mirrors", `${name}.git`);
    const folder = join(base, `export-${name}`);
    mkdirSync(folder);
    await writeRepository(folder, [{ workspace: name, folder: mirror }]);
    expect(gitIn(folder, "log", "--format=%H", `refs/workspaces/${name}/heads/main`)).toBe(commit);
  });

  it("of names that only differ in case or in how they are composed, of links out of it, and of submodules that are nowhere", async () => {
    const [decomposed, composed] = ["e\u0301.txt", "\u00e9.txt"];
    for (const each of ["readme.md", decomposed, composed]) writeFileSync(join(source, each), each);
    symlinkSync("/etc/hostname", join(source, "absolute"));
    symlinkSync("../../..", join(source, "out"));
    gitIn(source, "add", ".");
    gitIn(source, "update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},vendor/lib`);
    gitIn(source, "commit", "--quiet", "-m", "more");
    expect(await sync(source)).toMatchObject({ state: "ready", problem: null });
    const { workspace } = await checkout();
    expect(readdirSync(workspace)).toEqual(expect.arrayContaining(["README.md", "readme.md", decomposed, composed]));
    expect(readlinkSync(join(workspace, "absolute"))).toBe("/etc/hostname");
    expect(readlinkSync(join(workspace, "out"))).toBe("../../..");
    expect(readdirSync(join(workspace, "vendor/lib"))).toEqual([]);
  });

  it("of a link whose target is no UTF-8: byte for byte", async () => {
    const target = Buffer.from([0x63, 0xe9]);
    symlinkSync(target, join(source, "link"));
    commitFiles(source, {});
    expect(await sync(source)).toMatchObject({ state: "ready" });
    expect(readlinkSync(join((await checkout()).workspace, "link"), "buffer")).toEqual(target);
  });
});

describe("a workspace is refused when it is added, with the reason, when it is", () => {
  it.each<[string, string, RegExp, () => string]>([
    [
      "a partial clone",
      "partial-clone",
      /is a partial clone/,
      () => {
        gitIn(source, "config", "uploadpack.allowFilter", "true");
        return clone("--filter=blob:none");
      },
    ],
    [
      "a linked worktree",
      "folder-not-allowed",
      /its \.git points elsewhere/,
      () => {
        gitIn(source, "worktree", "add", "--quiet", "--detach", `${source}-tree`);
        return `${source}-tree`;
      },
    ],
    [
      "a clone that shares objects",
      "folder-not-allowed",
      /alternates points elsewhere/,
      () => {
        gitIn(dirname(source), "clone", "--quiet", "--shared", source, `${source}-shared`);
        return `${source}-shared`;
      },
    ],
    [
      "a bare clone that shares objects",
      "folder-not-allowed",
      /objects\/info\/alternates points elsewhere/,
      () => {
        gitIn(dirname(source), "clone", "--quiet", "--bare", "--shared", source, `${source}-shared`);
        return `${source}-shared`;
      },
    ],
    ["a folder in a repository", "part-of-repository", /is a part of the one in/, () => join(source, "part")],
    [
      "a repository with a link out of it below a folder whose name is no UTF-8",
      "folder-not-allowed",
      /x\\xe9\/out" points elsewhere/,
      () => {
        const folder = Buffer.concat([Buffer.from(join(source, ".git/refs/x")), Buffer.from([0xe9])]);
        mkdirSync(folder);
        symlinkSync("/etc/passwd", Buffer.concat([folder, Buffer.from("/out")]));
        return source;
      },
    ],
  ])("%s", async (_what, code, words, make) => {
    await expect(add(make())).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
  });
});

describe("a plain folder", () => {
  it("may lie in a repository that holds nothing of it", async () => {
    const folder = join(source, "ignored");
    mkdirSync(folder);
    writeFileSync(join(folder, "a.txt"), "a");
    expect(await sync(folder)).toMatchObject({ state: "ready", problem: null, commit: null });
  });

  const plain = () => {
    const folder = join(rooms.folders, `${name}-plain`);
    mkdirSync(folder);
    return folder;
  };

  it("is refused at its sync for a name that is no UTF-8", async () => {
    const folder = plain();
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9])]), "");
    expect(await sync(folder)).toMatchObject({
      state: "failed",
      problem: expect.stringMatching(/"caf\\xe9": its name is not UTF-8/),
    });
  });

  it("is refused at its sync for a file that the server may not read", async () => {
    const folder = plain();
    writeFileSync(join(folder, "closed.txt"), "", { mode: 0o000 });
    if (process.getuid?.() === 0) {
      // Root may read everything: asked as somebody else.
      chmodSync(base, 0o755);
      const { surveyFolder } = { surveyFolder: new URL("./survey-folder.ts", import.meta.url).href };
      const code = `const { surveyFolder } = await import(${JSON.stringify(surveyFolder)}); await surveyFolder(${JSON.stringify(folder)}).catch((e) => console.log(e.message));`;
      const asked = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
        uid: 65534,
        gid: 65534,
        encoding: "utf8",
      });
      return expect(asked.stdout).toMatch(/closed\.txt: the server may not read it/);
    }
    expect(await sync(folder)).toMatchObject({
      state: "failed",
      problem: expect.stringMatching(/closed\.txt: the server may not read it/),
    });
  });
});

describe("a commit is refused at its sync, with the path, when it has", () => {
  const blob = (text: string) => rawTree.blob(source, text);
  it.each<[string, () => string, string]>([
    [
      "a name that is no UTF-8",
      () => rawTree.of(source, [["100644", Buffer.from("caf\xe9.txt", "latin1"), blob("x")]]),
      '"caf\\xe9.txt": its name is not UTF-8',
    ],
    [
      "a name of 300 bytes",
      () => rawTree.of(source, [["100644", "a".repeat(300), blob("x")]]),
      "a name in it has 300 bytes",
    ],
    [
      "a folder .GIT",
      () => rawTree.of(source, [["40000", ".GIT", rawTree.of(source, [["100644", "config", blob("x")]])]]),
      ".GIT/config: git refuses this name",
    ],
    ["a file ..", () => rawTree.of(source, [["100644", "..", blob("x")]]), "..: git refuses this name"],
    [
      "a file and a folder of one name",
      () =>
        rawTree.of(source, [
          ["100644", "a", blob("x")],
          ["40000", "a", rawTree.of(source, [["100644", "b", blob("x")]])],
        ]),
      "a: the commit has a file and a folder of this name",
    ],
    [
      "a name twice",
      () =>
        rawTree.of(source, [
          ["100644", "a", blob("x")],
          ["100644", "a", blob("y")],
        ]),
      "a: the commit has it twice",
    ],
    ["a link to nothing", () => rawTree.of(source, [["120000", "link", blob("")]]), "link: it is a link to nothing"],
    [
      "a link of 5,000 bytes",
      () => rawTree.of(source, [["120000", "link", blob("y".repeat(5_000))]]),
      "link: it is a link of 5000 bytes",
    ],
    [
      "a link with NUL",
      () => rawTree.of(source, [["120000", "link", blob("a\0b")]]),
      "link: it is a link with a NUL byte",
    ],
    [
      "a path of 3,600 bytes",
      () =>
        Array.from({ length: 18 }).reduce<string>(
          (tree) => rawTree.of(source, [["40000", "d".repeat(200), tree]]),
          rawTree.of(source, [["100644", "a", blob("x")]]),
        ),
      "its path has 3619 bytes",
    ],
  ])("%s", async (_what, make, words) => {
    gitIn(source, "update-ref", "refs/heads/main", rawTree.commit(source, make()));
    const { state, problem, commit: none } = await sync(source);
    expect([state, none]).toEqual(["failed", null]);
    expect(problem).toContain(words);
  });

  it("a missing blob", async () => {
    const object = gitIn(source, "rev-parse", "HEAD:README.md");
    rmSync(join(source, ".git/objects", object.slice(0, 2), object.slice(2)));
    const { state, problem } = await sync(source);
    expect([state, problem]).toEqual(["failed", expect.stringContaining(object)]);
  });

  it("none at all yet", async () => {
    rmSync(source, { recursive: true });
    mkdirSync(source);
    gitIn(source, "init", "--quiet");
    expect(await sync(source)).toMatchObject({
      state: "failed",
      problem: expect.stringMatching(/has no commit at HEAD/),
    });
  });

  it("objects that are gone from the mirror: whoever starts a run, and whoever looks at it, reads so", async () => {
    expect(await sync(source)).toMatchObject({ state: "ready" });
    const mirror = join(await rooms.roots.folder("workspace", TENANT), "mirrors", `${name}.git`);
    for (const pack of readdirSync(join(mirror, "objects/pack"))) rmSync(join(mirror, "objects/pack", pack));
    const identity = { kind: "git", commit, dirty: null } as const;
    for (const asked of [
      rooms.workspaces.snapshot(TENANT, name),
      rooms.workspaces.openCheckout(TENANT, name, `r-${name}`, identity),
    ]) {
      const error = await asked.then(
        () => null,
        (reason: Fault) => reason,
      );
      expect(error).toBeInstanceOf(Fault);
      expect(error?.code).toBe("workspace-not-ready");
      expect(error?.message).not.toContain(base);
    }
  });
});
