import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { canonicalJson, REDACTED, type RunReport, recordHash } from "@sdetkit/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { layoutOf } from "../files/workspace-layout.ts";
import { openHistory } from "../history/open-history.ts";
import { hashing } from "../platform/hashing.ts";
import { commitAll, gitIn } from "../testing/repository.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { openEngine } from "./open-engine.ts";
import { CLEAN_UP_MINUTES } from "./perform-action.ts";
import type { Approver, Engine, RunAnswer } from "./types.ts";

const engines: Engine[] = [];

afterEach(() => {
  for (const engine of engines.splice(0)) engine.close();
});

const TEMPLATE = `metadata:
  id: two-notes
  title: Two notes
  version: 1.0.0
  description: Writes two notes into the output folder.
  owner: qa
inputs:
  word: { default: hello, description: What to write }
workflow:
  - id: first
    name: First note
    action: fs.write
    with: { path: "\${{ run.output_dir }}/first.txt", content: "\${{ inputs.word }}" }
  - id: second
    name: Second note
    action: fs.write
    with: { path: "\${{ run.output_dir }}/second.txt", content: "\${{ steps.first.outputs.sha256 }}" }
outputs:
  digest: \${{ steps.second.outputs.sha256 }}
`;

const USES_TOKEN = `metadata: { id: uses-token, title: Uses a token, version: 1.0.0, description: Uses a token., owner: qa }
permissions: { shell: [[test, <word>, "!=", <word>]] }
workflow:
  - { id: first, name: Before it, action: fs.write, with: { path: "\${{ run.output_dir }}/a", content: a } }
  - { id: second, name: With it, action: shell.run, with: { argv: [test, "\${{ env.DEPLOY_TOKEN }}", "!=", "[redacted]"] } }
`;

const nobody: Approver = { ask: async () => ({ kind: "unasked", why: "nobody is here" }) };
const willing: Approver = { ask: async () => ({ kind: "given", by: "ann", via: "flag" }) };

function workspace(options: { git?: boolean } = {}): string {
  const root = temporaryFolder();
  mkdirSync(join(root, "templates/automations"), { recursive: true });
  writeFileSync(join(root, "templates/automations/two-notes.yaml"), TEMPLATE);
  writeFileSync(join(root, "README.md"), "# A repository\n");
  if (options.git !== false) {
    gitIn(root, "init", "-q", "-b", "main");
    commitAll(root);
  }
  return root;
}

async function engineIn(root: string, env: { [name: string]: string } = {}): Promise<Engine> {
  const engine = await openEngine({
    cwd: root,
    env,
    builtinTemplates: join(root, "none"),
    version: "0.0.0",
    channel: "test",
  });
  engines.push(engine);
  return engine;
}

async function run(root: string, task: string, approver = nobody, inputs = {}): Promise<RunReport> {
  const answer: RunAnswer = await (await engineIn(root)).run({ task, inputs }, { approver });
  if (answer.kind !== "ran") throw new Error(`${answer.code}: ${answer.message}`);
  return answer.report;
}

it("leaves nothing in the output folder that acts by itself, records its name all the same, and says where it is", async () => {
  const root = workspace();
  const answer = await (await engineIn(root)).run(
    { task: 'action fs.write {"path":"output:/site/.git/HEAD","content":"ref: refs/heads/main"}', inputs: {} },
    { approver: nobody },
  );
  if (answer.kind !== "ran") throw new Error(answer.message);
  const [artifact] = answer.report.artifacts;
  expect(artifact?.name).toContain(".git/HEAD");
  expect(artifact?.path).toMatch(/output\/site\/inert\.git\/inert\.HEAD$/);
  expect(readFileSync(join(root, artifact?.path as string), "utf8")).toBe("ref: refs/heads/main");
  expect(answer.inert.map(({ is }) => is)).toEqual(["site/inert.git", "site/inert.git/inert.HEAD"]);
  const again = await run(root, 'action fs.write {"path":"output:/site/.git/HEAD","content":"ref: refs/heads/main"}');
  expect(again.hash).toBe(answer.report.hash);
});

