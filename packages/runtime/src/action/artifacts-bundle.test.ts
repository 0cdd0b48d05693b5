import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type TestWorkspace, testWorkspace } from "../audit/testing/workspace.ts";
import { createRedactor } from "../redact/create-redactor.ts";
import { artifactsBundle } from "./artifacts-bundle.ts";
import type { ActionContext } from "./types.ts";

function produce(workspace: TestWorkspace): TestWorkspace {
  mkdirSync(join(workspace.output, "reports/deep"), { recursive: true });
  writeFileSync(join(workspace.output, "summary.md"), "# Sum\n");
  writeFileSync(join(workspace.output, "reports/a.json"), "{}\n");
  writeFileSync(join(workspace.output, "reports/deep/b.json"), "[]\n");
  return workspace;
}

const bundle = (workspace: TestWorkspace, input: object, change: Partial<ActionContext> = {}) =>
  artifactsBundle.execute(artifactsBundle.params.parse(input), { ...workspace.context, ...change });

it("packs files as they are: a secret in one fails it, or is cut and counted where the step says so", async () => {
  const token = `ghp_${"A1b2".repeat(9)}`;
  using workspace = testWorkspace({
    "a.txt": `${token} ${token}\n`,
    "b.txt": "postgres 16\n",
    "c.txt": "hunter2hunter\n",
  });
  const refused = { code: "secret-in-artifact", message: expect.stringMatching(/^workspace:\/a\.txt: .*line 1/) };
  await expect(bundle(workspace, { paths: ["a.txt", "b.txt"] })).rejects.toMatchObject(refused);
  const kept = await bundle(workspace, { paths: ["a.txt", "b.txt"] }, { redact: true });
  expect(kept.artifacts.map(({ redacted }) => redacted)).toEqual([2, undefined]);
  execFileSync("tar", ["-xf", "bundle.tar"], { cwd: workspace.output });
  const packed = (name: string) => readFileSync(join(workspace.output, "bundle/workspace", name), "utf8");
  expect([packed("a.txt"), packed("b.txt")]).toEqual(["[redacted] [redacted]\n", "postgres 16\n"]);

  const redactor = createRedactor({ secrets: [{ variable: "DB_PASSWORD", value: "hunter2hunter" }] });
  const named = {
    code: "secret-from-environment",
    message: expect.stringMatching(/^workspace:\/c\.txt: .*DB_PASSWORD/),
  };
  for (const redact of [false, true])
    await expect(bundle(workspace, { paths: ["b.txt", "c.txt"] }, { redactor, redact })).rejects.toMatchObject(named);
  mkdirSync(join(workspace.root, "d"));
  symlinkSync("x", join(workspace.root, "d/hunter2hunter"));
  writeFileSync(join(workspace.root, "d/x"), "x");
  await expect(bundle(workspace, { paths: ["d"] }, { redactor })).rejects.toMatchObject({ code: named.code });
});

it("packs files, folders and patterns with checksums that verify inside and beside", async () => {
  using workspace = produce(testWorkspace({ "README.md": "hi", "docs/x.md": "x" }));
  const result = await bundle(workspace, {
    paths: ["output:/summary.md", "output:/reports/**/*.json", "docs", "README.md"],
  });
  expect(result.outputs).toMatchObject({ path: "output:/bundle.tar", files: 5 });
  expect(result.artifacts.map(({ name }) => name)).toEqual(["bundle.tar", "SHA256SUMS"]);
  execFileSync("sha256sum", ["-c", "--strict", "--quiet", "SHA256SUMS"], { cwd: workspace.output });
  execFileSync("tar", ["-xf", "bundle.tar"], { cwd: workspace.output });
  execFileSync("sha256sum", ["-c", "--strict", "--quiet", "SHA256SUMS"], { cwd: join(workspace.output, "bundle") });
  expect(readFileSync(join(workspace.output, "bundle/output/reports/deep/b.json"), "utf8")).toBe("[]\n");
  expect(readFileSync(join(workspace.output, "bundle/SHA256SUMS"), "utf8").trim().split("\n")).toHaveLength(5);
});

it("gives the same bytes again, also when its own files are already there", async () => {
  using one = produce(testWorkspace());
  using two = produce(testWorkspace());
  const input = { paths: ["output:/"], name: "evidence" };
  const first = await bundle(one, input);
  expect(await bundle(one, input)).toEqual(first);
  expect(await bundle(two, input)).toEqual(first);
  const names = execFileSync("tar", ["-tf", join(one.output, "bundle.tar")])
    .toString()
    .trim()
    .split("\n");
  expect(names).toEqual([
    "evidence/SHA256SUMS",
    "evidence/output/reports/a.json",
    "evidence/output/reports/deep/b.json",
    "evidence/output/summary.md",
  ]);
});

