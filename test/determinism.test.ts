import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  constants,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { type CallOptions, CLI, json } from "./harness/cli.ts";
import { commit, configure, emptyFolder, git, put, repository, template } from "./harness/workspace.ts";

const TASKS = ["repo-health-audit", "security-governance-summary", "release-gate", "git-log"];
const LOG = ["git", "log", "--format=%H %an %ad %s", "--date=local"];
const NOBODY = 65534;
const asRoot = process.getuid?.() === 0;

/** A repository with findings, names that sort differently by locale, and a template whose command depends on its world. */
function origin(): string {
  const root = repository({ "README.md": "# Sample\n", "src/a.ts": "export const a = 1;\n" });
  for (const name of ["Zebra", "apple", "Äpfel", "éa", "_x", "10", "9", "A b"])
    put(root, `names/${name}.txt`, `${name}\n`);
  put(root, "src/conflict.txt", `${"<".repeat(7)} ours\n1\n=======\n2\n${">".repeat(7)} theirs\n`);
  put(root, "src/hidden.js", "const admin = '\u202e';\n");
  template(
    root,
    "git-log",
    [
      { id: "log", action: "shell.run", with: { argv: LOG, deterministic: true } },
      { id: "keep", action: "fs.write", with: { path: "output:/log.txt", content: "${{ steps.log.outputs.stdout }}" } },
    ],
    { permissions: { shell: [LOG] } },
  );
  configure(root, { shell: [LOG] });
  commit(root);
  return root;
}

/** One world: where the clone lies, and everything about the process that must not matter. */
interface World {
  readonly folder: string;
  readonly env: Record<string, string>;
  readonly umask: string;
  readonly uid: number | null;
  readonly reversed: boolean;
}

/** Another user, a umask, and where there is one a clock that is off by years: as words before the program. */
function under({ umask, uid }: World): CallOptions["under"] {
  const user = uid === null ? [] : ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "--no-new-privs"];
  const clock = existsSync("/usr/bin/faketime") && uid !== null ? ["faketime", "2031-05-06 07:08:09"] : [];
  return [...user, ...clock, "sh", "-c", `umask ${umask}; exec "$@"`, "sh"];
}

/** Clones, and lays every folder's entries down in another order: what a directory lists first must not matter. */
function clone(from: string, { folder, uid, reversed }: World): string {
  git("/", "clone", "-q", "--no-local", from, folder);
  if (reversed) layDownAgain(folder);
  if (uid !== null) {
    for (const path of ["", ...readdirSync(folder, { recursive: true, encoding: "utf8" })])
      chownSync(join(folder, path), uid, uid);
  }
  return folder;
}

function layDownAgain(folder: string): void {
  const names = readdirSync(folder)
    .filter((name) => name !== ".git")
    .sort()
    .reverse();
  for (const name of names) {
    renameSync(join(folder, name), join(folder, `${name}.aside`));
    cpSync(join(folder, `${name}.aside`), join(folder, name), { recursive: true, preserveTimestamps: false });
    rmSync(join(folder, `${name}.aside`), { recursive: true });
  }
}

/** Node and the CLI where every user can read them: a checkout in a private home cannot be run by another user. */
function programFor(folder: string): [string, string] {
  const [node, cli] = [join(folder, "node"), join(folder, "cli")];
  copyFileSync(process.execPath, node, constants.COPYFILE_FICLONE);
  const from = dirname(dirname(CLI));
  for (const part of ["bin", "dist", "templates", "package.json"])
    cpSync(join(from, part), join(cli, part), { recursive: true });
  return [node, join(cli, "bin/sdetkit.js")];
}

test("the same template on two clones in two worlds: one hash, the same bytes", async () => {
  const from = origin();
  const [here, there] = [emptyFolder(), emptyFolder()];
  chmodSync(there, 0o755);
  const home = join(there, "home of another");
  mkdirSync(home);
  if (asRoot) chownSync(home, NOBODY, NOBODY);
  else console.warn("NOT COVERED: another user: this test runs as an ordinary user, who cannot become one");
  const worlds: World[] = [
    { folder: join(here, "clone"), env: { TZ: "UTC", LC_ALL: "C" }, umask: "022", uid: null, reversed: false },
    {
      folder: join(there, "another place/with a longer name, ünïcode"),
      env: {
        TZ: "Pacific/Kiritimati",
        LANG: "tr_TR.UTF-8",
        LC_ALL: "tr_TR.UTF-8",
        HOME: home,
        USER: "somebody",
        HOSTNAME: "elsewhere",
        COLUMNS: "40",
        GIT_AUTHOR_NAME: "Else",
      },
      umask: "077",
      uid: asRoot ? NOBODY : null,
      reversed: true,
    },
  ];
  const program = programFor(there);
  const roots = worlds.map((world) => clone(from, world));
  for (const task of TASKS) {
    const results = [];
    for (const [n, world] of worlds.entries()) {
      const options = { env: world.env, under: under(world) ?? [], program };
      const { answer } = await json(roots[n]!, ["agent", "templates", "run", task, "--approve"], options);
      results.push({ root: roots[n]!, answer });
    }
    const [one, other] = results.map(({ root, answer }) => ({
      hash: answer.hash,
      status: answer.status,
      artifacts: answer.artifacts.map(({ name, sha256, path }: { name: string; sha256: string; path: string }) => ({
        name,
        sha256,
        bytes: readFileSync(join(root, path)).toString("base64"),
      })),
      record: readFileSync(join(root, ".sdetkit/agent/history/records", `${answer.hash}.json`), "utf8"),
    }));
    expect(one!.artifacts.length, task).toBeGreaterThan(0);
    expect(other!.record, task).toBe(one!.record);
    expect(other, task).toEqual(one);
  }
  // The two histories tell them apart all the same.
  const [users] = [
    roots.map((root) =>
      execFileSync("stat", ["-c", "%u", join(root, ".sdetkit/agent/history/history.db")], { encoding: "utf8" }),
    ),
  ];
  expect(new Set(users).size).toBe(asRoot ? 2 : 1);
});

test("a command whose output does change changes the hash: what is promised to repeat counts", async () => {
  const root = repository();
  const argv = ["git", "status", "--porcelain"];
  configure(root, { shell: [argv] });
  const run = async () =>
    (await json(root, ["agent", "templates", "run", "status", "--approve"])).answer.hash as string;
  template(root, "status", [{ id: "s", action: "shell.run", with: { argv, deterministic: true } }], {
    permissions: { shell: [argv] },
  });
  const first = await run();
  expect(await run()).toBe(first);
  put(root, "more.txt", "");
  expect(await run()).not.toBe(first);
});
