import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

/** The built program, as it is published: `npm run build` makes it. */
const bin = fileURLToPath(new URL("../bin/sdetkit.js", import.meta.url));
const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };

let folder = "";
let env: NodeJS.ProcessEnv;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bin-"));
  mkdirSync(join(folder, "home"));
  mkdirSync(join(folder, "work", ".sdetkit"), { recursive: true });
  const config = 'version: 1\npolicy:\n  shell:\n    - [sleep, "<int>"]\n';
  writeFileSync(join(folder, "work", ".sdetkit", "config.yaml"), config);
  env = { PATH: process.env["PATH"], HOME: join(folder, "home") };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function call(argv: readonly string[], more: { node?: readonly string[]; env?: NodeJS.ProcessEnv } = {}) {
  const cwd = join(folder, "work");
  const all = [...(more.node ?? []), bin, ...argv];
  const done = spawnSync(process.execPath, all, { cwd, env: { ...env, ...more.env }, encoding: "utf8" });
  return { exit: done.status, out: done.stdout, err: done.stderr };
}

test("--version is answered without the bundle", () => {
  expect(call(["--version"])).toEqual({ exit: 0, out: `${manifest.version}\n`, err: "" });
  expect(call(["-V"]).out).toBe(`${manifest.version}\n`);
});

test("agent may be left out, and help and version are words as well", () => {
  expect(call(["version"])).toEqual({ exit: 0, out: `${manifest.version}\n`, err: "" });
  expect(call(["help", "run"])).toEqual(call(["agent", "run", "--help"]));
  expect(call(["help", "tokens", "list"]).out).toContain("Usage: sdetkit agent tokens list");
  expect(call(["history", "list", "--json"])).toEqual(call(["agent", "history", "list", "--json"]));
});

