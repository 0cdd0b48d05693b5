import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { commitAll, gitIn } from "../testing/repository.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { openEngine } from "./open-engine.ts";
import type { Approver, Engine, Progress, RunAnswer } from "./types.ts";

const engines: Engine[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.close();
});

const willing: Approver = { ask: async () => ({ kind: "given", by: "ann", via: "flag" }) };
const SLEEP = { action: "shell.run", with: { argv: ["sleep", "600"] } };
const READ = { action: "fs.read", with: { path: "README.md" } };
const write = (id: string) => ({ action: "fs.write", with: { path: `output:/${id}`, content: id } });

/** A repository with something that is not committed, and one template. */
async function engineWith(workflow: readonly { readonly id: string }[], more: object = {}): Promise<Engine> {
  const root = temporaryFolder();
  const metadata = { id: "told", title: "Told", version: "1.0.0", description: "Is told.", owner: "qa" };
  const named = workflow.map((step) => ({ name: step.id, ...step }));
  mkdirSync(join(root, "templates/automations"), { recursive: true });
  mkdirSync(join(root, ".sdetkit"));
  const shell = [["sleep", "<int>"]];
  writeFileSync(
    join(root, "templates/automations/told.yaml"),
    JSON.stringify({ metadata, permissions: { shell }, ...more, workflow: named }),
  );
  writeFileSync(join(root, ".sdetkit/config.yaml"), JSON.stringify({ version: 1, policy: { shell } }));
  writeFileSync(join(root, "README.md"), "# One\n");
  gitIn(root, "init", "-q", "-b", "main");
  commitAll(root);
  writeFileSync(join(root, "README.md"), "# Two\n");
  const env = { PATH: process.env["PATH"] };
  const engine = await openEngine({
    cwd: root,
    env,
    builtinTemplates: join(root, "none"),
    version: "1",
    channel: "test",
  });
  engines.push(engine);
  return engine;
}

async function run(engine: Engine, isTime: (progress: Progress) => boolean, approver = willing) {
  const cancel = new AbortController();
  const onProgress = (progress: Progress) => void (isTime(progress) && cancel.abort());
  const answer: RunAnswer = await engine.run(
    { task: "template:told", inputs: {} },
    { approver, onProgress, signal: cancel.signal },
  );
  if (answer.kind !== "ran") throw new Error(answer.message);
  return { cancel, report: answer.report };
}

/** The steps of a run that is replayed with the same hash, and those that the replay performed. */
async function replayed(engine: Engine, hash: string): Promise<string[]> {
  const performed: string[] = [];
  const onProgress = (progress: Progress) => void (progress.kind === "step-started" && performed.push(progress.step));
  expect(await engine.replay(hash, { onProgress })).toMatchObject({ ok: true, replayed: hash, problems: [] });
  return performed;
}

const begins = (step: string) => (progress: Progress) => progress.kind === "step-started" && progress.step === step;

it("replays a run that was cancelled in the middle, with what cleaned up, and does not perform what was ended", async () => {
  const engine = await engineWith([
    { id: "read", ...READ },
    { id: "long", ...SLEEP },
    { id: "next", ...write("next") },
    { id: "tidy", if: "cancelled()", ...write("tidy") },
  ] as never);
  const { report } = await run(engine, begins("long"));
  expect(report.steps.map(({ status }) => status)).toEqual(["succeeded", "cancelled", "skipped", "succeeded"]);
  expect(await replayed(engine, report.hash)).toEqual(["read", "tidy"]);
});

it("replays a run that was cancelled while steps ran beside each other", async () => {
  const engine = await engineWith([
    { id: "one", needs: [], ...SLEEP },
    { id: "two", needs: [], ...SLEEP },
    { id: "read", needs: [], ...READ },
    { id: "after", needs: ["read"], ...write("after") },
    { id: "both", needs: ["one", "after"], if: "always()", ...write("both") },
  ] as never);
  const seen = new Set<string>();
  const { report } = await run(engine, (progress) => {
    if (progress.kind === "step-started" && progress.step !== "after") seen.add(progress.step);
    if (progress.kind === "step-ended" && progress.step === "after") seen.add("after");
    return ["one", "two", "after"].every((step) => seen.has(step));
  });
  expect(report.steps.map(({ status }) => status)).toEqual([
    ...["cancelled", "cancelled", "succeeded", "succeeded", "succeeded"],
  ]);
  expect(await replayed(engine, report.hash)).toEqual(["read", "after", "both"]);
});

it("replays a run that was cancelled while it waited to try again", async () => {
  const engine = await engineWith([
    { id: "fails", retry: { max: 3, "delay-seconds": 600 }, action: "fs.read", with: { path: "none" } },
    { id: "tidy", if: "always()", ...write("tidy") },
  ] as never);
  const { report } = await run(engine, (progress) => progress.kind === "step-ended" && progress.step === "fails");
  expect(report.steps.map(({ status }) => status)).toEqual(["cancelled", "succeeded"]);
  expect(await replayed(engine, report.hash)).toEqual(["fails", "tidy"]);
});

it("replays a run that was cancelled before it began anything", async () => {
  const engine = await engineWith([
    { id: "read", ...READ },
    { id: "tidy", if: "always()", ...write("tidy") },
  ] as never);
  const { report } = await run(engine, ({ kind }) => kind === "run-started");
  expect(report.steps.map(({ status }) => status)).toEqual(["cancelled", "succeeded"]);
  expect(await replayed(engine, report.hash)).toEqual(["tidy"]);
});

it("replays a run whose optional input was not given", async () => {
  const engine = await engineWith([{ id: "read", ...READ }], {
    inputs: { word: { required: false, description: "A word" } },
  });
  const { report } = await run(engine, () => false);
  expect(await replayed(engine, report.hash)).toEqual(["read"]);
});
