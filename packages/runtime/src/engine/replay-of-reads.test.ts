import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { dirname, join } from "node:path";
import { parseReadManifest } from "@sdetkit/core";
import { expect, test } from "vitest";
import { layoutOf } from "../files/workspace-layout.ts";
import { openHistory } from "../history/open-history.ts";
import { hashing } from "../platform/hashing.ts";
import { commitAll, gitIn } from "../testing/repository.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { openEngine } from "./open-engine.ts";
import type { Approver } from "./types.ts";

/** What is in a workspace at the path `at`, beside what its commit holds. */
const STATES: { readonly [name: string]: (root: string) => void } = {
  nothing: () => undefined,
  "an empty folder": (root) => fs.mkdirSync(join(root, "at")),
  "an empty folder in a folder": (root) => fs.mkdirSync(join(root, "at/in"), { recursive: true }),
  "an ignored empty folder": (root) => {
    put(root, ".gitignore", "/at/\n");
    fs.mkdirSync(join(root, "at"));
  },
  "a folder with a file": (root) => put(root, "at/other.md", "other\n"),
  "a file": (root) => put(root, "at", "file\n"),
  "a link to a file": (root) => fs.symlinkSync("README.md", join(root, "at")),
  "a link to a folder": (root) => fs.symlinkSync("src", join(root, "at")),
  "a link to nothing": (root) => fs.symlinkSync("nowhere", join(root, "at")),
  "a link to itself": (root) => fs.symlinkSync("at", join(root, "at")),
  "a link out of the workspace": (root) => {
    put(root, "../outside/file.txt", "outside\n");
    fs.symlinkSync("../outside", join(root, "at"));
  },
  "a pipe": (root) => execFileSync("mkfifo", [join(root, "at")]),
  "a folder with a pipe": (root) => {
    put(root, "at/file.txt", "file\n");
    execFileSync("mkfifo", [join(root, "at/pipe")]);
  },
  "a committed file that is gone": (root) => {
    put(root, "at", "committed\n");
    commitAll(root);
    fs.rmSync(join(root, "at"));
  },
  "a committed folder that is gone": (root) => {
    put(root, "at/file.txt", "committed\n");
    put(root, "at/in/file.txt", "committed\n");
    commitAll(root);
    fs.rmSync(join(root, "at"), { recursive: true });
  },
  "a committed folder that is empty": (root) => {
    put(root, "at/file.txt", "committed\n");
    commitAll(root);
    fs.rmSync(join(root, "at/file.txt"));
  },
  "a committed folder without its link": (root) => {
    put(root, "at/file.txt", "committed\n");
    fs.symlinkSync("file.txt", join(root, "at/link"));
    commitAll(root);
    fs.rmSync(join(root, "at/link"));
  },
  "a file where the commit has a folder": (root) => {
    put(root, "at/file.txt", "committed\n");
    commitAll(root);
    fs.rmSync(join(root, "at"), { recursive: true });
    put(root, "at", "file\n");
  },
  "an empty folder where the commit has a file": (root) => {
    put(root, "at", "committed\n");
    commitAll(root);
    fs.rmSync(join(root, "at"));
    fs.mkdirSync(join(root, "at"));
  },
  "a folder where the commit has a link": (root) => {
    fs.symlinkSync("src", join(root, "at"));
    commitAll(root);
    fs.rmSync(join(root, "at"));
    put(root, "at/other.md", "other\n");
  },
  "a committed link that is gone": (root) => {
    fs.symlinkSync("src", join(root, "at"));
    commitAll(root);
    fs.rmSync(join(root, "at"));
  },
  "a name that is not UTF-8": (root) => {
    fs.mkdirSync(join(root, "at"));
    fs.writeFileSync(Buffer.concat([Buffer.from(`${root}/at/`), Buffer.from([0x61, 0xff])]), "bytes\n");
  },
};

const BUNDLE = 'action artifacts.bundle {"paths":["at"]}';

