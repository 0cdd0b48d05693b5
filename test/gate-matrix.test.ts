import { readdirSync } from "node:fs";
import { type JsonObject, parseParams } from "@sdetkit/core";
import { actionSpecs } from "@sdetkit/runtime";
import { describe, expect, test } from "vitest";
import { type Answered, ended, json, start } from "./harness/cli.ts";
import { endProcesses } from "./harness/processes.ts";
import { FORBIDDEN, SOURCE, sampleParameters } from "./harness/sample-parameters.ts";
import { commit, configure, type Policy, put, repository, type Step, template } from "./harness/workspace.ts";

/** One call of one action: what it would touch outside of the output folder, if it came to that. */
interface Case {
  readonly action: string;
  readonly params: JsonObject;
  readonly consequential: boolean;
  /** What it needs, as text. */
  readonly touches: string;
}

/** Walks the registry: an action that is added is tested unasked. */
const cases: Case[] = [...actionSpecs.values()].flatMap((spec) =>
  sampleParameters(spec).map((params) => {
    const parsed = parseParams(spec, params);
    if (!parsed.success) throw new Error(`${spec.name}: ${parsed.error.message}`);
    const needs = spec.needs(parsed.data);
    const consequential = needs.some(
      (need) => need.kind !== "read" && !(need.kind === "write" && need.path.root === "output"),
    );
    return { action: spec.name, params, consequential, touches: JSON.stringify(needs) };
  }),
);
/** Calls that touch the same are one call to the gate. */
const dangerous = [
  ...new Map(
    cases.filter((each) => each.consequential).map((each) => [`${each.action} ${each.touches}`, each]),
  ).values(),
];
const quiet = cases.filter((each) => !each.consequential);

const WORDS = ["touch", "..."];
const EVERYTHING = { write: [FORBIDDEN], shell: [WORDS] };

interface Situation {
  readonly why: string;
  readonly policy: Policy;
  readonly declared: Required<Pick<Policy, "write" | "shell">>;
  readonly flags: readonly string[];
}

/** Why an action must not happen: what the workspace allows, what the template declares, and whether somebody approves. */
const situations: readonly Situation[] = [
  { why: "the policy does not allow it", policy: {}, declared: EVERYTHING, flags: ["--approve"] },
  {
    why: "the template does not declare it",
    policy: EVERYTHING,
    declared: { write: ["elsewhere"], shell: [["git", "status"]] },
    flags: ["--approve"],
  },
  { why: "nobody approves it", policy: EVERYTHING, declared: EVERYTHING, flags: [] },
];

/** Commands run unconfined here, so that one that was started would leave its mark. */
function workspace(policy: Policy): string {
  const root = repository();
  configure(root, policy, { sandbox: "off" });
  put(root, `${FORBIDDEN}/${SOURCE}`, "");
  put(root, ".gitignore", `${FORBIDDEN}/\n`);
  return root;
}

const steps = (needs: readonly string[], more: object = {}): Step[] =>
  dangerous.map(({ action, params }, n) => ({ id: `s${n}`, action, with: params, needs, ...more }));

/** Denied, nothing made, and a record that says so. */
async function expectDenied(root: string, { exit, answer }: Answered, denied: number): Promise<void> {
  expect({ exit, status: answer.status }).toEqual({ exit: 3, status: "denied" });
  const refused = answer.steps.filter((step: { denials: unknown[] }) => step.denials.length > 0);
  expect(refused).toHaveLength(denied);
  for (const step of refused) expect(step).toMatchObject({ status: "denied", outputs: {} });
  expect(readdirSync(`${root}/${FORBIDDEN}`)).toEqual([SOURCE]);
  expect(answer.artifacts).toEqual([]);
  const { runs } = (await json(root, ["agent", "history", "list"])).answer;
  expect(runs).toContainEqual(expect.objectContaining({ run: answer.run, hash: answer.hash, status: "denied" }));
  const shown = (await json(root, ["agent", "history", "show", answer.run])).answer;
  const recorded = shown.record.steps.filter((step: { denials: unknown[] }) => step.denials.length > 0);
  expect(recorded.map((step: { id: string; attempts: number }) => step.attempts)).toEqual(refused.map(() => 0));
}

test("every action of the registry has parameters here, and one that says it writes or runs is dangerous with some", () => {
  expect([...new Set(cases.map(({ action }) => action))].sort()).toEqual([...actionSpecs.keys()].sort());
  const needy = [...actionSpecs.values()].filter(({ capability }) => capability !== "none").map(({ name }) => name);
  expect([...new Set(dangerous.map(({ action }) => action))].sort()).toEqual(expect.arrayContaining(needy.sort()));
});

