import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type CallOptions, ended, json, start } from "./harness/cli.ts";
import { AS_NOBODY, NOBODY } from "./harness/nobody.ts";
import { processesOf } from "./harness/processes.ts";
import { configure, emptyFolder, keptFolder, put, repository, template } from "./harness/workspace.ts";

/** Words before a program that run it where a folder is mounted for reading only. */
const mountedReadOnly = (root: string) => {
  const script = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"';
  return ["unshare", "--mount", "sh", "-c", script, root];
};
const mayMount = spawnSync("unshare", ["--mount", "true"]).status === 0;
const mayBecome =
  process.getuid?.() === 0 && spawnSync(AS_NOBODY[0] as string, [...AS_NOBODY.slice(1), "true"]).status === 0;
if (!mayMount)
  console.warn("!! NOT COVERED: reading on a file system mounted for reading only: this user may not mount");
if (!mayBecome) console.warn("!! NOT COVERED: reading as another user: this user may not become one");

const home = keptFolder();
chmodSync(home, 0o777);
const READERS: readonly (readonly [who: string, may: boolean, options: (root: string) => CallOptions])[] = [
  ["another user", mayBecome, () => ({ under: AS_NOBODY, env: { HOME: home } })],
  ["a mount for reading only", mayMount, (root) => ({ under: mountedReadOnly(root) })],
];
const READING = [
  ["history", "verify"],
  ["history", "list", "--limit", "0"],
  ["history", "export"],
  ["dashboard", "build", "--format", "csv", "--output", "-"],
] as const;

/** A repository that everybody may read, with two runs. */
async function workspace(): Promise<string> {
  const folder = emptyFolder();
  chmodSync(folder, 0o755);
  const root = join(folder, "w");
  mkdirSync(root);
  configure(root, { shell: [["sleep", "<int>"]] });
  put(root, ".gitignore", ".sdetkit/agent/\n");
  const sleeps = { id: "sleeps", action: "shell.run", with: { argv: ["sleep", "60"] } };
  template(root, "sleeps", [sleeps], { permissions: { shell: [["sleep", "<int>"]] } });
  repository({ "README.md": "# Sample\n", "data.txt": "one\n" }, root);
  for (const path of ["README.md", "data.txt"]) await read(root, path);
  return root;
}

async function read(root: string, path: string): Promise<string> {
  const { exit, answer } = await json(root, ["agent", "run", `action fs.read ${JSON.stringify({ path })}`]);
  expect(exit).toBe(0);
  return answer.run;
}

/** Starts a run that continues until it is killed, and waits until it is under way. */
async function begin(root: string) {
  const child = start(root, ["agent", "run", "template:sleeps", "--approve"]);
  const end = ended(child);
  await expect.poll(() => processesOf(root).some(({ words }) => words === "sleep 60"), { timeout: 30_000 }).toBe(true);
  return async () => {
    child.kill("SIGKILL");
    await end;
  };
}

/** Everything that the reading commands answer. */
async function answers(root: string, options: CallOptions = {}): Promise<unknown[]> {
  const { answer: list } = await json(root, ["agent", "history", "list", "--limit", "0"], options);
  const over = list.runs.filter(({ hash }: { hash: string | null }) => hash !== null);
  const each = over.flatMap(({ run }: { run: string }) => [
    ["history", "show", run],
    ["history", "prove", run],
  ]);
  const found: unknown[] = [];
  for (const words of [...READING, ...each]) {
    const { exit, answer, err } = await json(root, ["agent", ...words], options);
    expect([words.join(" "), exit, err]).toEqual([words.join(" "), 0, ""]);
    found.push(answer);
  }
  return found;
}

const history = (root: string) => join(root, ".sdetkit/agent/history");