/** What names `at`. */
const TASKS: readonly string[] = [
  'action fs.read {"path":"at"}',
  'action fs.read {"path":"at/file.txt"}',
  'action fs.read {"path":"at/file.txt/below"}',
  BUNDLE,
  'action artifacts.bundle {"paths":["at/*.txt"]}',
  'action artifacts.bundle {"paths":["**/at/**"]}',
  "action repo.audit {}",
  'action shell.run {"argv":["ls"],"working-directory":"at","deterministic":true}',
];

/** The same without a commit. */
const UNCOMMITTED = Object.keys(STATES).filter((state) => !/commit/.test(state));

test.each(Object.keys(STATES))(
  "in a repository with %s, a replay gives the same or says what is missing",
  async (state) => {
    const root = repository(state);
    for (const task of TASKS) expect(await otherInReplay(root, task), task).toEqual([]);
  },
);

test.each(UNCOMMITTED)("in a folder with %s, a replay gives the same or says what is missing", async (state) => {
  const root = folder(state);
  for (const task of TASKS.slice(0, 5)) expect(await otherInReplay(root, task), task).toEqual([]);
});

test("a folder that was empty is laid out again, though the workspace has it no more", async () => {
  const root = repository("an empty folder");
  const { hash, report } = await run(root, BUNDLE);
  expect(report.steps[0]?.failure?.code).toBe("bundle-empty");
  fs.rmdirSync(join(root, "at"));
  expect(await replay(root, hash)).toEqual([]);
  expect((await run(root, BUNDLE)).hash).not.toBe(hash);
});

test("a bundle that is too large is too large in a replay", async () => {
  const root = folder("a folder with a file");
  fs.truncateSync(join(root, "at/other.md"), 129 * 1024 * 1024);
  const { hash, report } = await run(root, BUNDLE);
  expect(report.steps[0]?.failure?.code).toBe("bundle-too-large");
  expect(await replay(root, hash)).toEqual([]);
});

test("nothing that lies outside is read through a link, not even to name it", async () => {
  const root = repository("a link out of the workspace");
  const { reads } = await run(root, 'action fs.read {"path":"at/file.txt"}');
  expect(reads).toEqual([{ path: "at", kind: "link", sha256: hashing.hex("../outside") }]);
});

function put(root: string, path: string, text: string): void {
  fs.mkdirSync(dirname(join(root, path)), { recursive: true });
  fs.writeFileSync(join(root, path), text);
}

function folder(state: string): string {
  const root = join(temporaryFolder(), "w");
  put(root, "README.md", "# a\n");
  put(root, "src/file.txt", "in src\n");
  put(root, ".sdetkit/config.yaml", JSON.stringify({ policy: { shell: [["ls"]] } }));
  STATES[state]?.(root);
  return root;
}

function repository(state: string): string {
  const root = folder("nothing");
  gitIn(root, "init", "-q");
  commitAll(root);
  STATES[state]?.(root);
  return root;
}

async function run(root: string, task: string) {
  const engine = await engineIn(root);
  const answer = await engine.run({ task, inputs: {} }, { approver: willing });
  engine.close();
  if (answer.kind !== "ran") throw new Error(answer.message);
  const history = openHistory(layoutOf(root), { readOnly: true });
  const record = await history.record(answer.report.hash);
  const workspace = record?.workspace;
  const digest =
    workspace && "reads" in workspace ? (workspace.kind === "git" ? workspace.dirty : workspace.read) : null;
  const manifest = digest ? await history.blobs.get(digest) : null;
  history.close();
  const reads = manifest ? parseReadManifest(Buffer.from(manifest).toString("utf8")).entries : [];
  return { hash: answer.report.hash, report: answer.report, reads };
}

async function replay(root: string, hash: string) {
  const engine = await engineIn(root);
  const { problems } = await engine.replay(hash, {});
  engine.close();
  return problems;
}

/** What is other in a replay, but for what it says is missing. */
async function otherInReplay(root: string, task: string) {
  const { hash } = await run(root, task);
  return (await replay(root, hash)).filter((problem) => problem.class !== "inputs-missing");
}

const willing: Approver = { ask: async () => ({ kind: "given", by: "ann", via: "flag" }) };

function engineIn(root: string) {
  return openEngine({ cwd: root, env: {}, builtinTemplates: join(root, "none"), version: "0.0.0", channel: "test" });
}
