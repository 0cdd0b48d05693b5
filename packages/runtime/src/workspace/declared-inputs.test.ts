import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { createPace } from "../platform/pace.ts";
import { expandInputs } from "./declared-inputs.ts";

let root: string;
beforeEach(() => {
  const base = mkdtempSync(join(realpathSync(tmpdir()), "declared-inputs-"));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  root = join(base, "workspace");
  for (const each of ["workspace", "elsewhere"]) mkdirSync(join(base, each));
  writeFileSync(join(base, "elsewhere/theirs"), "theirs");
  writeFileSync(join(root, "ours"), "ours");
  symlinkSync("../elsewhere", join(root, "out"));
});

const expand = (input: string) => expandInputs(root, [input], createPace(new AbortController().signal));

it.each([
  ["relative", () => "out/theirs"],
  ["absolute", () => `${root}/out/theirs`],
  ["absolute, with two slashes", () => `${root}//out/theirs`],
  ["up behind a link", () => "out/../ours"],
  ["absolute, up from the workspace", () => `${root}//../elsewhere/theirs`],
])("refuses a link that leads out of the workspace on its way: %s", async (_, target) => {
  symlinkSync(target(), join(root, "input"));
  await expect(expand("input")).rejects.toMatchObject({ code: "path-escapes" });
});

it.each([
  ["relative", () => "./ours"],
  ["absolute", () => `${root}/ours`],
  ["absolute, with two slashes", () => `${root}//ours`],
])("declares with a link what it leads to, by its path in the workspace: %s", async (_, target) => {
  symlinkSync(target(), join(root, "input"));
  expect(await expand("input")).toEqual([
    { path: "input", kind: "link" },
    { path: "ours", kind: "file" },
  ]);
});
