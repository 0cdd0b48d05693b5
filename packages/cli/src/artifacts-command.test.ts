import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { registry } from "./commands/registry.ts";
import { fakeServer, type Replies } from "./remote/testing/fake-server.ts";
import { runCli } from "./run-cli.ts";
import { testConsole } from "./terminal/testing/test-console.ts";

let base = "";
beforeAll(() => {
  base = mkdtempSync(join(realpathSync(tmpdir()), "cli-artifacts-"));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Downloads the artifacts of a run that made these files, into an empty folder. */
async function download(files: { readonly [name: string]: string }, prepare: (cwd: string) => void = () => undefined) {
  const cwd = mkdtempSync(join(base, "reader-"));
  prepare(cwd);
  const blobs = Object.entries(files).map(([, text]): [string, Replies] => [
    `GET /runs/r-1/blobs/${sha256(text)}`,
    (_asked, response) => void response.end(text),
  ]);
  const items = Object.entries(files).map(([name, text]) => ({
    ...{ name, path: `output/${name}`, sha256: sha256(text), bytes: text.length, volatile: false },
    href: `/api/v1/runs/r-1/blobs/${sha256(text)}`,
  }));
  const server = await fakeServer({ "GET /runs/r-1/artifacts": () => ({ items }), ...Object.fromEntries(blobs) });
  onTestFinished(server.close);
  const env = { NO_COLOR: "1", SDETKIT_SERVER: server.url, SDETKIT_TOKEN: "sdk_secret" };
  const console = testConsole({ cwd, env });
  const exit = await runCli(["agent", "artifacts", "r-1"], console, registry, { version: "9.9.9", templates: base });
  return { exit, out: console.out(), err: console.err(), folder: join(cwd, "r-1") };
}

it.each([
  ["a repository", ".git/"],
  ["a bare repository", ""],
])("lays %s out so that git runs nothing of it, and says so", async (_what, at) => {
  const proof = join(base, `ran-${at.length}`);
  const program = join(base, "program");
  writeFileSync(program, `#!/bin/sh\ntouch ${proof}\n`, { mode: 0o755 });
  const config = `[core]\n\trepositoryformatversion = 0\n\tfsmonitor = ${program}\n${at === "" ? "\tbare = false\n\tworktree = .\n" : ""}`;
  const { exit, out, folder } = await download({
    "report.txt": "fine",
    [`${at}HEAD`]: "ref: refs/heads/main\n",
    [`${at}config`]: config,
    [`${at}objects/info/keep`]: "1",
    [`${at}refs/heads/keep`]: "2",
  });
  expect(exit).toBe(0);
  const folders = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isDirectory());
  for (const cwd of [folder, ...folders.map((each) => join(each.parentPath, each.name))]) {
    spawnSync("git", ["status"], { cwd, env: { PATH: process.env.PATH, HOME: base } });
    spawnSync("git", ["-C", cwd, "status"], { cwd: base, env: { PATH: process.env.PATH, HOME: base } });
  }
  expect(existsSync(proof)).toBe(false);
  expect(readFileSync(join(folder, "report.txt"), "utf8")).toBe("fine");
  const head = at === "" ? "inert.HEAD" : "inert.git/inert.HEAD";
  expect(readFileSync(join(folder, head), "utf8")).toBe("ref: refs/heads/main\n");
  expect(out).toContain(`${at}HEAD is called ${head}  git would act on it automatically`);
});

it("writes nothing when two names would become one", async () => {
  const { exit, err, folder } = await download({ ".envrc": "touch x", "inert.envrc": "taken" });
  expect(exit).toBe(1);
  expect(err).toContain(".envrc and inert.envrc, which are the same file");
  expect(existsSync(folder)).toBe(false);
});

it.each([
  ["the folder", (cwd: string, elsewhere: string) => symlinkSync(elsewhere, join(cwd, "r-1"))],
  [
    "a folder on the way",
    (cwd: string, elsewhere: string) => {
      mkdirSync(join(cwd, "r-1"));
      symlinkSync(elsewhere, join(cwd, "r-1/sub"));
    },
  ],
  [
    "a file",
    (cwd: string, elsewhere: string) => {
      mkdirSync(join(cwd, "r-1/sub"), { recursive: true });
      symlinkSync(join(elsewhere, "theirs"), join(cwd, "r-1/sub/report.txt"));
    },
  ],
])("writes nothing through a link: %s", async (_what, prepare) => {
  const elsewhere = mkdtempSync(join(base, "elsewhere-"));
  writeFileSync(join(elsewhere, "theirs"), "theirs");
  const files = { "first.txt": "one", "sub/report.txt": "new" };
  const { exit, err, folder } = await download(files, (cwd) => prepare(cwd, elsewhere));
  expect(exit).toBe(1);
  expect(err).toContain("is a link");
  expect(readdirSync(elsewhere)).toEqual(["theirs"]);
  expect(readFileSync(join(elsewhere, "theirs"), "utf8")).toBe("theirs");
  expect(existsSync(join(folder, "first.txt"))).toBe(false);
});

it("says of a run that is not over that its artifacts are to come", async () => {
  const server = await fakeServer({
    "GET /runs/r-1/artifacts": () => ({ items: [] }),
    "GET /runs/r-1": () => ({ run: "r-1", state: "waiting" }),
    "GET /runs/r-2/artifacts": () => ({ items: [] }),
    "GET /runs/r-2": () => ({ run: "r-2", state: "over" }),
  });
  onTestFinished(server.close);
  const artifacts = async (run: string) => {
    const console = testConsole({
      cwd: base,
      env: { NO_COLOR: "1", SDETKIT_SERVER: server.url, SDETKIT_TOKEN: "sdk_secret" },
    });
    const exit = await runCli(["agent", "artifacts", run], console, registry, { version: "9.9.9", templates: base });
    return { exit, out: console.out(), err: console.err() };
  };
  const early = await artifacts("r-1");
  expect(early).toMatchObject({ exit: 2, out: "" });
  expect(early.err).toContain("r-1 is waiting");
  expect(early.err).toContain("sdetkit agent follow r-1");
  expect(await artifacts("r-2")).toMatchObject({ exit: 0, err: "", out: expect.stringContaining("no artifacts") });
});

it("overwrites no file that is there, and then brings none of the others", async () => {
  const { exit, err, folder } = await download({ "first.txt": "one", "report.txt": "new" }, (cwd) => {
    mkdirSync(join(cwd, "r-1"));
    writeFileSync(join(cwd, "r-1/report.txt"), "mine");
  });
  expect(exit).toBe(1);
  expect(err).toContain("it exists already");
  expect(readFileSync(join(folder, "report.txt"), "utf8")).toBe("mine");
  expect(existsSync(join(folder, "first.txt"))).toBe(false);
});