describe("a run", () => {
  it("does its steps, records them, and has all three roles in its record", async () => {
    const root = workspace();
    const report = await run(root, "template:two-notes", nobody, { word: "hi" });
    expect(report).toMatchObject({
      status: "succeeded",
      steps: [
        { id: "first", status: "succeeded" },
        { id: "second", status: "succeeded" },
      ],
    });
    const [first] = report.artifacts;
    expect(readFileSync(join(root, first?.path ?? ""), "utf8")).toBe("hi");
    const history = openHistory(layoutOf(root), { readOnly: true });
    const record = await history.record(report.hash);
    expect(record).toMatchObject({
      manager: { plan: [{ step: "first" }, { step: "second" }] },
      reviewer: { verdict: "accepted" },
      inputs: { word: "hi" },
    });
    expect(JSON.stringify(record)).not.toContain(root);
    expect(history.envelope(report.run)?.steps[0]?.worker).toBe("worker-1");
    expect(await history.verify()).toMatchObject({ ok: true, runs: 1 });
    history.close();
  });

  it("has the same hash in another folder and at another time, and another one for other inputs", async () => {
    const [one, two] = [workspace({ git: false }), workspace({ git: false })];
    const first = await run(one, "template:two-notes");
    const second = await run(two, "template:two-notes");
    expect(second.hash).toBe(first.hash);
    expect(second.run).not.toBe(first.run);
    expect((await run(two, "template:two-notes", nobody, { word: "other" })).hash).not.toBe(first.hash);
  });

  it("denies a command that nobody approved, and runs it when somebody does", async () => {
    const root = workspace();
    const task = 'action shell.run {"argv":["git","rev-parse","HEAD"]}';
    expect(await run(root, task)).toMatchObject({ status: "denied", steps: [{ denials: [{ rule: "approval" }] }] });
    expect((await run(root, task, willing)).status).toBe("succeeded");
  });

  it("denies what no allowlist names even to a willing approver, and starts nothing", async () => {
    const root = workspace();
    const report = await run(root, 'action shell.run {"argv":["touch","escaped"]}', willing);
    expect(report).toMatchObject({ status: "denied", reviewer: { verdict: "rejected" } });
    expect(existsSync(join(root, "escaped"))).toBe(false);
    expect(await run(root, 'action fs.write {"path":"src/x","content":"x"}', willing)).toMatchObject({
      status: "denied",
    });
    expect(existsSync(join(root, "src/x"))).toBe(false);
  });

  it("lets commands use the programs of folders that the config names, and of no others", async () => {
    const root = workspace();
    const tool = temporaryFolder();
    mkdirSync(join(tool, "bin"));
    writeFileSync(join(tool, "bin/say-hello"), '#!/bin/sh\ncat "$(dirname "$0")/../words"\n', { mode: 0o755 });
    writeFileSync(join(tool, "words"), "hello\n");
    const task = 'action shell.run {"argv":["say-hello"],"deterministic":true}';
    mkdirSync(join(root, ".sdetkit"));
    writeFileSync(join(root, ".sdetkit/config.yaml"), "policy: { shell: [[say-hello]] }\n");
    expect(await run(root, task, willing)).toMatchObject({ steps: [{ failure: { code: "command-not-found" } }] });
    writeFileSync(join(root, ".sdetkit/config.yaml"), `tools: [${tool}]\npolicy: { shell: [[say-hello]] }\n`);
    expect(await run(root, task, willing)).toMatchObject({ steps: [{ outputs: { stdout: "hello\n" } }] });
  });

  it("finds a template by free text and refuses what fits nothing", async () => {
    const root = workspace();
    expect((await run(root, "write two notes")).template?.id).toBe("two-notes");
    const answer = await (await engineIn(root)).run({ task: "brew coffee", inputs: {} }, { approver: willing });
    expect(answer).toMatchObject({ kind: "refused", code: "no-match" });
    for (const task of ["template:two-note", "template:notes"]) {
      expect(await (await engineIn(root)).run({ task, inputs: {} }, { approver: willing })).toMatchObject({
        code: "unknown-template",
        suggestions: [{ task: "template:two-notes" }],
      });
    }
  });

  it("names the files that could not be read when there is no template of an id", async () => {
    const root = workspace();
    writeFileSync(join(root, "templates/automations/gate.yaml"), "metadata: { id: pr-gate }\n");
    const answer = await (await engineIn(root)).run({ task: "template:pr-gate", inputs: {} }, { approver: willing });
    expect(answer).toMatchObject({ code: "unknown-template" });
    expect(JSON.stringify(answer)).toContain("not valid: templates/automations/gate.yaml");
  });

  it("keeps secrets of the environment out of every byte it writes", async () => {
    const root = workspace();
    const canary = "canary-7f3a9c51d2e8";
    const engine = await engineIn(root, { DEPLOY_TOKEN: canary });
    const answer = await engine.run(
      { task: "template:two-notes", inputs: { word: `token ${canary}` } },
      { approver: nobody },
    );
    expect(answer.kind).toBe("ran");
    const { stdout } = spawnSync("grep", ["-rlF", canary, root], { encoding: "utf8" });
    expect(stdout).toBe("");
  });
});

