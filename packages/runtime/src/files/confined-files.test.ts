import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { Fault, type LogicalPath, parseLogicalPath } from "@sdetkit/core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createConfinedFiles } from "./confined-files.ts";
import type { ConfinedFiles } from "./types.ts";

const RACES = Number(process.env["SDETKIT_RACES"] ?? 3000);
const SECRET = "outside, never to be read";

let box: string;
let workspace: string;
let files: ConfinedFiles;

const at = (path: string, root: LogicalPath["root"] = "workspace"): LogicalPath => ({ root, path });
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("utf8");

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "no fault";
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    expect(error.message).not.toContain(box);
    return error.code;
  }
}

/** Everything below a folder, with kinds and contents: to show that nothing at all has changed. */
function snapshot(folder: string): string[] {
  return (fs.readdirSync(folder, { recursive: true }) as string[]).sort().map((name) => {
    const stat = fs.lstatSync(join(folder, name));
    return `${name} ${stat.mode} ${stat.isFile() ? fs.readFileSync(join(folder, name), "utf8") : ""}`;
  });
}

beforeEach(() => {
  box = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), "confined-")));
  workspace = join(box, "workspace");
  fs.mkdirSync(workspace);
  fs.mkdirSync(join(box, "output"));
  fs.mkdirSync(join(box, "outside"));
  fs.writeFileSync(join(box, "outside", "secret"), SECRET);
  files = createConfinedFiles({ workspace, output: join(box, "output") });
});

afterEach(() => {
  vi.restoreAllMocks();
  fs.rmSync(box, { recursive: true, force: true });
});

