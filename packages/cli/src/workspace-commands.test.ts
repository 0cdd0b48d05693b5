import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { registry } from "./commands/registry.ts";
import { runCli } from "./run-cli.ts";
import { type TestWorld, testConsole } from "./terminal/testing/test-console.ts";

const templates = fileURLToPath(new URL("../../../templates/automations", import.meta.url));
let repo = "";
beforeEach(() => {
  repo = mkdtempSync(join(realpathSync(tmpdir()), "cli-ws-"));
  writeFileSync(join(repo, "README.md"), "# here\n");
  git("init", "-q");
  git("add", ".");
  git("-c", "user.name=n", "-c", "user.email=n@example.org", "commit", "-qm", "first");
});
afterEach(() => rmSync(repo, { recursive: true, force: true }));

function git(...words: string[]): string {
  return execFileSync("git", words, { cwd: repo, encoding: "utf8" });
}

async function call(line: string | readonly string[], world: TestWorld = {}) {
  const console = testConsole({ cwd: repo, ...world });
  const argv = typeof line === "string" ? line.split(" ") : line;
  const exit = await runCli(argv, console, registry, { version: "9.9.9", templates });
  return { exit, out: console.out(), err: console.err() };
}

async function json(line: string | readonly string[], world: TestWorld = {}) {
  const argv = typeof line === "string" ? line.split(" ") : line;
  const { exit, out, err } = await call([...argv, "--json"], world);
  return { exit, err, answer: JSON.parse(out) };
}

const WRITE = ["agent", "run", 'action fs.write {"path":"docs/a.txt","content":"x"}'];

/** Lets writes to docs/ be approved. */
async function allowDocs(): Promise<void> {
  await call("agent init");
  const config = join(repo, ".sdetkit", "config.yaml");
  writeFileSync(
    config,
    readFileSync(config, "utf8").replace("- .sdetkit/agent/workdir", "- .sdetkit/agent/workdir\n    - docs"),
  );
}

test("init makes a workspace once, and says when the config has changed", async () => {
  expect((await json("agent init")).answer).toMatchObject({
    config: { path: ".sdetkit/config.yaml", state: "written" },
  });
  expect((await json("agent init")).answer).toMatchObject({ made: [], config: { state: "default" } });
  appendFileSync(join(repo, ".sdetkit", "config.yaml"), "# mine\n");
  expect((await call("agent init")).out).toContain("with your changes: left unchanged");
});

test("last is the newest run, and where none is there that is said", async () => {
  for (const command of ["replay", "history show", "history prove", "resume"]) {
    const none = await json(`agent ${command} last`);
    expect(none, command).toMatchObject({ exit: 2, answer: { error: { code: "unknown-run" } } });
  }
  await json(["agent", "run", 'action fs.read {"path":"README.md"}']);
  const { answer } = await json("agent run template:repo-health-audit");
  expect((await json("agent history show last")).answer).toMatchObject({ run: answer.run });
  expect((await json("agent history prove last")).answer.leaf).toContain(answer.run);
  expect((await json("agent replay last")).answer).toMatchObject({ ok: true, hash: answer.hash });
});

test("what an interrupt leaves without a result exits 130, and differs from nothing", async () => {
  const { answer } = await json("agent run template:repo-health-audit");
  const world = { signal: AbortSignal.abort() };
  expect(await json(`agent replay ${answer.hash}`, world)).toMatchObject({
    exit: 130,
    answer: { error: { code: "interrupted" } },
  });
  const demo = await call("agent demo", world);
  expect(demo).toMatchObject({
    exit: 130,
    out: "",
    err: expect.stringContaining("its completed runs are in the history"),
  });
  const { total } = (await json("agent history list")).answer;
  expect(total, "no further run is begun").toBe(2);
});

test("doctor exits 1 when a check fails, and says how to fix it", async () => {
  await call("agent init");
  writeFileSync(join(repo, ".sdetkit", "config.yaml"), "version: 2\n");
  const world = { env: { PATH: process.env["PATH"] ?? "" } };
  const { exit, answer } = await json("agent doctor", world);
  expect({ exit, ok: answer.ok }).toEqual({ exit: 1, ok: false });
  const { out } = await call("agent doctor", world);
  expect(out).toMatch(/✗ config .*\n +→ .+\n/);
  expect(out).toContain("One check failed.");
});