describe.each(situations)("when $why", ({ policy, declared, flags }) => {
  test.each([
    { way: "templates run", argv: ["agent", "templates", "run", "all"] },
    { way: "run template:", argv: ["agent", "run", "template:all"] },
  ])("$way starts none of them", async ({ argv }) => {
    const root = workspace(policy);
    template(root, "all", steps([]), { permissions: declared });
    commit(root);
    await expectDenied(root, await json(root, [...argv, ...flags]), dangerous.length);
  });

  test("resume of a run that was interrupted starts none of them", async () => {
    const root = workspace({ ...policy, shell: [...(policy.shell ?? []), ["sleep", "<int>"]] });
    const slow: Step = { id: "slow", action: "shell.run", with: { argv: ["sleep", "600"] }, "continue-on-error": true };
    const permissions = { ...declared, shell: [...declared.shell, ["sleep", "600"]] };
    template(root, "cut", [slow, ...steps(["slow"], { if: "always()" })], { permissions });
    commit(root);
    const run = await cutOff(root, ["agent", "templates", "run", "cut", "--approve=slow", "--verbose"]);
    const { answer } = await json(root, ["agent", "history", "list"]);
    expect(answer.unfinished).toMatchObject([{ run, alive: false }]);
    await expectDenied(root, await json(root, ["agent", "resume", run, ...flags]), dangerous.length);
  });
});

test.each([
  { why: "the policy does not allow it", policy: {}, flags: ["--approve"] },
  { why: "nobody approves it", policy: EVERYTHING, flags: [] },
])("run action … starts none of them when $why", async ({ policy, flags }) => {
  const root = workspace(policy);
  const hashes: string[] = [];
  for (const { action, params } of dangerous) {
    const { exit, answer } = await json(root, ["agent", "run", ...flags, `action ${action} ${JSON.stringify(params)}`]);
    expect({ exit, status: answer.status }).toEqual({ exit: 3, status: "denied" });
    expect(answer.steps[0].denials).not.toEqual([]);
    hashes.push(answer.hash);
  }
  expect(readdirSync(`${root}/${FORBIDDEN}`)).toEqual([SOURCE]);
  const { runs } = (await json(root, ["agent", "history", "list", "--status", "denied"])).answer;
  expect(runs.map((row: { hash: string }) => row.hash).sort()).toEqual(hashes.sort());
});

test("the marks are real: with permission and approval the same calls leave them", async () => {
  const root = workspace(EVERYTHING);
  for (const { action, params } of dangerous) {
    await json(root, ["agent", "run", "--approve", `action ${action} ${JSON.stringify(params)}`]);
  }
  const made = readdirSync(`${root}/${FORBIDDEN}`).join(" ");
  for (const { name, capability } of actionSpecs.values()) if (capability !== "none") expect(made).toContain(name);
});

test("what needs no permission stays inside the run's output folder", async () => {
  const root = workspace({});
  for (const { action, params } of quiet) {
    const before = tree(root);
    const { answer } = await json(root, ["agent", "run", `action ${action} ${JSON.stringify(params)}`]);
    expect(["succeeded", "failed"]).toContain(answer.status);
    const inside = `.sdetkit/agent/runs/${answer.run}/`;
    const own = /^\.sdetkit\/(agent(\/(history|keys|workdir|runs)(\/|$).*|$)|\.gitignore$)/;
    const added = tree(root).filter((path) => !before.includes(path));
    expect(added.filter((path) => !path.startsWith(inside) && !own.test(path))).toEqual([]);
    expect(tree(root).filter((path) => path.startsWith(FORBIDDEN))).toEqual([FORBIDDEN, `${FORBIDDEN}/${SOURCE}`]);
  }
});

function tree(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => !path.startsWith(".git/"));
}

/** Starts a run, kills it while its first step is in progress, and answers its id. */
async function cutOff(root: string, argv: readonly string[]): Promise<string> {
  const child = start(root, argv);
  const over = ended(child);
  let said = "";
  await new Promise<void>((resolve) => {
    child.on("close", () => resolve());
    child.stderr?.on("data", (data) => {
      said += data;
      if (said.includes("· slow")) resolve();
    });
  });
  child.kill("SIGKILL");
  await over;
  // Unconfined, a command that had begun outlives whoever started it.
  endProcesses(root);
  const run = /run (r-[0-9A-Z]{26})/.exec(said)?.[1];
  if (run === undefined) throw new Error(`expected a run to begin, got ${said}`);
  return run;
}