describe("confined files", () => {
  it("write what they are given, atomically, with the same modes under any umask", async () => {
    const before = process.umask(0o077);
    try {
      const written = await files.write(at("a/b/c.txt"), "héllo\r\n");
      expect(written.bytes).toBe(8);
      await files.write(at("r.bin", "output"), new Uint8Array([0, 255]));
    } finally {
      process.umask(before);
    }
    expect(fs.statSync(join(workspace, "a/b/c.txt")).mode & 0o7777).toBe(0o644);
    expect(fs.statSync(join(workspace, "a/b")).mode & 0o7777).toBe(0o755);
    expect(text(await files.read(at("a/b/c.txt")))).toBe("héllo\r\n");
    await files.write(at("a/b/c.txt"), "");
    expect((await files.read(at("a/b/c.txt"))).length).toBe(0);
    expect(fs.readdirSync(join(workspace, "a/b"))).toEqual(["c.txt"]);
    expect(await files.realPath(at("a/b"))).toBe(join(workspace, "a/b"));
    expect(await files.realPath(at("", "output"))).toBe(join(box, "output"));
  });

  it("leave a program a program, and keep no other part of a file's mode", async () => {
    fs.writeFileSync(join(workspace, "run.sh"), "old", { mode: 0o700 });
    fs.writeFileSync(join(workspace, "notes"), "old");
    fs.chmodSync(join(workspace, "notes"), 0o606);
    for (const name of ["run.sh", "notes"]) await files.write(at(name), "new");
    expect(fs.statSync(join(workspace, "run.sh")).mode & 0o7777).toBe(0o755);
    expect(fs.statSync(join(workspace, "notes")).mode & 0o7777).toBe(0o644);
  });

  it("leave hard links to a file outside alone: a write makes a new file", async () => {
    fs.linkSync(join(box, "outside", "secret"), join(workspace, "hard"));
    await files.write(at("hard"), "mine");
    expect(fs.readFileSync(join(box, "outside", "secret"), "utf8")).toBe(SECRET);
  });

  it("refuse links wherever they stand in the path, and change nothing", async () => {
    fs.symlinkSync(join(box, "outside"), join(workspace, "folder"));
    fs.symlinkSync(join(box, "outside", "secret"), join(workspace, "file"));
    fs.symlinkSync("nowhere", join(workspace, "dangling"));
    fs.symlinkSync("loop", join(workspace, "loop"));
    const before = snapshot(box);
    for (const name of ["folder/secret", "folder/x/y", "file", "dangling", "dangling/x", "loop", "loop/x"]) {
      expect(await codeOf(files.read(at(name))), name).toBe("path-escapes");
      expect(await codeOf(files.write(at(name), "x")), name).toBe("path-escapes");
      expect(await codeOf(files.realPath(at(name))), name).toBe("path-escapes");
    }
    expect(await codeOf(files.makeFolder(at("folder/x")))).toBe("path-escapes");
    expect(snapshot(box)).toEqual(before);
  });

  it("refuse folders, fifos, devices and names that cannot be, without waiting", async () => {
    fs.mkdirSync(join(workspace, "dir"));
    execFileSync("mkfifo", [join(workspace, "fifo")]);
    fs.writeFileSync(join(workspace, "plain"), "x");
    for (const name of ["dir", "fifo", ""]) {
      expect(await codeOf(files.read(at(name)))).toBe("not-a-file");
      expect(await codeOf(files.write(at(name), "x"))).toBe("not-a-file");
    }
    expect(await codeOf(files.read(at("plain/x")))).toBe("not-a-folder");
    expect(await codeOf(files.read(at("missing")))).toBe("file-missing");
    expect(await codeOf(files.write(at("é".repeat(200)), "x"))).toBe("path-invalid");
    const devices = createConfinedFiles({ workspace: "/dev", output: box });
    expect(await codeOf(devices.read(at("zero")))).toBe("not-a-file");
    expect(await codeOf(devices.write(at("null"), "x"))).toBe("not-a-file");
  });

  it("read at most what they are allowed to", async () => {
    fs.writeFileSync(join(workspace, "ten"), "0123456789");
    expect((await files.read(at("ten"), { maxBytes: 10 })).length).toBe(10);
    expect(await codeOf(files.read(at("ten"), { maxBytes: 9 }))).toBe("file-too-large");
  });

  it("list in code-unit order of whole paths, without links and what is to be skipped", async () => {
    for (const name of ["b", "a/z", "a-b", "a.txt", "é", "😀", "ﬀ", ".git/HEAD", "sub/.git/HEAD", "B"]) {
      fs.mkdirSync(join(workspace, name, ".."), { recursive: true });
      fs.writeFileSync(join(workspace, name), name);
    }
    fs.symlinkSync(join(box, "outside"), join(workspace, "linked"));
    fs.symlinkSync(join(box, "outside/secret"), join(workspace, "linked-file"));
    const listed: string[] = [];
    for await (const { path, bytes } of files.list(at(""), { skip: [".git"] })) {
      expect(bytes).toBe(Buffer.byteLength(path.path));
      listed.push(path.path);
    }
    expect(listed).toEqual(["B", "a-b", "a.txt", "a/z", "b", "é", "😀", "ﬀ"]);
    expect(listed).toEqual([...listed].sort((a, b) => (a < b ? -1 : 1)));
  });

  it("never leave their roots, whatever the path", async () => {
    fs.symlinkSync("..", join(workspace, "up"));
    fs.symlinkSync(box, join(workspace, "abs"));
    const part = fc.oneof(
      fc.constantFrom("..", ".", "", "up", "abs", "outside", "secret", "a", "\0", "~", "C:", "workspace:", "output:"),
      fc.constantFrom(
        "x".repeat(300),
        "é".repeat(130),
        "..\\..",
        "%2e%2e",
        "．．",
        "\u202e",
        "\ud800",
        "...",
        " ",
        "-rf",
      ),
      fc.string({ unit: "binary", maxLength: 6 }),
    );
    const path = fc.tuple(fc.constantFrom("", "/", "workspace:/", "output:/", "//"), fc.array(part, { maxLength: 5 }));
    const before = snapshot(join(box, "outside"));
    const top = fs.readdirSync(box);
    await fc.assert(
      fc.asyncProperty(path, fc.boolean(), async ([prefix, parts], raw) => {
        const written = prefix + parts.join("/");
        const parsed = parseLogicalPath(written);
        if (typeof parsed === "string" && !raw) return;
        const target = raw || typeof parsed === "string" ? at(written) : parsed;
        await files.write(target, "w").catch((error) => expect(error).toBeInstanceOf(Fault));
        const got = await files.read(target).catch((error) => {
          expect(error).toBeInstanceOf(Fault);
          return Buffer.from("");
        });
        expect(text(got)).not.toBe(SECRET);
      }),
      { numRuns: 300 },
    );
    expect(snapshot(join(box, "outside"))).toEqual(before);
    expect(fs.readdirSync(box)).toEqual(top);
  });

  it("lose no race against a folder that flips into a link and back", async () => {
    fs.mkdirSync(join(workspace, "door"));
    fs.writeFileSync(join(workspace, "door", "secret"), "inside");
    const flipper = new Worker(
      // A write may make the folder again in the moment when it is away: the flipper then clears it.
      `const fs = require("node:fs"), { workerData: w, parentPort } = require("node:worker_threads");
       fs.symlinkSync(w + "/../outside", w + "/link");
       const move = (from, to) => {
         for (;;) try { return fs.renameSync(w + from, w + to); } catch { try { fs.rmSync(w + to, { recursive: true, force: true }); } catch {} }
       };
       let flips = 0;
       for (; !fs.existsSync(w + "/../stop"); flips++) {
         move("/door", "/real"); move("/link", "/door"); move("/door", "/link"); move("/real", "/door");
       }
       parentPort.postMessage(flips);`,
      { eval: true, workerData: workspace },
    );
    const flips = new Promise<number>((resolve, reject) => flipper.on("message", resolve).on("error", reject));
    const seen = new Map<string, number>();
    const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
    for (let i = 0; i < RACES; i++) {
      await files.read(at("door/secret")).then(
        (bytes) => count(text(bytes) === SECRET ? "ESCAPED" : "inside"),
        (error: Fault) => count(error.code),
      );
      if (i % 10 === 0) await files.write(at("door/new"), "w").catch((error: Fault) => count(`write ${error.code}`));
    }
    fs.writeFileSync(join(box, "stop"), "");
    expect(await flips).toBeGreaterThan(0);
    expect(seen.get("ESCAPED")).toBeUndefined();
    expect(snapshot(join(box, "outside"))).toHaveLength(1);
    expect(seen.get("inside")).toBeGreaterThan(0);
    expect(seen.get("path-escapes"), "the link was met, so the race was real").toBeGreaterThan(0);
  });

  it.each([
    ["ENOSPC", "writeSync", "disk-full"],
    ["EDQUOT", "writeSync", "disk-full"],
    ["EIO", "fsync", "storage-failed"],
    ["EIO", "renameSync", "storage-failed"],
    ["EACCES", "renameSync", "permission-denied"],
  ] as const)("after %s in %s: %s, the old content whole, no temporary file", async (errno, call, code) => {
    await files.write(at("kept"), "old");
    vi.spyOn(fs, call).mockImplementation(() => {
      throw Object.assign(new Error(`${errno}: ${box}`), { code: errno });
    });
    expect(await codeOf(files.write(at("kept"), "new and longer"))).toBe(code);
    expect(await codeOf(files.write(at("fresh"), "new"))).toBe(code);
    vi.restoreAllMocks();
    expect(fs.readdirSync(workspace)).toEqual(["kept"]);
    expect(fs.readFileSync(join(workspace, "kept"), "utf8")).toBe("old");
  });

  // A small file system of its own needs bubblewrap; where it does not work, that is said and looked at again.
  const mounting = () => spawnSync("bwrap", ["--ro-bind", "/", "/", "true"]).status === 0;
  const withMounts: (name: string, test: () => void | Promise<void>) => void = mounting()
    ? it
    : (name) =>
        it(`${name}: not covered`, () => {
          console.warn(`NOT COVERED: ${name}: bubblewrap does not work here`);
          expect(mounting()).toBe(false);
        });
  withMounts("on a disk that is really full, keep the old content whole and leave nothing else", () => {
    const script = `
        import fs from "node:fs";
        const { createConfinedFiles } = await import(${JSON.stringify(import.meta.resolve("./confined-files.ts"))});
        const files = createConfinedFiles({ workspace: ${JSON.stringify(workspace)}, output: "/" });
        const path = { root: "workspace", path: "kept" };
        await files.write(path, "old");
        let code = "none";
        for (let i = 0; i < 20 && code === "none"; i++)
          await files.write(i === 0 ? path : { root: "workspace", path: "f" + i }, "x".repeat(i === 0 ? 10 : 30_000)).catch((e) => { code = e.code; });
        const last = await files.write(path, "y".repeat(200_000)).catch((e) => e.code);
        console.log(code, last, fs.readFileSync(${JSON.stringify(join(workspace, "kept"))}, "utf8"), fs.readdirSync(${JSON.stringify(workspace)}).filter((n) => n.startsWith(".")).length);`;
    const small = ["--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "--size", "131072", "--tmpfs", workspace];
    const answer = spawnSync("bwrap", [...small, process.execPath, "--input-type=module", "-e", script], {
      encoding: "utf8",
    });
    expect(answer.stdout.trim(), answer.stderr).toBe("disk-full disk-full xxxxxxxxxx 0");
  });

  it("refuse links without /proc/self/fd as well, walking by path", () => {
    fs.symlinkSync(join(box, "outside"), join(workspace, "folder"));
    const script = `
      Object.defineProperty(process, "platform", { value: "darwin" });
      const { createConfinedFiles } = await import(${JSON.stringify(import.meta.resolve("./confined-files.ts"))});
      const files = createConfinedFiles({ workspace: ${JSON.stringify(workspace)}, output: "/" });
      const at = (path) => ({ root: "workspace", path });
      await files.write(at("a/b"), "text");
      console.log(String(await files.read(at("a/b"))), await files.realPath(at("a")));
      for (const path of ["folder/secret", "folder/x/y"])
        console.log(await files.write(at(path), "x").catch((e) => e.code), await files.read(at(path)).catch((e) => e.code));`;
    const answer = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    const refused = "path-escapes path-escapes";
    expect(answer.stdout.trim(), answer.stderr).toBe(`text ${workspace}/a\n${refused}\n${refused}`);
    expect(snapshot(join(box, "outside"))).toHaveLength(1);
  });

  it("sweep away temporary files of processes that are gone, and no others", async () => {
    const child = spawnSync(process.execPath, [
      "--input-type=module",
      "-e",
      `import { temporaryName } from ${JSON.stringify(import.meta.resolve("./temporary-name.ts"))}; console.log(temporaryName())`,
    ]);
    const abandoned = child.stdout.toString().trim();
    const { temporaryName } = await import("./temporary-name.ts");
    const own = temporaryName();
    for (const name of [abandoned, own, ".sdetkit-notes.tmp", "x.tmp"]) fs.writeFileSync(join(workspace, name), "");
    expect(abandoned).toMatch(/^\.sdetkit-.*\.tmp$/);
    expect(await files.sweepTemporaries(at(""))).toBe(1);
    expect(fs.readdirSync(workspace).sort()).toEqual([own, ".sdetkit-notes.tmp", "x.tmp"].sort());
    expect(await files.sweepTemporaries(at(""))).toBe(0);
  });
});

it("gives what it makes to the owner that it is told, folders on the way as well", async () => {
  if (process.getuid?.() !== 0) {
    console.warn("NOT COVERED: files of another owner: only root may give a file away");
    return;
  }
  const root = fs.mkdtempSync(join(tmpdir(), "sdetkit-owner-"));
  try {
    const files = createConfinedFiles({ workspace: root, output: root }, { owner: { uid: 4321, gid: 4322 } });
    await files.write({ root: "workspace", path: "deep/er/file.txt" }, "text");
    for (const path of ["deep", "deep/er", "deep/er/file.txt"]) {
      expect(fs.statSync(join(root, path))).toMatchObject({ uid: 4321, gid: 4322 });
    }
    expect(fs.statSync(root).uid).toBe(0);
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
});