describe.each(READERS)("%s", (_who, may, options) => {
  test.runIf(may)("reads a history at rest as its owner does, and leaves nothing", async () => {
    const root = await workspace();
    const before = readdirSync(root, { recursive: true }).sort();
    expect(await answers(root, options(root))).toEqual(await answers(root));
    expect(readdirSync(root, { recursive: true }).sort()).toEqual(before);
  });

  test.runIf(may)("reads beside a run, after one was killed, and from a log that lost its shared file", async () => {
    const root = await workspace();
    const kill = await begin(root);
    const beside = (await answers(root, options(root))) as { unfinished?: { alive: boolean }[] }[];
    expect(beside[1]?.unfinished).toEqual([expect.objectContaining({ alive: true })]);
    await kill();
    const killed = (await answers(root, options(root))) as { unfinished?: { alive: boolean }[] }[];
    expect(killed[1]?.unfinished).toEqual([expect.objectContaining({ alive: false })]);
    expect(readdirSync(history(root))).toContain("history.db-wal");
    rmSync(join(history(root), "history.db-shm"));
    expect(await answers(root, options(root))).toEqual(killed);
    expect(await answers(root)).toEqual(killed);
  });

  test.runIf(may)("never reads half of what is being written", async () => {
    const root = await workspace();
    let over = false;
    const writing = (async () => {
      for (let n = 0; n < 12; n += 1) await read(root, "README.md");
      over = true;
    })();
    let last = 0;
    while (!over) {
      const { exit, answer } = await json(root, ["agent", "history", "verify"], options(root));
      expect({ exit, problems: answer.problems }).toEqual({ exit: 0, problems: [] });
      expect(answer.runs).toBeGreaterThanOrEqual(last);
      last = answer.runs;
    }
    await writing;
    expect((await json(root, ["agent", "history", "verify"], options(root))).answer.runs).toBe(14);
  });

  test.runIf(may)("is told in plain words that nothing can be run there", async () => {
    const root = await workspace();
    const [{ run }] = (await json(root, ["agent", "history", "list"])).answer.runs;
    for (const words of [["run", 'action fs.read {"path":"README.md"}'], ["replay", run], ["demo"]]) {
      const { exit, answer } = await json(root, ["agent", ...words], options(root));
      expect([words[0], exit, answer.error.code]).toEqual([words[0], 1, "workspace-unwritable"]);
      expect(JSON.stringify(answer)).not.toMatch(/defect|from a copy|corrupt/);
    }
    const built = await json(root, ["agent", "dashboard", "build"], options(root));
    expect([built.exit, built.answer.error.code]).toEqual([1, "output-unwritable"]);
    const doctor = await json(root, ["agent", "doctor"], options(root));
    const all = JSON.stringify(doctor.answer);
    expect([doctor.exit, all]).toEqual([1, expect.not.stringMatching(/defect|from a copy|chown/)]);
  });
});

describe.runIf(mayBecome)("what is closed to another user", () => {
  const options: CallOptions = { under: AS_NOBODY, env: { HOME: home } };
  const refused = { code: "permission-denied", message: expect.stringContaining("this user may not") };
  let root = "";

  /** A command is refused because of this, and not because anything was altered. */
  const isRefused = async (words: readonly string[]) => {
    const { exit, answer } = await json(root, ["agent", ...words], options);
    expect([words.join(" "), exit, answer.error]).toEqual([words.join(" "), 1, expect.objectContaining(refused)]);
  };

  test("a history, a record, a folder: said, and never taken for none or for altered", async () => {
    root = await workspace();
    const [{ run, hash }] = (await json(root, ["agent", "history", "list"])).answer.runs;
    const all = [...READING, ["history", "show", run], ["history", "prove", run]];
    for (const path of [history(root), join(history(root), "history.db"), root]) {
      chmodSync(path, 0o600);
      for (const words of all) await isRefused(["-C", root, ...words].slice(path === root ? 0 : 2));
      chmodSync(path, 0o755);
    }
    const record = join(history(root), `records/${hash}.json`);
    chmodSync(record, 0o600);
    await isRefused(["history", "verify"]);
    await isRefused(["history", "show", run]);
    // What somebody altered is the news, whatever is closed besides.
    const [other] = (await json(root, ["agent", "history", "list"])).answer.runs.slice(1);
    writeFileSync(join(history(root), `records/${other.hash}.json`), "{}");
    const { exit, answer } = await json(root, ["agent", "history", "verify"], options);
    expect([exit, answer.problems.map(({ code }: { code: string }) => code).sort()]).toEqual([
      5,
      ["permission-denied", "record-altered"],
    ]);
  });

  test("keys as 0.1.0 left them: the public one is closed until somebody runs something", async () => {
    root = await workspace();
    chmodSync(join(root, ".sdetkit/agent/keys"), 0o700);
    const [{ run }] = (await json(root, ["agent", "history", "list"], options)).answer.runs;
    await isRefused(["history", "verify"]);
    await isRefused(["history", "prove", run]);
    await read(root, "README.md");
    expect((await json(root, ["agent", "history", "verify"], options)).answer).toMatchObject({ ok: true, runs: 3 });
  });

  test("a private key that may not be read, in a workspace that may be written to", async () => {
    root = await workspace();
    spawnSync("chown", ["-R", `${NOBODY}`, root]);
    spawnSync("chown", ["root", join(root, ".sdetkit/agent/keys/ledger.key")]);
    const { exit, answer } = await json(root, ["agent", "run", 'action fs.read {"path":"README.md"}'], options);
    expect([exit, answer.error.code]).toEqual([1, "key-unreadable"]);
    expect(JSON.stringify(answer)).not.toMatch(/defect|from a copy|PEM/);
    expect((await json(root, ["agent", "history", "verify"], options)).exit).toBe(0);
  });
});
