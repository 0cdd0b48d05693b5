import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { afterAll, describe, expect, it } from "vitest";
import { TreeThread } from "./tree-thread.ts";

const folder = mkdtempSync(join(tmpdir(), "sdetkit-trees-"));
afterAll(() => rmSync(folder, { recursive: true }));
const from = join(folder, "from");
mkdirSync(join(from, "below"), { recursive: true });
writeFileSync(join(from, "below/file"), "text");
symlinkSync("/nowhere", join(from, "link"));

describe("the thread of trees", () => {
  it("copies a tree, links as links, and says how much there is in it", async () => {
    const to = join(folder, "to");
    const thread = new TreeThread();
    expect(await thread.do({ kind: "copy", from, to, owner: null })).toBe(3);
    expect(readFileSync(join(to, "below/file"), "utf8")).toBe("text");
    expect(readlinkSync(join(to, "link"))).toBe("/nowhere");
  });

  it("answers each of many in turn, with what the system says of those that cannot be done", async () => {
    const thread = new TreeThread();
    const [one, there, none, two] = await Promise.allSettled([
      thread.do({ kind: "claim", folder: from, owner: null }),
      thread.do({ kind: "copy", from, to: from, owner: null }),
      thread.do({ kind: "claim", folder: join(folder, "none"), owner: null }),
      thread.do({ kind: "claim", folder: join(from, "below"), owner: null }),
    ]);
    expect(one).toEqual({ status: "fulfilled", value: 3 });
    expect(there).toMatchObject({ status: "rejected", reason: { code: "EEXIST" } });
    expect(none).toMatchObject({ status: "rejected", reason: { code: "ENOENT" } });
    expect(two).toEqual({ status: "fulfilled", value: 1 });
  });

  it("fails what was asked for when it dies, and begins again", async () => {
    const begun = new Promise<Worker>((resolve) => process.once("worker", resolve));
    const thread = new TreeThread();
    const doomed = thread.do({ kind: "copy", from, to: join(folder, "doomed"), owner: null });
    await (await begun).terminate();
    await expect(doomed).rejects.toThrow(/ended/);
    expect(await thread.do({ kind: "copy", from, to: join(folder, "again"), owner: null })).toBe(3);
    expect(existsSync(join(folder, "again/below/file"))).toBe(true);
  });
});
