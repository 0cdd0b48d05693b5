import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { registry } from "./commands/registry.ts";
import { runCli } from "./run-cli.ts";
import { type TestWorld, testConsole } from "./terminal/testing/test-console.ts";

const TOKEN = `ghp_${"wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"}`;
let repo = "";
beforeEach(() => {
  repo = mkdtempSync(join(realpathSync(tmpdir()), "cli-audit-"));
  git("init", "-q", "-b", "main");
  put({
    "README.md": "# It\n\n## Usage\n",
    LICENSE: "MIT License\n",
    "SECURITY.md": "Write to us.\n",
    ".github/CODEOWNERS": "* @team\n",
    ".gitignore": "dist/\n",
    "src/config.ts": `const a = 1;\n\tconst token = "${TOKEN}"; // ours\n`,
  });
  commit();
});
afterEach(() => rmSync(repo, { recursive: true, force: true }));

function git(...words: string[]): string {
  return execFileSync("git", ["-c", "user.name=n", "-c", "user.email=n@example.org", ...words], {
    cwd: repo,
    encoding: "utf8",
  });
}

function commit(): void {
  git("add", ".");
  git("commit", "-qm", "change");
}

function put(files: { readonly [path: string]: string }): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repo, path)), { recursive: true });
    writeFileSync(join(repo, path), text);
  }
}

async function call(line: string, world: TestWorld = {}) {
  const console = testConsole({ cwd: repo, ...world });
  const exit = await runCli(line.split(" "), console, registry, { version: "9.9.9", templates: "/nowhere" });
  return { exit, out: console.out(), err: console.err() };
}

async function json(line: string) {
  const { exit, out } = await call(`${line} --json`);
  return { exit, answer: JSON.parse(out) };
}

test("audit shows each finding at its line with a caret, no secret, and how to repair it; nothing is written", async () => {
  const { exit, out } = await call("agent audit");
  expect(exit).toBe(1);
  expect(out).toContain(`src/config.ts
  ✗ 2:17  error  secret
`);
  expect(out).toContain(`    2 │  const token = "[secret]"; // ours
      │                 ^^^^^^^^
`);
  expect(out).toContain("How to repair\n  secret  Revoke it first");
  expect(out).toContain("✗ failed  1 error, 1 at or above error\n");
  expect(out).not.toContain(TOKEN);
  expect(existsSync(join(repo, ".sdetkit"))).toBe(false);
});