const CLEANS = `metadata: { id: cleans, title: Cleans, version: 1.0.0, description: Cleans up., owner: qa }
permissions: { shell: [[sleep, <int>]] }
workflow:
  - { id: long, name: Long, action: shell.run, with: { argv: [sleep, "600"] } }
  - { id: next, name: Next, action: shell.run, with: { argv: [sleep, "600"] } }
  - { id: tidy, name: Tidy, if: always(), action: fs.write, with: { path: "\${{ run.output_dir }}/tidy", content: x } }
  - { id: hangs, name: Hangs, if: cancelled(), action: shell.run, with: { argv: [sleep, "600"] } }
  - { id: late, name: Late, if: always(), action: fs.write, with: { path: "\${{ run.output_dir }}/late", content: x } }
`;

describe("a cancel", () => {
  it("ends what runs, begins only what cleans up, and gives that so long in all", async () => {
    const root = workspace();
    writeFileSync(join(root, "templates/automations/cleans.yaml"), CLEANS);
    mkdirSync(join(root, ".sdetkit"));
    writeFileSync(join(root, ".sdetkit/config.yaml"), 'version: 1\npolicy:\n  shell:\n    - [sleep, "<int>"]\n');
    const { timeout } = AbortSignal;
    const bounded = vi.spyOn(AbortSignal, "timeout");
    bounded.mockImplementation((ms) => timeout.call(AbortSignal, ms === CLEAN_UP_MINUTES * 60_000 ? 500 : ms));
    const cancel = new AbortController();
    const engine = await engineIn(root);
    const answer = await engine.run(
      { task: "template:cleans", inputs: {} },
      {
        approver: willing,
        signal: cancel.signal,
        onProgress: (progress) => {
          if (progress.kind === "step-started" && progress.step === "long") cancel.abort();
        },
      },
    );
    bounded.mockRestore();
    expect(answer).toMatchObject({
      exit: 130,
      report: {
        status: "cancelled",
        steps: [
          { id: "long", status: "cancelled" },
          { id: "next", status: "skipped" },
          { id: "tidy", status: "succeeded" },
          { id: "hangs", status: "timed-out", failure: { message: expect.stringContaining("longer than 5 minutes") } },
          { id: "late", status: "timed-out" },
        ],
      },
    });
    // Neither what was cancelled nor what took too long is performed again.
    const { hash } = (answer as RunAnswer & { kind: "ran" }).report;
    expect(await engine.replay(hash, {})).toMatchObject({ ok: true, replayed: hash, problems: [] });
  });
});