test("a run answers with run, hash, status, template, steps and artifacts", async () => {
  const { exit, answer, err } = await json("agent templates run repo-health-audit --set profile=strict");
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  expect(answer).toMatchObject({
    run: expect.stringMatching(/^r-/),
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    status: "succeeded",
    template: { id: "repo-health-audit" },
    steps: expect.arrayContaining([
      expect.objectContaining({ id: "audit", action: "repo.audit", status: "succeeded" }),
    ]),
  });
  for (const { path } of answer.artifacts) expect(existsSync(join(repo, path))).toBe(true);
  expect((await json("agent history list")).answer.runs).toMatchObject([{ run: answer.run, hash: answer.hash }]);
  expect((await json(`agent history show ${answer.hash.slice(0, 8)}`)).answer).toMatchObject({
    run: answer.run,
    index: 0,
  });
  expect((await json(`agent replay ${answer.hash}`)).answer).toMatchObject({ ok: true, problems: [] });
  expect((await json(`agent history prove ${answer.run}`)).answer).toMatchObject({ index: 0, size: 1 });
});

test("inputs come from a file, and --set beats it; both are checked", async () => {
  const file = join(repo, "in.yaml");
  writeFileSync(file, "profile: strict\nfail-on: error\n");
  const plan = `agent templates plan repo-health-audit --input-file ${file} --set profile=default`;
  expect((await json(plan)).answer.inputs).toMatchObject({ profile: "default", "fail-on": "error" });
  const piped = "agent templates plan repo-health-audit --input-file -";
  expect((await json(piped, { input: '{"profile":"strict"}' })).answer.inputs).toMatchObject({ profile: "strict" });
  for (const wrong of ["--set profile=lax", "--set unknown=1", `--input-file ${repo}/none.yaml`]) {
    expect((await json(`agent templates plan repo-health-audit ${wrong}`)).exit).toBe(2);
  }
});

test("what the policy does not name is denied: exit 3, nothing written, and a record of it", async () => {
  const { exit, out } = await call(WRITE);
  expect(exit).toBe(3);
  expect(out).toContain("denied");
  expect(existsSync(join(repo, "docs"))).toBe(false);
  expect((await json("agent history list")).answer.runs).toMatchObject([{ status: "denied" }]);
});

test("what needs approval is asked at a terminal, taken from --approve, or denied", async () => {
  await allowDocs();
  const silent = await call(WRITE);
  expect(silent.exit).toBe(3);
  const no = await call(WRITE, { tty: true, answers: ["n"], env: { CI: "1", NO_COLOR: "1" } });
  expect(no.exit).toBe(3);
  expect(no.err).toContain("Approve exactly this? [y/N] not approved");
  expect(existsSync(join(repo, "docs"))).toBe(false);
  expect((await call([...WRITE.slice(0, 2), "--approve=other", WRITE[2] as string])).exit).toBe(2);
  expect((await call([...WRITE.slice(0, 2), "--approve", WRITE[2] as string])).exit).toBe(0);
  expect(readFileSync(join(repo, "docs", "a.txt"), "utf8")).toBe("x");
  const yes = await call(WRITE, { tty: true, answers: ["y"], env: { CI: "1", NO_COLOR: "1" } });
  expect({ exit: yes.exit, asked: yes.err.includes("docs/a.txt") }).toEqual({ exit: 0, asked: true });
});

test("a plan runs nothing, and exits as the run would", async () => {
  expect((await call([...WRITE, "--dry-run"])).exit).toBe(3);
  expect((await call("agent templates plan repo-health-audit")).out).toContain("all allowed. Nothing was run.");
  expect(existsSync(join(repo, ".sdetkit"))).toBe(false);
});

