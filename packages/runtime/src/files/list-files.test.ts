import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { createConfinedFiles } from "./confined-files.ts";
import type { ListOptions, MissedEntry } from "./types.ts";

let root: string;
beforeEach(() => {
  root = temporaryFolder();
});

const list = async (options: ListOptions = {}): Promise<string[]> => {
  const listing = createConfinedFiles({ workspace: root, output: root }).list({ root: "workspace", path: "" }, options);
  return (await Array.fromAsync(listing)).map(({ path }) => path.path);
};

it("lists a tree of 512 folders in each other, and misses what lies deeper instead of never ending", async () => {
  mkdirSync(join(root, "d/".repeat(514)), { recursive: true });
  for (const depth of [512, 513]) writeFileSync(join(root, `${"d/".repeat(depth)}x`), "");
  const missed: MissedEntry[] = [];
  expect(await list({ missed: (entry) => missed.push(entry) })).toEqual([`${"d/".repeat(512)}x`]);
  expect(missed).toEqual([{ path: "d/".repeat(513), reason: "too-deep" }]);
  await expect(list()).rejects.toMatchObject({ code: "path-invalid" });
});

it("ends at a name that is no UTF-8, unless somebody keeps account", async () => {
  writeFileSync(Buffer.concat([Buffer.from(`${root}/caf`), Buffer.of(0xe9)]), "");
  writeFileSync(join(root, "caf\ufffd"), "");
  const missed: MissedEntry[] = [];
  expect(await list({ missed: (entry) => missed.push(entry) })).toEqual(["caf\ufffd"]);
  expect(missed).toEqual([{ path: "caf\\xe9", reason: "name-not-utf8" }]);
  await expect(list()).rejects.toMatchObject({ code: "path-invalid", message: expect.stringContaining("caf\\xe9") });
});

it("does not list what a step beside it is writing: that is gone before it could be read", async () => {
  const files = createConfinedFiles({ workspace: root, output: root });
  writeFileSync(join(root, "a"), "");
  const writing = files.write({ root: "workspace", path: "b" }, "text");
  const [temporary, ...others] = readdirSync(root).sort();
  expect([temporary, others]).toEqual([expect.stringMatching(/^\.sdetkit-/), ["a"]]);
  expect(await list()).toEqual(["a"]);
  await writing;
  expect(await list()).toEqual(["a", "b"]);
});

it("passes on what the chooser throws", async () => {
  const cancelled = new Error("cancelled");
  await expect(list({ keep: () => Promise.reject(cancelled) })).rejects.toBe(cancelled);
});
