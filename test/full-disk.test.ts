import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { json } from "./harness/cli.ts";
import { leftovers } from "./harness/leftovers.ts";
import { size } from "./harness/size.ts";
import { commit, configure, git, keptFolder, put, type Step, template } from "./harness/workspace.ts";

const FILLINGS = size("SDETKIT_FULL_DISKS", 4);
/** Mounts inside the list of the kept folders, so that it is unmounted before they are removed. */
const mount = keptFolder();
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=12m,mode=0755", "tmpfs", mount]).status === 0;
afterAll(() => void (mounted && execFileSync("umount", ["-l", mount])));

const CONTENT = "0123456789abcdef".repeat(512);
const BALLAST = join(mount, "ballast");

/** A workspace on the small disk, with a template that writes 20 files of 64 KiB. */
function workspace(n: number): string {
  const root = join(mount, `w${n}`);
  execFileSync("mkdir", [root]);
  git(root, "init", "-q", "-b", "main");
  put(root, "README.md", "# Sample\n");
  const steps: Step[] = Array.from({ length: 20 }, (_, i) => ({
    id: `w${i}`,
    action: "fs.write",
    with: { path: `output:/${i}.txt`, content: `${i}\n${"${{ inputs.content }}".repeat(8)}` },
  }));
  template(root, "fill", steps, { inputs: { content: { default: CONTENT, description: "What to write" } } });
  configure(root, {});
  commit(root);
  return root;
}

/** Leaves only so much room, in bytes. */
function leaveRoomFor(bytes: number): void {
  const { bavail, bsize } = statfsSync(mount);
  writeFileSync(BALLAST, Buffer.alloc(Math.max(0, bavail * bsize - bytes)));
}

test("a disk that fills up during a run: a clear error, nothing torn, and resume finishes", async () => {
  if (!mounted) {
    console.warn("NOT COVERED: a full disk: a small file system can be mounted by root only");
    return;
  }
  for (let n = 0; n < FILLINGS; n++) {
    const root = workspace(n);
    // A finished run first: what was recorded before has to stay.
    const kept = (await json(root, ["agent", "run", 'action fs.write {"path":"output:/a","content":"kept"}'])).answer;
    const room = 200_000 + Math.floor((n * 1_800_000) / FILLINGS);
    leaveRoomFor(room);
    const { exit, answer, err } = await json(root, ["agent", "templates", "run", "fill"]);
    const at = `with room for ${room} bytes`;
    expect({ exit, code: answer.error?.code, err }, at).toEqual({ exit: 1, code: "disk-full", err: "" });
    expect(answer.error.remedy, at).toContain("free some space");
    expect(tornFiles(root), at).toEqual([]);

    rmSync(BALLAST);
    expect(await json(root, ["agent", "history", "verify"]), at).toMatchObject({ exit: 0, answer: { ok: true } });
    const list = (await json(root, ["agent", "history", "list"])).answer;
    const over = list.runs.filter(({ state }: { state: string }) => state === "over");
    expect(over, at).toMatchObject([{ hash: kept.hash }]);
    // Where not even the beginning of the run could be kept, there is nothing to continue with: it is run again.
    const [open] = list.unfinished;
    const again = open ? ["agent", "resume", open.run] : ["agent", "templates", "run", "fill"];
    if (open) expect(answer.error.remedy, at).toContain(`sdetkit agent resume ${open.run}`);
    const done = await json(root, again);
    expect({ exit: done.exit, status: done.answer.status }, at).toEqual({ exit: 0, status: "succeeded" });
    expect(done.answer.artifacts).toHaveLength(20);
    expect(tornFiles(root), at).toEqual([]);
    expect(leftovers(root), at).toEqual([]);
    expect((await json(root, ["agent", "history", "verify"])).exit, at).toBe(0);
    rmSync(root, { recursive: true });
  }
}, 300_000);

/** Outputs that are neither whole nor absent. */
function tornFiles(root: string): string[] {
  const runs = join(root, ".sdetkit/agent/runs");
  const files = readdirSync(runs, { recursive: true, encoding: "utf8" }).filter((path) => /\d+\.txt$/.test(path));
  return files.filter(
    (path) => readFileSync(join(runs, path), "utf8") !== `${/(\d+)\.txt$/.exec(path)?.[1]}\n${CONTENT.repeat(8)}`,
  );
}