describe("a secret in the name of a file", () => {
  const canary = "canary-7f3a9c51d2e8";
  it.each([
    ["fs.write", { path: `output:/${canary}/t`, content: "a" }],
    ["fs.write", { path: `.sdetkit/agent/workdir/${canary}.txt`, content: "a" }],
    ["artifacts.bundle", { paths: ["README.md"], output: `output:/${canary}.tar` }],
    ["report.build", { output: `output:/${canary}.html` }],
    ["repo.audit", { output: `output:/${canary}` }],
  ])("keeps %s from making it", async (action, params) => {
    const root = workspace();
    const engine = await engineIn(root, { DEPLOY_TOKEN: canary });
    const task = `action ${action} ${JSON.stringify(params)}`;
    const answer = await engine.run({ task, inputs: {} }, { approver: willing });
    const failure = { code: "secret-from-environment", message: expect.stringContaining("DEPLOY_TOKEN") };
    expect(answer).toMatchObject({ report: { status: "failed", steps: [{ failure }] } });
    expect(spawnSync("find", [root, "-name", `*${canary}*`], { encoding: "utf8" }).stdout).toBe("");
  });

  it("does not go into a bundle either, when a command has made it", async () => {
    const root = workspace();
    mkdirSync(join(root, canary));
    writeFileSync(join(root, canary, "a.txt"), "a");
    const engine = await engineIn(root, { DEPLOY_TOKEN: canary });
    const task = 'action artifacts.bundle {"paths":["**/a.txt"]}';
    const answer = await engine.run({ task, inputs: {} }, { approver: willing });
    expect(answer).toMatchObject({ report: { steps: [{ failure: { code: "secret-from-environment" } }] } });
    const { stdout } = spawnSync("grep", ["-rlF", canary, join(root, ".sdetkit")], { encoding: "utf8" });
    expect(stdout).toBe("");
  });
});

describe("replay", () => {
  it("comes to the same hash, and leaves nothing behind", async () => {
    const root = workspace();
    const report = await run(root, "template:two-notes");
    const answer = await (await engineIn(root)).replay(report.hash, {});
    expect(answer).toMatchObject({ ok: true, replayed: report.hash, problems: [] });
  });

  it("names step, field, both values and the class after the template was edited", async () => {
    const root = workspace();
    const report = await run(root, "template:two-notes");
    writeFileSync(join(root, "templates/automations/two-notes.yaml"), TEMPLATE.replace("/second.txt", "/2.txt"));
    const answer = await (await engineIn(root)).replay(report.hash, {});
    expect(answer).toMatchObject({
      ok: false,
      template_changes: [expect.stringMatching(/step .second. changed/)],
      problems: expect.arrayContaining([
        expect.objectContaining({
          step: "second",
          field: "params.path",
          expected: '"output:/second.txt"',
          got: '"output:/2.txt"',
          class: "template-edited",
        }),
      ]),
    });
  });

  it("repeats approved commands, which find the history of the repository in the scratch copy", async () => {
    const root = workspace();
    const report = await run(
      root,
      'action shell.run {"argv":["git","log","--oneline","-n","1"],"deterministic":true}',
      willing,
    );
    expect(report.status).toBe("succeeded");
    expect((await (await engineIn(root)).replay(report.run, {})).ok).toBe(true);
  });

  it.each<[string, Approver]>([
    ["that somebody said no to", { ask: async () => ({ kind: "denied", by: "ann", why: "not today" }) }],
    ["that nobody could be asked for", { ask: async () => ({ kind: "unasked", why: "nobody answered in time" }) }],
  ])("gives the same hash again for a command %s", async (_, approver) => {
    const root = workspace();
    const report = await run(root, 'action shell.run {"argv":["git","rev-parse","HEAD"]}', approver);
    expect(report.status).toBe("denied");
    expect(await (await engineIn(root)).replay(report.hash, {})).toMatchObject({ ok: true, replayed: report.hash });
  });

  it("does nothing for a record that was put into the history without the key", async () => {
    const root = workspace();
    const report = await run(root, 'action shell.run {"argv":["git","rev-parse","HEAD"]}', nobody);
    const layout = layoutOf(root);
    const file = (hash: string) => join(layout.history, "records", `${hash}.json`);
    const record = JSON.parse(readFileSync(file(report.hash), "utf8"));
    record.steps[0].approval = { required: true, given: true, digest: "0".repeat(64) };
    const forged = recordHash(record, hashing);
    writeFileSync(file(forged), canonicalJson(record));
    const database = new DatabaseSync(join(layout.history, "history.db"));
    for (const sql of ["UPDATE ledger SET leaf = replace(leaf, ?, ?)", "UPDATE runs SET hash = replace(hash, ?, ?)"])
      database.prepare(sql).run(report.hash, forged);
    database.close();
    const engine = await engineIn(root);
    await expect(engine.replay(forged, {})).rejects.toMatchObject({ code: "database-corrupt" });
  });

  it("tidies up after replays that were killed, and removes nothing else", async () => {
    const root = workspace();
    const report = await run(root, "template:two-notes");
    const { scratch } = layoutOf(root);
    for (const name of ["replay-4194305-1-00000000-r-1", "precious"])
      mkdirSync(join(scratch, name), { recursive: true });
    await (await engineIn(root)).replay(report.hash, {});
    expect(readdirSync(scratch)).toEqual(["precious"]);
  });

  it("works on a dirty tree, and names the file that is not there any more as it was read", async () => {
    const root = workspace();
    writeFileSync(join(root, "notes.txt"), "not committed");
    const report = await run(root, 'action fs.read {"path":"notes.txt"}');
    expect((await (await engineIn(root)).replay(report.hash, {})).ok).toBe(true);
    writeFileSync(join(root, "notes.txt"), "changed");
    const answer = await (await engineIn(root)).replay(report.hash, {});
    expect(answer).toMatchObject({ ok: false });
    expect(answer.problems.map((each) => each.class)).toEqual(["inputs-missing"]);
  });
});

