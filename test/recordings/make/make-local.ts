import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ended, json, start } from "../../harness/cli.ts";
import { processesOf } from "../../harness/processes.ts";
import { noted, type RecordedRun, type RecordedWorkspace, record } from "./recorder.ts";
import type { Workspace } from "./workspaces/sample-repository.ts";
import { WORKSPACES } from "./workspaces.ts";

/** Makes every workspace below a folder, with its history, and answers what is in it. */
export async function makeLocal(base: string): Promise<RecordedWorkspace[]> {
  mkdirSync(base, { recursive: true });
  const made: RecordedWorkspace[] = [];
  for (const workspace of WORKSPACES) made.push(await make(base, workspace));
  return made;
}

async function make(base: string, { name, below = "", fill, runs }: Workspace): Promise<RecordedWorkspace> {
  fill(join(base, name));
  const folder = join(name, below);
  const root = join(base, folder);
  const done: RecordedRun[] = [];
  for (const asked of runs) done.push(await record(root, asked));
  const cut = name === "interrupted" ? await interrupt(root) : { runs: [], unfinished: null };
  const checkpoint = readFileSync(join(root, ".sdetkit/agent/history/checkpoint"), "utf8");
  return { folder, runs: [...done, ...cut.runs], unfinished: cut.unfinished, checkpoint };
}

/** Runs that were cancelled, that were killed and resumed, and one that was killed and is left so. */
async function interrupt(root: string): Promise<Pick<RecordedWorkspace, "runs" | "unfinished">> {
  const runs: RecordedRun[] = [];
  for (const [template, about] of [
    ["is-stopped", "cancelled in the middle"],
    ["cleans-up", "cancelled, and cleaned up"],
  ] as const) {
    const run = await cutOff(root, template, "SIGINT");
    const { record, hash } = (await json(root, ["agent", "history", "show", run])).answer;
    runs.push({ run, hash, status: record.status, about });
  }
  const resumed: [string, string, string[], string][] = [
    ["is-killed", "succeeded", [], "killed, and resumed"],
    ["is-killed-once", "failed", [], "killed in what may not be repeated, and resumed"],
    ["is-killed-once", "succeeded", ["--retry-unknown"], "killed, and repeated because somebody said so"],
  ];
  for (const [template, status, words, about] of resumed) {
    const run = await cutOff(root, template, "SIGKILL");
    runs.push(noted(await json(root, ["agent", "resume", run, "--approve", ...words]), { status, about }));
  }
  return { runs, unfinished: await cutOff(root, "is-killed", "SIGKILL") };
}

/** Ends a run while its command sleeps, and answers its id. */
async function cutOff(root: string, template: string, signal: "SIGINT" | "SIGKILL"): Promise<string> {
  const child = start(root, ["agent", "run", `template:${template}`, "--approve", "--verbose"]);
  const end = ended(child);
  const run = await untilSleeping(root);
  child.kill(signal);
  await end;
  return run;
}

/** Waits until a run is in its second step: what the first wrote is there, and its command has begun. */
async function untilSleeping(root: string): Promise<string> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { answer } = await json(root, ["agent", "history", "list"]);
    const going = answer.unfinished.find(({ alive }: { alive: boolean }) => alive);
    if (going && processesOf(root).some(({ words }) => words === "sleep 4")) return going.run;
  }
  throw new Error("expected a run to get to its command");
}