test("a task that cannot be read is shown with a caret under the place", async () => {
  const { exit, err } = await call(["agent", "run", 'action fs.read {"path":'], {});
  expect(exit).toBe(2);
  expect(err).toMatch(/<task>:1:16 {2}error .*\n {2}1 │ action fs\.read \{"path":\n {4}│ {16}\^\n/);
});

test("validate shows every mistake with its line and a caret, also of a file elsewhere", async () => {
  const file = join(repo, "bad.yaml");
  writeFileSync(file, "metadata:\n  id: UPPER\nworkflow:\n  - id: a\n    action: fs.raed\n");
  const { exit, out } = await call(`agent templates validate ${file}`);
  expect(exit).toBe(2);
  expect(out).toContain("  5 │     action: fs.raed\n    │             ^^^^^^^\n");
  const world = { env: { GITHUB_ACTIONS: "true" } };
  const { err, answer } = await json(`agent templates validate ${file}`, world);
  expect(err).toMatch(/^::error file=bad\.yaml,line=5,col=13,title=unknown-action::/m);
  expect(answer).toMatchObject({ ok: false, templates: [{ file: "bad.yaml", ok: false }] });
  expect((await json("agent templates validate --all")).answer.ok).toBe(true);
});

test("in GitHub Actions a run leaves a summary, and an annotation for what was denied", async () => {
  const summary = join(repo, "summary.md");
  const { err } = await call(WRITE, { env: { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary } });
  expect(err).toMatch(/^::error title=sdetkit step action::/);
  expect(readFileSync(summary, "utf8")).toMatch(/\| `action` \| `fs\.write` \| denied \|/);
});

test("run-all runs what needs no input and names each hash", async () => {
  const { exit, out } = await call("agent templates run-all");
  expect([1, 3]).toContain(exit);
  expect(out.match(/hash [0-9a-f]{64}$/gm)?.length).toBe((await json("agent history list")).answer.runs.length);
});

test("packs and dashboards are the same bytes each time", async () => {
  await call("agent templates run repo-health-audit");
  const twice = async (line: string) => {
    const digests = [(await json(line)).answer.sha256, (await json(line)).answer.sha256];
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(digests[1]).toBe(digests[0]);
  };
  await twice("agent templates pack --output pack.tar");
  for (const format of ["json", "md", "html", "csv"])
    await twice(`agent dashboard build --format ${format} --output d.${format}`);
  expect(execFileSync("tar", ["tf", join(repo, "pack.tar")], { encoding: "utf8" })).toContain(
    "SHA256SUMS\npack.json\n",
  );
});

test("history in a folder where nothing was run is empty, not an error, and makes nothing", async () => {
  expect(await json("agent history list")).toMatchObject({ exit: 0, answer: { runs: [], unfinished: [] } });
  expect(await json("agent history verify")).toMatchObject({ exit: 0, answer: { ok: true, runs: 0 } });
  expect((await call("agent history export")).out).toMatch(/^seq,run,hash,/);
  expect(existsSync(join(repo, ".sdetkit"))).toBe(false);
});

test("a changed record is found: exit 5, named", async () => {
  const { answer } = await json("agent templates run repo-health-audit");
  const record = execFileSync("find", [join(repo, ".sdetkit"), "-name", `*${answer.hash.slice(4)}*`], {
    encoding: "utf8",
  }).trim();
  execFileSync("chmod", ["u+w", record]);
  appendFileSync(record, " ");
  const verified = await json("agent history verify");
  expect(verified).toMatchObject({ exit: 5, answer: { ok: false } });
  expect(JSON.stringify(verified.answer.problems)).toContain(answer.hash);
});

test.each([
  ["is no database at all", (bytes: Buffer) => bytes.fill(0x21, 0, 4096)],
  ["was cut in half", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ["is empty", () => Buffer.alloc(0)],
])("verify of a database that %s exits 5 with a problem that names it, never with a bare error", async (_, broken) => {
  await call("agent templates run report-dashboard");
  const database = join(repo, ".sdetkit", "agent", "history", "history.db");
  for (const more of ["-wal", "-shm"]) rmSync(`${database}${more}`, { force: true });
  writeFileSync(database, broken(readFileSync(database)));
  const { exit, answer } = await json("agent history verify");
  expect({ exit, ok: answer.ok, error: answer.error }).toEqual({ exit: 5, ok: false, error: undefined });
  expect(answer.problems[0]).toMatchObject({
    code: expect.any(String),
    where: expect.stringMatching(/history|ledger|head/),
  });
  const { out } = await call("agent history verify");
  expect(out).toMatch(/✗ \d+ problems? found/);
});

test("a history that was started over does not continue a checkpoint kept elsewhere", async () => {
  const kept = join(repo, "kept.txt");
  const checkpoint = join(repo, ".sdetkit", "agent", "history", "checkpoint");
  await call("agent templates run report-dashboard");
  writeFileSync(kept, readFileSync(checkpoint));
  expect((await call(`agent history verify --checkpoint ${kept}`)).exit).toBe(0);
  rmSync(join(repo, ".sdetkit"), { recursive: true });
  await call("agent templates run repo-health-audit");
  expect((await call("agent history verify")).exit).toBe(0);
  expect((await call(`agent history verify --checkpoint ${kept}`)).exit).toBe(5);
  for (const name of [`${kept}-none`, "README.md"])
    expect((await call(`agent history verify --checkpoint ${name}`)).exit).toBe(2);
  expect((await call("agent history verify")).out).not.toContain("warning");
  // What is left of a run whose history is gone: a warning, for folders prove nothing.
  rmSync(join(repo, ".sdetkit", "agent", "history"), { recursive: true });
  const warned = await call("agent history verify");
  expect(warned.exit).toBe(0);
  expect(warned.out).toContain("warning: .sdetkit/agent/runs holds 1 run that the ledger does not contain");
  expect((await json("agent history verify")).answer).toMatchObject({
    ok: true,
    unrecorded_runs: [expect.any(String)],
  });
});

test("the demonstration names only files that exist, and touches nothing outside .sdetkit/", async () => {
  const { exit, answer } = await json("agent demo --scenario repo-enterprise-audit");
  expect({ exit, ok: answer.ok }).toEqual({ exit: 0, ok: true });
  expect(answer.refused.status).toBe("denied");
  for (const { path } of [
    ...answer.artifacts,
    ...answer.runs.flatMap((run: { artifacts: object[] }) => run.artifacts),
  ]) {
    expect(existsSync(join(repo, path))).toBe(true);
  }
  const demo = join(repo, ".sdetkit", "agent", "demo");
  expect(execFileSync("sha256sum", ["-c", "SHA256SUMS"], { cwd: demo, encoding: "utf8" })).not.toContain("FAILED");
  expect(git("status", "--porcelain")).toBe("?? .sdetkit/\n");
  const { out } = await call("agent demo");
  for (const title of ["What was run", "What was found", "What holds", "Where to look", "What to try next"]) {
    expect(out).toContain(title);
  }
});

const IDS = ["repo-health-audit", "security-governance-summary", "report-dashboard"];

/** A template of the workspace that has the id of a built-in one, and does next to nothing. */
function overrule(id: string, text?: string): void {
  mkdirSync(join(repo, "templates", "automations"), { recursive: true });
  const nothing = `metadata: { id: ${id}, title: Nothing, version: 9.0.0, description: Does nothing., owner: me }
workflow:
  - { id: only, name: Only, action: fs.write, with: { path: "\${{ run.output_dir }}/a", content: a } }
`;
  writeFileSync(join(repo, "templates", "automations", `${id}.yaml`), text ?? nothing);
}

test("the demonstration names the files in which the errors are", async () => {
  const key = ["xoxb", "938472615038", "7261938475610", "qT7vLm2RxZk9HdWc4JbYpNs8"].join("-");
  writeFileSync(join(repo, "bot.ts"), `\nconst token = "${key}";\n`);
  const { answer } = await json("agent demo");
  expect(answer.findings).toEqual([{ rule: "secret", path: "bot.ts", line: 2 }]);
  expect((await call("agent demo")).out).toMatch(/✗ bot\.ts:2 {2}secret\n/);
});

test("the demonstration shows the built-in templates, whatever the workspace puts in their place", async () => {
  for (const id of IDS) overrule(id);
  const { exit, answer } = await json("agent demo");
  expect({ exit, ok: answer.ok }).toEqual({ exit: 0, ok: true });
  expect(answer.runs.map(({ template }: { template: object }) => template)).toMatchObject(
    IDS.map((id) => ({ id, version: "1.0.0" })),
  );
  expect(answer.runs[0].steps[0]).toMatchObject({ action: "repo.audit", status: "succeeded" });
  for (const id of IDS) overrule(id, "this is no template");
  expect(await json("agent demo")).toMatchObject({ exit: 0, answer: { ok: true } });
});

test("builtin:ID names exactly the built-in template, wherever a template is named", async () => {
  overrule("repo-health-audit");
  expect((await json("agent templates show repo-health-audit")).answer).toMatchObject({ title: "Nothing" });
  const { answer: shown } = await json("agent templates show builtin:repo-health-audit");
  expect(shown).toMatchObject({ title: "Repository health audit", origin: "builtin" });
  for (const command of [
    "templates plan builtin:repo-health-audit",
    "run template:builtin:repo-health-audit --dry-run",
  ]) {
    const { answer } = await json(`agent ${command}`);
    expect(answer.template, command).toMatchObject({ title: "Repository health audit", digest: shown.digest });
  }
  const { answer: checked } = await json("agent templates validate builtin:repo-health-audit");
  expect(checked.templates).toMatchObject([{ file: "builtin:repo-health-audit.yaml", ok: true }]);
  const { answer: packed } = await json("agent templates pack builtin:repo-health-audit --output a.tar");
  expect(packed.templates).toMatchObject([{ digest: shown.digest }]);
  const both = await call("agent templates pack repo-health-audit builtin:repo-health-audit --output b.tar");
  expect(both).toMatchObject({ exit: 2, err: expect.stringContaining("expected one template repo-health-audit") });

  const { answer: run } = await json("agent templates run builtin:repo-health-audit");
  expect(run).toMatchObject({ template: { digest: shown.digest }, task: "template:builtin:repo-health-audit" });
  expect(await json(`agent replay ${run.hash}`)).toMatchObject({ exit: 0, answer: { ok: true } });
  const { answer: other } = await json("agent run template:repo-health-audit");
  expect(other.hash).not.toBe(run.hash);
  expect(await json(`agent replay ${other.hash}`)).toMatchObject({ exit: 0, answer: { ok: true } });

  const misspelt = await call("agent templates run builtin:repo-health-audi");
  expect(misspelt).toMatchObject({ exit: 2, err: expect.stringContaining("template:builtin:repo-health-audit") });
  const foreign = await call("agent templates run workspace:repo-health-audit");
  expect(foreign).toMatchObject({ exit: 2, err: expect.stringContaining("or builtin:ID") });
});

test("a run has one hash, with and without the origin of its template in the name", async () => {
  const { answer: named } = await json("agent run template:builtin:repo-health-audit");
  const { answer: short } = await json("agent run template:repo-health-audit");
  expect(named.hash).toBe(short.hash);
  overrule("repo-health-audit");
  expect(await json(`agent replay ${named.run}`)).toMatchObject({ exit: 0, answer: { ok: true } });
  expect(await json(`agent replay ${short.run}`)).toMatchObject({
    exit: 5,
    answer: { problems: [{ class: "template-edited" }] },
  });
});

test("the release gate says one thing: notes block nothing, and what is only missing is a warning", async () => {
  mkdirSync(join(repo, "test"));
  const key = `-----BEGIN ${"PRIVATE"} KEY-----\nMI${"Ab3/".repeat(100)}\n-----END ${"PRIVATE"} KEY-----\n`;
  writeFileSync(join(repo, "test", "key.pem"), key);
  const summary = join(repo, ".git", "summary.md");
  const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
  const { exit, answer, err } = await json("agent run template:release-gate", { env });
  expect({ exit, outputs: answer.outputs }).toEqual({ exit: 0, outputs: { passed: true, blocking: 0, missing: 3 } });
  expect(err).toContain("::warning title=sdetkit step should::");
  expect(err).not.toContain("::error");
  expect(readFileSync(summary, "utf8")).toContain("### `release-gate 1.1.0`: succeeded\n");
  const verdict = ({ artifacts }: { artifacts: { name: string; path: string }[] }) =>
    JSON.parse(readFileSync(join(repo, artifacts.find(({ name }) => name === "verdict.json")?.path ?? ""), "utf8"));
  expect(verdict(answer)).toMatchObject({ verdict: "passed", missing: 3 });

  writeFileSync(join(repo, "a.c"), `x \u202e y\n`);
  const closed = await json("agent run template:release-gate", { env });
  expect(closed).toMatchObject({ exit: 1, answer: { outputs: { passed: false, blocking: 1 } } });
  expect(closed.err).toContain("::error title=sdetkit step must::");
  expect(verdict(closed.answer)).toMatchObject({ verdict: "refused", blocking: { "bidi-control": 1 } });
});

test("what succeeded and did not pass has a mark and a word of its own, wherever it is shown", async () => {
  const summary = join(repo, ".git", "summary.md");
  const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
  const { exit, out, err } = await call("agent run template:security-governance-summary", { env });
  expect(exit).toBe(0);
  expect(out).toContain("! security-governance-summary 1.0.0 not passed");
  expect(out).toMatch(/! audit +repo\.audit +not passed/);
  expect(err).toContain("::warning title=sdetkit%3A not passed::security-governance-summary 1.0.0 succeeded");
  expect(readFileSync(summary, "utf8")).toMatch(
    /### `security-governance-summary 1\.0\.0`: succeeded, not passed[\s\S]*\| `audit` \| `repo\.audit` \| not passed \|/,
  );
  expect((await call("agent history show last")).out).toMatch(/^! .* not passed\n/);
  expect((await call("agent history list")).out).toMatch(/! not passed/);
  const demo = (await call("agent demo", { env })).out;
  expect(demo).toMatch(/! security-governance-summary 1\.0\.0 +not passed/);
  expect(demo).toMatch(/✓ repo-health-audit 1\.0\.0 +succeeded/);
  expect(readFileSync(summary, "utf8")).toMatch(
    /### `repo-enterprise-audit`: succeeded\n[\s\S]*\| `security-governance-summary 1\.0\.0` \| succeeded, not passed \|[\s\S]*\| denied \|[\s\S]*\| replay \| the same hash again \|\n/,
  );
  const all = await call("agent templates run-all");
  expect(all.out).toContain("1 of them did not pass");
});

test("a configuration that is not valid is shown with every place, on screen and in JSON", async () => {
  await call("agent init");
  writeFileSync(join(repo, ".sdetkit", "config.yaml"), "version: 1\nsandbox: maybe\nworkers: none\n");
  const shown = await call("agent run template:repo-health-audit");
  expect(shown.exit).toBe(2);
  expect(shown.err).toMatch(/config\.yaml:2:10.*\n +2 │ sandbox: maybe\n/);
  expect(shown.err).toMatch(/config\.yaml:3:10/);
  const { answer } = await json("agent run template:repo-health-audit");
  expect(answer.error).toMatchObject({
    code: "invalid-config",
    diagnostics: [{ file: ".sdetkit/config.yaml", place: { line: 2 } }, { place: { line: 3 } }],
  });
  const { err } = await json("agent run template:repo-health-audit", { env: { GITHUB_ACTIONS: "true" } });
  expect(err).toMatch(/^::error file=\.sdetkit\/config\.yaml,line=2,col=10,/m);
});

test("tables in a pipe are whole, and at a terminal as wide as that", async () => {
  const { answer } = await json("agent run template:repo-health-audit");
  const task = `action fs.read {"path":"${"a".repeat(150)}"}`;
  await call(["agent", "run", task]);
  const piped = await call("agent history list");
  expect(piped.out).toContain(answer.hash);
  expect(piped.out).toContain(task);
  expect(piped.out).not.toContain("…");
  const seen = await call("agent history list", { tty: true, columns: 60, env: { NO_COLOR: "1" } });
  for (const line of seen.out.split("\n")) expect(line.length).toBeLessThanOrEqual(60);
  const templates = await json("agent templates list");
  const listed = (await call("agent templates list")).out;
  for (const { title } of templates.answer.templates) expect(listed).toContain(title);
});

test("--quiet leaves what was requested, and nothing of what was done", async () => {
  const quietly = (line: string) => call([...line.split(" "), "--quiet"], { env: { PATH: process.env["PATH"] ?? "" } });
  const nothing = { exit: 0, out: "", err: "" };
  expect(await quietly("agent init")).toEqual(nothing);
  expect(await quietly("agent doctor")).toEqual(nothing);
  const { out } = await quietly("agent run template:repo-health-audit");
  expect(out).toMatch(/^[0-9a-f]{64}\n$/);
  const hash = out.trim();
  expect(await quietly(`agent replay ${hash}`)).toEqual(nothing);
  expect(await quietly("agent history verify")).toEqual(nothing);
  expect(await quietly("agent history prove last --output p.json")).toEqual(nothing);
  expect(await quietly("agent history export --output h.csv")).toEqual(nothing);
  expect(await quietly("agent dashboard build")).toEqual(nothing);
  expect(await quietly("agent templates validate --all")).toEqual(nothing);
  expect(await quietly("agent templates pack --output pack.tar")).toEqual(nothing);
  expect((await quietly("agent templates run-all")).out).not.toContain("✓");
  expect(await quietly("agent demo")).toEqual(nothing);
  for (const line of ["history list", "history show last", "templates list", "templates plan repo-health-audit"]) {
    expect((await quietly(`agent ${line}`)).out, line).toBe((await call(`agent ${line}`)).out);
  }
});

test("--quiet still says what went wrong", async () => {
  await allowDocs();
  const denied = await call([...WRITE, "--quiet"]);
  expect(denied).toMatchObject({ exit: 3, out: expect.stringContaining("the approval was not given") });
  const failed = await call(["agent", "run", 'action fs.read {"path":"none"}', "--quiet"]);
  expect(failed).toMatchObject({ exit: 1, out: expect.stringContaining("expected a file or folder, found nothing") });
});

test("a history whose pages are not what was written is a finding of every command that reads it, and no defect", async () => {
  const { answer } = await json(["agent", "run", 'action fs.write {"path":"output:/a.txt","content":"x"}']);
  const database = join(repo, ".sdetkit/agent/history/history.db");
  const bytes = readFileSync(database);
  bytes.fill(0xa5, 4096);
  writeFileSync(database, bytes);
  rmSync(`${database}-wal`, { force: true });
  rmSync(`${database}-shm`, { force: true });
  const reading = ["history list", `history show ${answer.run}`, "history export", `history prove ${answer.run}`];
  for (const words of [...reading, "dashboard build", `replay ${answer.run}`, `resume ${answer.run}`]) {
    const { exit, err } = await call(`agent ${words}`);
    expect({ words, exit, err }).toEqual({ words, exit: 5, err: expect.stringContaining("expected a sound history") });
  }
  expect((await call("agent doctor")).out).toContain("run `sdetkit agent history verify`");
});

test("a plan denies what no earlier step can change, and leaves open what one can", async () => {
  await call("agent init");
  const folder = join(repo, "templates", "automations");
  mkdirSync(folder, { recursive: true });
  const write = (id: string, parameters: string) => {
    const steps = [
      "  - id: a\n    action: fs.read\n    with: { path: README.md }",
      `  - id: b\n    needs: [a]\n    action: fs.write\n    with: ${parameters}`,
    ];
    const head = `metadata: { id: ${id}, title: ${id}, version: 1.0.0, description: d, owner: o }\npermissions:\n  write: [docs]`;
    writeFileSync(join(folder, `${id}.yaml`), `${head}\nworkflow:\n${steps.join("\n")}\n`);
  };
  const later = "${{ steps.a.outputs.content }}";
  write("certain", `{ path: docs/x.txt, content: "${later}" }`);
  write("encoded", `{ path: docs/x.txt, encoding: base64, content: "${later}" }`);
  write("open", `{ path: "docs/${later}", content: x }`);
  for (const [id, exit, kind] of [
    ["certain", 3, "deny"],
    ["encoded", 3, "deny"],
    ["open", 0, "later"],
  ] as const) {
    const { exit: got, answer } = await json(`agent templates plan ${id}`);
    expect({ id, got, decision: answer.steps?.[1]?.decision.kind ?? answer }).toEqual({
      id,
      got: exit,
      decision: kind,
    });
  }
});

test("--approve with a name that no step has is refused before anything runs", async () => {
  const { exit, err } = await call("agent templates run change-evidence --approve=nolog");
  expect(exit).toBe(2);
  expect(err).toContain('expected --approve to name steps of this task, got "nolog"\n  → name one of its steps: ');
  expect((await json("agent history list")).answer.total).toBe(0);
});

test("of two files with one id the one that is never run is named, and a broken file is found by the id it is to have", async () => {
  await call("agent init");
  const folder = join(repo, "templates", "automations");
  mkdirSync(folder, { recursive: true });
  const head = "metadata:\n  id: twice\n  title: t\n  version: 1.0.0\n  description: d\n  owner: o\n";
  const step = "workflow:\n  - id: a\n    action: fs.read\n    with: { path: README.md }\n";
  for (const name of ["one", "two"]) writeFileSync(join(folder, `${name}.yaml`), `${head}${step}`);
  const { exit, err, out } = await call("agent templates validate --all");
  expect(exit).toBe(2);
  expect(`${out}${err}`).toContain("`twice`, which templates/automations/one.yaml already has");
  writeFileSync(join(folder, "two.yaml"), `${head.replace("twice", "pp")}${step.replace("action", "actoin")}`);
  const broken = await json("agent templates validate pp");
  expect(broken).toMatchObject({
    exit: 2,
    answer: { templates: [{ file: "templates/automations/two.yaml", ok: false }] },
  });
});

test("sdetkit alone says whether this is a workspace, and which three commands come next, within 80 columns", async () => {
  const plainFolder = mkdtempSync(join(realpathSync(tmpdir()), "cli-plain-"));
  const commandsOf = (out: string) => [...out.matchAll(/^ {2}sdetkit agent (\S+)/gm)].map(([, word]) => word);
  const seen: string[] = [];
  const look = async (cwd: string) => {
    const { exit, out, err } = await call([], { cwd });
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    seen.push(out);
    return out.replaceAll(cwd, "HERE");
  };
  let out = await look(plainFolder);
  expect(out).toContain("• HERE is neither a workspace nor in a git repository\n");
  expect(commandsOf(out)).toEqual(["demo", "init", "templates"]);
  out = await look(repo);
  expect(out).toContain("• HERE is a repository, but not a workspace yet\n");
  expect(commandsOf(out)).toEqual(["demo", "init", "templates"]);
  expect((await json([])).answer).toMatchObject({ workspace: null, folder: repo });

  await call("agent init");
  out = await look(repo);
  expect(out).toContain("✓ HERE is a workspace\n");
  expect(commandsOf(out)).toEqual(["templates", "audit", "history"]);
  const { answer } = await json(["-C", repo], { cwd: plainFolder });
  expect(answer).toMatchObject({ workspace: repo, folder: repo });
  // Each of them works as it is shown, from where it is shown.
  for (const { command } of answer.next) {
    const { exit, err } = await call(command.replace("sdetkit ", ""), { cwd: plainFolder });
    expect(exit, `${command}: ${err}`).toBe(0);
  }

  writeFileSync(join(repo, ".sdetkit", "config.yaml"), "version: 1\npolicy: [\n");
  out = await look(repo);
  expect(out).toContain("✗ HERE is a workspace, but its config has an error\n  the config file is not valid");
  expect(commandsOf(out)).toEqual(["doctor"]);
  for (const line of seen.flatMap((text) => text.split("\n"))) expect(line.length, line).toBeLessThanOrEqual(80);
  rmSync(plainFolder, { recursive: true });
});

test("validate without a name checks every template, and fails when one of them is not valid", async () => {
  const all = await json("agent templates validate");
  expect(all).toMatchObject({ exit: 0, answer: { ok: true } });
  expect(all.answer).toEqual((await json("agent templates validate --all")).answer);
  expect((await call("agent templates validate")).out).toMatch(/\nAll \d+ are valid\.\n$/);
  overrule("mine", "metadata: {}\n");
  const { exit, out } = await call("agent templates validate");
  expect(exit).toBe(2);
  expect(out).toMatch(
    /✗ templates\/automations\/mine\.yaml\n[\s\S]*\n1 of \d+ is not valid\. {2}\d+ built in, 1 from the workspace\n$/,
  );
});