describe("resume", () => {
  it("continues at the first step without an outcome and ends in the same record", async () => {
    const root = workspace();
    const whole = await run(root, "template:two-notes");
    const id = "r-0000000000000000000000CUT1";
    await cutOffRun(root, id);
    const answer = await (await engineIn(root)).resume(id, { approver: nobody });
    expect(answer).toMatchObject({ kind: "ran", report: { run: id, status: "succeeded", hash: whole.hash } });
  });

  it("has the secret variables again that the journal keeps redacted", async () => {
    const root = workspace();
    writeFileSync(join(root, "templates/automations/two-notes.yaml"), USES_TOKEN);
    mkdirSync(join(root, ".sdetkit"));
    const config = { policy: { shell: [["test", "<word>", "!=", "<word>"]], env: ["DEPLOY_TOKEN"] } };
    writeFileSync(join(root, ".sdetkit/config.yaml"), JSON.stringify(config));
    const id = "r-0000000000000000000000CUT1";
    await cutOffRun(root, id, { DEPLOY_TOKEN: REDACTED });
    const engine = await engineIn(root, { DEPLOY_TOKEN: "canary-7f3a9c51d2e8" });
    expect(await engine.resume(id, { approver: willing })).toMatchObject({ report: { status: "succeeded" } });
  });

  it.each(["", "output"])("does not write through a link in the place of its folder %s", async (name) => {
    const root = workspace();
    const id = "r-0000000000000000000000CUT1";
    await cutOffRun(root, id);
    const outside = join(root, "outside");
    mkdirSync(outside);
    const folder = join(layoutOf(root).runs, id, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(dirname(folder), { recursive: true });
    symlinkSync(outside, folder);
    const resumed = (await engineIn(root)).resume(id, { approver: nobody });
    await expect(resumed).rejects.toMatchObject({ code: "not-a-folder" });
    expect(readdirSync(outside)).toEqual([]);
  });
});

/** A process that dies between the intent and the outcome of the first step. */
async function cutOffRun(root: string, id: string, env = {}): Promise<void> {
  const script = join(import.meta.dirname, "testing/cut-off-process.ts");
  const { signal } = spawnSync(process.execPath, [script, root, id, JSON.stringify(env)], { stdio: "inherit" });
  expect(signal).toBe("SIGKILL");
}
