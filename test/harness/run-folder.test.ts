import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { endProcesses, processesOf } from "./processes.ts";
import { emptyFolder } from "./workspace.ts";

const SETUP = JSON.stringify(import.meta.resolve("./run-folder.ts"));
/** Begins a run of tests that leaves a process behind, which is no child of it and knows of it by its working directory only. */
const BEGIN = `
import { spawn } from "node:child_process";
import { setup } from ${SETUP};
const [config, other] = [{}, {}];
setup({ config });
setup({ config: other });
const left = spawn("sleep", ["600"], { cwd: other.env.TMPDIR, env: {}, detached: true, stdio: "ignore" });
left.unref();
left.on("spawn", () => `;

const words = (then: string) => ["--input-type=module", "-e", `${BEGIN}${then});`];
const end = (folder: string, then: string) =>
  spawnSync(process.execPath, words(then), { env: { TMPDIR: folder }, encoding: "utf8" });

test("what tests leave is named and ended, and the run has failed", () => {
  const folder = emptyFolder();
  const { status, stderr } = end(folder, "process.exit(0)");
  expect([status, stderr]).toEqual([1, expect.stringMatching(/expected no process .*\n {2}\d+: sleep 600\n/)]);
  expect([processesOf(folder), readdirSync(folder)]).toEqual([[], []]);
});

test("what an interrupted run leaves is ended", () => {
  const folder = emptyFolder();
  const { status, stderr } = end(folder, "process.exit(130)");
  expect([status, stderr]).toEqual([130, ""]);
  expect([processesOf(folder), readdirSync(folder)]).toEqual([[], []]);
});

test("what a run leaves that is killed is ended by the next one, and what another one works with is not", async () => {
  const folder = emptyFolder();
  onTestFinished(() => endProcesses(folder));
  const begin = async () => {
    const argv = words('{ console.log("there"); setInterval(() => {}, 1_000); }');
    const run = spawn(process.execPath, argv, { env: { TMPDIR: folder }, stdio: ["ignore", "pipe", "inherit"] });
    await once(run.stdout, "data");
    return run;
  };
  const sleeping = () => processesOf(folder).filter((each) => each.words === "sleep 600").length;
  const [killed, living] = [await begin(), await begin()];
  const ended = once(killed, "exit");
  killed.kill("SIGKILL");
  await ended;
  expect([sleeping(), readdirSync(folder).length]).toEqual([2, 2]);
  expect(end(folder, "process.exit(130)").status).toBe(130);
  expect([sleeping(), readdirSync(folder)]).toEqual([1, [expect.stringContaining(`-${living.pid}-`)]]);
});