it("says which links, pipes and sockets it left out, in its outputs and in the archive", async () => {
  using workspace = produce(testWorkspace({ "docs/x.md": "x", "docs/deep/y.md": "y" }));
  symlinkSync("x.md", join(workspace.root, "docs/a.md"));
  symlinkSync("deep", join(workspace.root, "docs/b"));
  symlinkSync("nowhere", join(workspace.root, "docs/deep/c.md"));
  execFileSync("mkfifo", [join(workspace.root, "docs/pipe")]);
  const server = createServer().listen(join(workspace.root, "docs/socket"));
  await once(server, "listening");
  const result = await bundle(workspace, { paths: ["docs"], name: "b" });
  server.close();
  const left = [
    "link workspace:/docs/a.md",
    "link workspace:/docs/b",
    "link workspace:/docs/deep/c.md",
    "pipe workspace:/docs/pipe",
    "socket workspace:/docs/socket",
  ];
  expect(result).toMatchObject({ status: "succeeded", outputs: { files: 2, "left-out": left } });
  execFileSync("tar", ["-xf", "bundle.tar"], { cwd: workspace.output });
  expect(readFileSync(join(workspace.output, "b/LEFT-OUT"), "utf8").trim().split("\n")).toEqual(left);
  execFileSync("sha256sum", ["-c", "--strict", "--quiet", "SHA256SUMS"], { cwd: join(workspace.output, "b") });
});

it("names what a pattern would have packed, and is silent when nothing was left out", async () => {
  using workspace = produce(testWorkspace({ "docs/x.md": "x" }));
  symlinkSync("x.md", join(workspace.root, "docs/a.md"));
  symlinkSync("x.md", join(workspace.root, "docs/a.txt"));
  const { outputs } = await bundle(workspace, { paths: ["docs/*.md"] });
  expect(outputs["left-out"]).toEqual(["link workspace:/docs/a.md"]);
  using plain = produce(testWorkspace());
  expect(Object.keys((await bundle(plain, { paths: ["output:/"] })).outputs)).toEqual([
    "path",
    "sha256",
    "bytes",
    "files",
  ]);
});

it("never follows a link: one that is named is refused, those in a folder stay out", async () => {
  using workspace = produce(testWorkspace({ "docs/x.md": "x" }));
  symlinkSync("/etc", join(workspace.root, "etc"));
  symlinkSync("/etc/hostname", join(workspace.root, "docs/host"));
  await expect(bundle(workspace, { paths: ["etc"] })).rejects.toMatchObject({ code: "path-escapes" });
  await expect(bundle(workspace, { paths: ["etc/hostname"] })).rejects.toMatchObject({ code: "path-escapes" });
  await expect(bundle(workspace, { paths: ["docs/host"] })).rejects.toMatchObject({ code: "path-escapes" });
  expect((await bundle(workspace, { paths: ["docs"] })).outputs).toMatchObject({ files: 1 });
});

it.each([
  ["bundle-itself", ["output:/bundle.tar"]],
  ["bundle-itself", ["output:/SHA256SUMS"]],
  ["bundle-empty", ["output:/none/**"]],
  ["file-missing", ["output:/none.txt"]],
])("refuses with %s: %j", async (code, paths) => {
  using workspace = produce(testWorkspace());
  mkdirSync(join(workspace.output, "none"));
  await expect(bundle(workspace, { paths })).rejects.toMatchObject({ code });
});

it("does not overwrite the checksums of another bundle", async () => {
  using workspace = produce(testWorkspace());
  await bundle(workspace, { paths: ["output:/summary.md"] });
  await expect(bundle(workspace, { paths: ["output:/summary.md"], output: "output:/other.tar" })).rejects.toMatchObject(
    {
      code: "bundle-sums",
    },
  );
});

it("names all that it reads and writes, and refuses paths that climb", () => {
  const value = artifactsBundle.params.parse({ paths: ["a/**/b", "output:/c"], output: "output:/d/e.tar" });
  expect(artifactsBundle.needs(value)).toEqual([
    { kind: "read", path: { root: "workspace", path: "a" } },
    { kind: "read", path: { root: "output", path: "c" } },
    { kind: "write", path: { root: "output", path: "d/e.tar" } },
    { kind: "write", path: { root: "output", path: "d/SHA256SUMS" } },
  ]);
  for (const path of ["../a", "/a", "a/../../b", "a\0"]) {
    expect(artifactsBundle.params.safeParse({ paths: [path] }).success).toBe(false);
  }
});

it("refuses what is too large for one bundle, naming the file and the remedy, before it reads it", async () => {
  using workspace = produce(testWorkspace());
  truncateSync(join(workspace.output, "summary.md"), 500 * 1024 * 1024);
  for (const paths of [["output:/summary.md"], ["output:/"], ["output:/*.md"]]) {
    await expect(bundle(workspace, { paths })).rejects.toMatchObject({
      code: "bundle-too-large",
      message: expect.stringContaining("output:/summary.md"),
      remedy: expect.stringContaining("several bundles"),
    });
  }
});