test("lines fit a terminal of 80 columns, and colours are for terminals only", async () => {
  const { out } = await call("agent audit", { tty: true, columns: 80 });
  expect(out).toContain("\x1b[31m");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: styles take no columns.
  for (const line of out.replace(/\x1b\[\d+m/g, "").split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  expect((await call("agent audit")).out).not.toContain("\x1b");
});

test("what blocks is what --fail-on says", async () => {
  expect((await json("agent audit --fail-on none")).answer.gate).toEqual({
    fail_on: "none",
    blocking: 1,
    passed: false,
  });
  expect((await call("agent audit --fail-on none")).exit).toBe(0);
  rmSync(join(repo, "src"), { recursive: true });
  expect(await call("agent audit")).toMatchObject({ exit: 0, out: expect.stringContaining("✓ passed  nothing found") });
  rmSync(join(repo, "LICENSE"));
  expect((await call("agent audit")).exit).toBe(0);
  expect((await call("agent audit --fail-on warning")).exit).toBe(1);
});

test("paths narrow what is reported, from wherever the command is called", async () => {
  put({ "lib/b.ts": `"${TOKEN}"\n` });
  rmSync(join(repo, "LICENSE"));
  const paths = async (line: string, world: TestWorld = {}) => {
    const { out } = await call(`${line} --json`, world);
    return JSON.parse(out).findings.map(({ path }: { path: string }) => path);
  };
  expect(await paths("agent audit")).toEqual(["LICENSE", "lib/b.ts", "src/config.ts"]);
  expect(await paths("agent audit src")).toEqual(["src/config.ts"]);
  expect(await paths("agent audit . LICENSE")).toEqual(["LICENSE", "lib/b.ts", "src/config.ts"]);
  expect(await paths("agent audit b.ts", { cwd: join(repo, "lib") })).toEqual(["lib/b.ts"]);
  expect(await json("agent audit ..")).toMatchObject({ exit: 2, answer: { error: { code: "usage" } } });
});

test.each([
  ["nope/", "nope/", "name a file or folder of the repository"],
  ["src nosuch", "nosuch", "name a file or folder of the repository"],
  ["scr/", "scr/", "did you mean src?"],
  ["./src/confg.ts", "./src/confg.ts", "did you mean src/config.ts?"],
  ["src/*.ts", "src/*.ts", "name files and folders: a pattern is not expanded here"],
  ["README.md/x", "README.md/x", "name a file or folder of the repository"],
])("a path that does not exist passes no audit: %s", async (paths, name, remedy) => {
  const { exit, err } = await call(`agent audit ${paths}`);
  expect(exit).toBe(2);
  expect(err).toContain(`"${name}" does not exist`);
  expect(err).toContain(remedy);
  expect(await json(`agent audit ${paths}`)).toMatchObject({ exit: 2, answer: { error: { code: "usage" } } });
});

test("rules are chosen by id, family or security, and a slip is reported", async () => {
  const asked = async (list: string) =>
    (await json(`agent audit --rules ${list}`)).answer.rules.map(({ id }: { id: string }) => id);
  expect(await asked("secret,governance")).toEqual([
    "code-owners-present",
    "licence-present",
    "readme-present",
    "secret",
    "security-policy-present",
  ]);
  expect(await asked("security")).toContain("bidi-control");
  const { exit, answer } = await json("agent audit --rules secrt");
  expect([exit, answer.error.remedy]).toEqual([2, "did you mean secret?"]);
});

test("reports go to standard output or into files, without any secret", async () => {
  const { out, exit } = await call("agent audit --format text --format sarif=o/audit.sarif --format junit=o/audit.xml");
  expect(exit).toBe(1);
  expect(out).toContain("✗ failed");
  expect(JSON.parse(readFileSync(join(repo, "o/audit.sarif"), "utf8")).runs[0].results).toHaveLength(1);
  expect(readFileSync(join(repo, "o/audit.xml"), "utf8")).toContain('<failure message="Expected no secret');
  for (const format of ["json", "sarif", "junit", "gitlab", "markdown", "github"]) {
    const printed = await call(`agent audit --format ${format}`);
    expect(printed.out, format).toContain("Expected no secret");
    expect(printed.out, format).not.toContain(TOKEN);
  }
  expect((await json("agent audit --format json --format sarif")).exit).toBe(2);
});

test("in GitHub Actions each finding is an annotation at its line, and the report a page of the job", async () => {
  const summary = join(repo, "..", "summary.md");
  try {
    const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
    const { err, out } = await call("agent audit", { env });
    expect(err).toMatch(
      /^::error file=src\/config\.ts,line=2,endLine=2,col=17,endColumn=57,title=sdetkit secret::Expec/,
    );
    expect(readFileSync(summary, "utf8")).toContain("## Repository audit: 1 error");
    expect(out).toContain("✗ failed");
    expect(await call("agent audit --format github", { env })).toMatchObject({ out: err, err: "" });
  } finally {
    rmSync(summary, { force: true });
  }
});

test("a comment with a reason silences a finding, up to its day, and what it silences stays in sight", async () => {
  const line = (comment: string) => put({ "src/config.ts": `const token = "${TOKEN}"; // ${comment}\n` });
  line("sdetkit:ignore secret until 2027-01-31 -- a token of the sandbox");
  const { exit, answer } = await json("agent audit --as-of 2027-01-31");
  expect([exit, answer.summary.suppressed, answer.findings]).toEqual([0, 1, []]);
  expect(answer.suppressed[0].suppression).toEqual({
    kind: "inSource",
    by: "sdetkit:ignore",
    reason: "a token of the sandbox",
    until: "2027-01-31",
    line: 1,
  });
  const sarif = JSON.parse((await call("agent audit --as-of 2027-01-31 --format sarif")).out);
  expect(sarif.runs[0].results[0].suppressions).toEqual([
    { kind: "inSource", status: "accepted", justification: "a token of the sandbox" },
  ]);
  const ended = await call("agent audit --as-of 2027-02-01");
  expect(ended).toMatchObject({ exit: 1, out: expect.stringContaining("silenced it ended on 2027-01-31.") });
  line("gitleaks:allow");
  expect((await call("agent audit")).exit).toBe(0);
  line("sdetkit:ignore secret");
  expect(await call("agent audit")).toMatchObject({ exit: 1, out: expect.stringContaining("suppression-comment") });
  expect((await json("agent audit --as-of 2027-02-30")).exit).toBe(2);
});

test("with a baseline only new findings fail", async () => {
  expect((await call("agent audit baseline")).out).toContain("1 finding is accepted.");
  const accepted = "agent audit --baseline .sdetkit/audit-baseline.json";
  expect(await call(accepted)).toMatchObject({ exit: 0, out: expect.stringContaining("1 suppressed") });
  git("mv", "src/config.ts", "src/settings.ts");
  expect((await call(accepted)).exit).toBe(0);
  put({ "b.ts": `"${TOKEN}"\n` });
  const { exit, answer } = await json(accepted);
  expect([exit, answer.findings.map(({ path }: { path: string }) => path)]).toEqual([1, ["b.ts"]]);
  expect((await json("agent audit --baseline README.md")).answer.error.code).toBe("invalid-baseline");
});

test("--changed-only reports on what the branch changed since it left its base, and on work that is not committed", async () => {
  git("checkout", "-qb", "feature");
  put({ "b.ts": `"${TOKEN}"\n`, "clean.ts": "x\n" });
  commit();
  put({ "c.ts": `"${TOKEN}"\n`, "dist/d.ts": `"${TOKEN}"\n` });
  rmSync(join(repo, "LICENSE"));
  const paths = async (line: string) => (await json(line)).answer.findings.map(({ path }: { path: string }) => path);
  expect(await paths("agent audit --changed-only")).toEqual(["b.ts", "c.ts"]);
  expect(await paths("agent audit --changed-only --base HEAD")).toEqual(["c.ts"]);
  // What others did on the base since then is none of this change.
  git("stash", "-qu");
  git("checkout", "-q", "main");
  put({ "their.ts": `"${TOKEN}"\n` });
  commit();
  git("checkout", "-q", "feature");
  expect(await paths("agent audit --changed-only --base main")).toEqual(["b.ts"]);
  expect((await json("agent audit --changed-only --base nowhere")).answer.error).toMatchObject({
    code: "no-merge-base",
    remedy: expect.stringContaining("fetch-depth: 0"),
  });
  expect((await json("agent audit --base main")).exit).toBe(2);
});

test("a comment that the change brings does not count in it; one that was there does, also where the file was renamed", async () => {
  put({ "old.ts": `const a = "${TOKEN}"; // sdetkit:ignore secret -- was there\n${"// text\n".repeat(20)}` });
  commit();
  git("checkout", "-qb", "feature");
  git("mv", "old.ts", "renamed.ts");
  put({ "new.ts": `const b = "${TOKEN}"; // sdetkit:ignore secret -- is new\n` });
  commit();
  const { answer } = await json("agent audit --changed-only");
  expect(answer.findings).toMatchObject([
    { path: "new.ts", message: expect.stringContaining("is new in this change") },
  ]);
  expect(answer.suppressed).toMatchObject([{ path: "renamed.ts" }]);
  expect((await json("agent audit")).answer.findings).toMatchObject([{ path: "src/config.ts" }]);
});

test("audit rules lists and explains, and quotes no token", async () => {
  expect((await call("agent audit rules")).out).toMatch(/^rule +family +severity +profile +what it wants\n/);
  const one = (await call("agent audit rules secret")).out;
  for (const part of ["Protects", "Repair", "found  deploy.sh", "sdetkit:ignore secret -- why"])
    expect(one).toContain(part);
  expect(one).not.toMatch(/ghp_/);
  expect((await json("agent audit rules env-file")).answer.rules).toMatchObject([
    { id: "env-file", security_severity: 5, examples: [{ name: "settings of production" }] },
  ]);
  expect((await json("agent audit rules env-fil")).answer.error.remedy).toBe("did you mean env-file?");
});

test("the log of administrative actions says where it has moved", async () => {
  for (const option of ["--limit 4", "--platform", "--server http://127.0.0.1:1"]) {
    const { exit, err } = await call(`agent audit ${option}`);
    expect(exit).toBe(2);
    expect(err).toContain("call `sdetkit agent audit-log`: the log has moved there");
  }
});

test("audit --history finds a secret that is gone, names its commit, and leaves out what was there since", async () => {
  put({ "src/config.ts": "const a = 1;\n" });
  commit();
  const first = git("rev-parse", "HEAD~1").trim();
  const { exit, out } = await call("agent audit --history");
  expect(exit).toBe(1);
  expect(out).toContain(first.slice(0, 12));
  expect(out).not.toContain(TOKEN);
  const { answer } = await json("agent audit --history");
  expect(answer.findings).toMatchObject([{ rule: "secret", path: "src/config.ts", line: 2, commit: { id: first } }]);
  expect(await json("agent audit --history --since HEAD~1")).toMatchObject({ exit: 0, answer: { findings: [] } });
  expect(await json("agent audit --history docs")).toMatchObject({ exit: 0, answer: { findings: [] } });
  expect(await call("agent audit --since HEAD")).toMatchObject({ exit: 2 });
});