test("a Node that is too old learns which one is needed", () => {
  const node = ["--import", 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.9.0"})'];
  const { exit, out, err } = call(["--version"], { node });
  expect({ exit, out }).toEqual({ exit: 2, out: "" });
  expect(err).toMatch(/^sdetkit needs Node 24\.15 or newer, but this is Node 20\.9\.0 \(/);
});

test("a wrong call exits 2, for people and for programs", () => {
  expect(call(["agent", "dotcor"])).toEqual({
    exit: 2,
    out: "",
    err: "error: unknown command 'dotcor'\n  → Did you mean doctor?\n",
  });
  const { exit, out, err } = call(["agent", "dotcor", "--json"]);
  expect({ exit, err, code: JSON.parse(out).error.code }).toEqual({ exit: 2, err: "", code: "usage" });
});

test("compiled code is kept in the caller's own cache folder, and only where nobody else can write", () => {
  call(["agent", "doctor"]);
  expect(statSync(join(folder, "home", ".cache", "sdetkit", "compiled")).mode & 0o777).toBe(0o700);
  const theirs = join(folder, "theirs");
  mkdirSync(join(theirs, "sdetkit", "compiled"), { recursive: true });
  spawnSync("chmod", ["777", join(theirs, "sdetkit", "compiled")]);
  const { exit } = call(["agent", "doctor"], { env: { XDG_CACHE_HOME: theirs } });
  expect(exit).toBe(0);
  expect(spawnSync("find", [theirs, "-type", "f"], { encoding: "utf8" }).stdout).toBe("");
});

test("output that cannot be written is reported in one line, and is a failure", () => {
  for (const line of ["agent templates list", "agent history export", "agent doctor --json"]) {
    const done = spawnSync("bash", ["-c", `"${process.execPath}" "${bin}" ${line} >/dev/full`], { cwd: folder, env });
    expect({ exit: done.status, said: String(done.stderr) }).toEqual({
      exit: 1,
      said: "error: the output could not be written: ENOSPC: no space left on device, write\n",
    });
  }
});

test("a reader that goes away is no failure", () => {
  const line = `"${process.execPath}" "${bin}" agent templates list 2>err | true; cat err; exit \${PIPESTATUS[0]}`;
  const done = spawnSync("bash", ["-c", line], { cwd: folder, env, encoding: "utf8" });
  expect({ exit: done.status, said: done.stdout }).toEqual({ exit: 0, said: "" });
});

test("an interrupt cancels the run in good order: recorded, exit 130", async () => {
  const task = 'action shell.run {"argv":["sleep","600"]}';
  const argv = [bin, "agent", "run", task, "--yes", "--json", "--verbose"];
  const child = spawn(process.execPath, argv, { cwd: join(folder, "work"), env, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  let said = "";
  for await (const text of child.stderr.setEncoding("utf8")) {
    said += text;
    if (said.includes("sleep 600")) break;
  }
  child.kill("SIGINT");
  const [exit] = (await once(child, "close")) as [number | null];
  expect(exit).toBe(130);
  expect(JSON.parse(out)).toMatchObject({ status: "cancelled" });
});

/** Seconds that no other process of this machine sleeps. */
const LONG = 600_000 + process.pid;
const sleeping = new RegExp(`sleep (${LONG}|${LONG + 1})$`, "m");

/** Calls the program with steps that take long, and one that cleans up: `tidy` seconds long. */
function calledForLong(tidy: number, more: readonly string[] = []) {
  const steps = [
    `{ id: long, name: Long, action: shell.run, with: { argv: [sleep, '${LONG}'] } }`,
    '{ id: next, name: Next, action: fs.write, with: { path: "${{ run.output_dir }}/next", content: x } }',
    `{ id: tidy, name: Tidy, action: shell.run, if: always(), with: { argv: [sleep, '${tidy}'] } }`,
  ];
  const head = `metadata: { id: cleans-${tidy}, title: Cleans, version: 1.0.0, description: Cleans up., owner: tests }`;
  mkdirSync(join(folder, "work", "templates", "automations"), { recursive: true });
  const template = [
    head,
    "permissions: { shell: [[sleep, <int>]] }",
    "workflow:",
    ...steps.map((step) => `  - ${step}`),
  ];
  writeFileSync(join(folder, "work", "templates", "automations", `cleans-${tidy}.yaml`), template.join("\n"));
  const argv = [bin, "agent", "templates", "run", `cleans-${tidy}`, "--yes", "--verbose", "--json", ...more];
  const child = spawn(process.execPath, argv, { cwd: join(folder, "work"), env, stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  const waits = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
    for (const look of waits) look();
  });
  const said = (what: string) =>
    new Promise<void>((resolve) => {
      const look = () => (err.includes(what) ? resolve() : undefined);
      waits.add(look);
      look();
    });
  return { child, said, ended: once(child, "close") as Promise<[number | null]>, out: () => out, err: () => err };
}

test.each(["SIGINT", "SIGTERM"] as const)(
  "after %s steps that clean up still run, others do not, and it is said",
  async (signal) => {
    const { child, said, ended, out, err } = calledForLong(1);
    await said(`sleep ${LONG}`);
    child.kill(signal);
    expect((await ended)[0]).toBe(130);
    const steps = [
      { id: "long", status: "cancelled" },
      { id: "next", status: "skipped" },
      { id: "tidy", status: "succeeded" },
    ];
    expect(JSON.parse(out())).toMatchObject({ status: "cancelled", steps });
    expect(err()).toContain("cleanup steps still run, for at most 5 minutes. Ctrl+C again stops at once.");
  },
);

test.each(["auto", "off"])(
  "a second interrupt ends at once, with all commands (sandbox: %s); the run can be resumed",
  async (sandbox) => {
    const config = join(folder, `${sandbox}.yaml`);
    writeFileSync(config, `version: 1\nsandbox: "${sandbox}"\npolicy:\n  shell:\n    - [sleep, "<int>"]\n`);
    const { child, said, ended, out } = calledForLong(LONG + 1, ["--config", config]);
    await said(`sleep ${LONG}`);
    child.kill("SIGINT");
    await said(`sleep ${LONG + 1}`);
    child.kill("SIGINT");
    expect((await ended)[0]).toBe(130);
    expect(out()).toBe("");
    await expect.poll(() => spawnSync("ps", ["-eo", "args"], { encoding: "utf8" }).stdout).not.toMatch(sleeping);
    const { runs, unfinished } = JSON.parse(call(["agent", "history", "list", "--json"]).out);
    expect(runs).toContainEqual(expect.objectContaining({ run: unfinished.at(-1).run, state: "cut-off", hash: null }));
    expect(unfinished.at(-1)).toMatchObject({ task: `template:cleans-${LONG + 1}`, alive: false });
  },
);

/** A world of processes of its own, whose first one buries nobody: whatever a command leaves behind is still there. */
const UNSHARE = ["--pid", "--fork", "--mount-proc"];
const cannot = spawnSync("unshare", [...UNSHARE, "true"]).status !== 0;
if (cannot) console.warn("!! NOT COVERED: processes that doctor leaves behind: `unshare --pid` does not work here");

test.skipIf(cannot).each([
  ["agent", "doctor"],
  ["agent", "doctor", "--server"],
])("%s %s leaves no process behind when it ends", (...words) => {
  const script = `
      const { spawnSync } = require("node:child_process");
      const { readdirSync, readFileSync } = require("node:fs");
      const { status } = spawnSync(process.execPath, ${JSON.stringify([bin, ...words.filter((word) => word)])});
      const left = readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name) && name !== "1");
      console.log(JSON.stringify({ status, left: left.map((pid) => readFileSync("/proc/" + pid + "/stat", "latin1")) }));
    `;
  const args = [...UNSHARE, process.execPath, "-e", script];
  const { stdout } = spawnSync("unshare", args, { cwd: join(folder, "work"), env, encoding: "utf8" });
  expect(JSON.parse(stdout)).toEqual({ status: 0, left: [] });
});
