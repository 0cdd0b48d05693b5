import fs from "node:fs";
import { dirname, join, relative } from "node:path";
import type { RunRecord } from "@sdetkit/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layoutOf } from "../files/workspace-layout.ts";
import { openHistory } from "../history/open-history.ts";
import { detectSandbox } from "../sandbox/detect-sandbox.ts";
import { commitAll, gitIn } from "../testing/repository.ts";
import { openEngine } from "./open-engine.ts";
import type { Approver } from "./types.ts";

const CASES = Number(process.env["SDETKIT_IDENTITY_CASES"] ?? 12);
const CONFINED = detectSandbox().kind === "bubblewrap";

/** Prints all that a command can see: names, kinds, content, and what git says. */
const LOOK = `
find . -path ./.git -prune -o -path ./.sdetkit -prune -o -print0 | sort -z | while IFS= read -r -d '' f; do
  if [ -L "$f" ]; then printf 'link %q %s\\n' "$f" "$(readlink "$f" | sha256sum)";
  elif [ -x "$f" ] && [ -f "$f" ]; then printf 'executable %q %s\\n' "$f" "$(sha256sum < "$f")";
  elif [ -f "$f" ]; then printf 'file %q %s\\n' "$f" "$(sha256sum < "$f")"; fi
done
for word in "status --porcelain" "diff --cached --name-only" "ls-files -s" "describe --tags --always" "log --oneline" "branch -a" "stash list" "config core.autocrlf"; do
  echo "== $word"; git $word 2>&1; done
exit 0
`;

type Shape = "repository" | "subfolder" | "worktree" | "shared" | "shallow" | "unborn" | "folder";
interface Case {
  readonly shape: Shape;
  readonly twists: readonly Twist[];
  readonly read: Read;
  readonly change: Change;
  readonly target: number;
}
type Read =
  | "fs.read"
  | "fs.read of a place"
  | "audit"
  | "bundle"
  | "bundle of a place"
  | "command"
  | "command-with-inputs";
type Change = "nothing" | "touch" | "refresh" | "content" | "remove" | "tag" | "stage" | "branch";

/** States of a git workspace, each made on top of the ones before. `at` is the workspace, `top` the work tree's top. */
const TWISTS = {
  ignored: ({ at }: Place) => {
    put(at, ".gitignore", "build/\n*.log\n");
    put(at, "build/report.txt", "built\n");
    put(at, "run.log", "logged\n");
  },
  exclude: ({ at, top }: Place) => {
    if (!fs.existsSync(join(top, ".git", "info"))) return;
    fs.appendFileSync(join(top, ".git", "info", "exclude"), "private.txt\n");
    put(at, "private.txt", "private\n");
  },
  "assume-unchanged": ({ at }: Place) => flagged(at, "--assume-unchanged", "s1.txt"),
  "skip-worktree": ({ at }: Place) => flagged(at, "--skip-worktree", "s2.txt"),
  submodule: ({ at, base }: Place) => {
    const origin = repositoryAt(join(base, "origin"), { "inner.txt": "inner\n", ".gitignore": "junk/\n" });
    quietly(at, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", origin, "sub");
    quietly(at, "commit", "--quiet", "--message=sub");
    put(at, "sub/junk/x", "junk\n");
    put(at, "sub/inner.txt", "changed within\n");
  },
  nested: ({ at }: Place) => void repositoryAt(join(at, "nested"), { "n.txt": "nested\n" }),
  sparse: ({ at }: Place) => {
    if (quietly(at, "sparse-checkout", "set", "--no-cone", "/*", "!lib/")) quietly(at, "checkout", "--quiet");
  },
  filter: ({ at }: Place) => {
    quietly(at, "config", "filter.up.clean", "tr a-z A-Z");
    put(at, ".gitattributes", "*.up filter=up\n");
    put(at, "x.up", "lower on disk\n");
    if (quietly(at, "add", "x.up", ".gitattributes")) quietly(at, "commit", "--quiet", "--message=filter");
  },
  autocrlf: ({ at }: Place) => {
    quietly(at, "config", "core.autocrlf", "true");
    fs.rmSync(join(at, "README.md"));
    quietly(at, "checkout", "--", "README.md");
    if (!fs.existsSync(join(at, "README.md"))) put(at, "README.md", "# a\r\n");
  },
  attributes: ({ at }: Place) => {
    put(at, ".gitattributes", "*.bat text eol=crlf\n");
    put(at, "run.bat", "echo\r\n");
    if (quietly(at, "add", "run.bat", ".gitattributes")) quietly(at, "commit", "--quiet", "--message=eol");
  },
  untracked: ({ at }: Place) => put(at, "new/untracked.txt", "untracked\n"),
  dirty: ({ at }: Place) => put(at, "src/a.ts", "export const a = 2;\n"),
  deleted: ({ at }: Place) => fs.rmSync(join(at, "src/b.ts"), { force: true, recursive: true }),
  staged: ({ at }: Place) => {
    put(at, "staged.txt", "staged\n");
    quietly(at, "add", "staged.txt");
    put(at, "staged.txt", "and changed again\n");
  },
  "forced-in": ({ at }: Place) => {
    put(at, ".gitignore", "build/\n*.log\n");
    put(at, "forced.log", "forced\n");
    quietly(at, "add", "--force", "forced.log");
  },
  unstaged: ({ at }: Place) => void quietly(at, "rm", "--quiet", "--cached", "src/b.ts"),
  executable: ({ at }: Place) => fs.chmodSync(join(at, "src/a.ts"), 0o755),
  links: ({ at }: Place) => {
    fs.symlinkSync("README.md", join(at, "link.md"));
    fs.symlinkSync("nowhere", join(at, "dangling"));
  },
  "links out": ({ at, base }: Place) => {
    put(base, "outside/o.txt", "outside\n");
    fs.symlinkSync(relative(at, join(base, "outside")), join(at, "out"));
    fs.symlinkSync(join(base, "outside/o.txt"), join(at, "out.log"));
    fs.symlinkSync("loop", join(at, "loop"));
    fs.symlinkSync("src", join(at, "in"));
  },
  "empty folders": ({ at }: Place) => {
    fs.mkdirSync(join(at, "empty/in"), { recursive: true });
    fs.mkdirSync(join(at, "build/empty"), { recursive: true });
    fs.rmSync(join(at, "lib"), { recursive: true, force: true });
    fs.mkdirSync(join(at, "lib"));
  },
  names: ({ at }: Place) => {
    put(at, "od d/new\nline 'quoted' \"$(x)\" ü.txt", "odd\n");
    fs.mkdirSync(join(at, "bytes"), { recursive: true });
    fs.writeFileSync(Buffer.concat([Buffer.from(`${at}/bytes/`), Buffer.from([0x61, 0xff, 0x62])]), "bytes\n");
  },
  tags: ({ at }: Place) => {
    quietly(at, "tag", "v1");
    quietly(at, "tag", "--annotate", "--message=x", "v1.1");
  },
  stash: ({ at }: Place) => {
    put(at, "src/a.ts", "export const a = 'stashed';\n");
    quietly(at, "stash", "--quiet");
  },
  folder: ({ at }: Place) => {
    // A folder where the commit has a file.
    fs.rmSync(join(at, "src/b.ts"), { force: true });
    put(at, "src/b.ts/inside.txt", "inside\n");
  },
} satisfies { [name: string]: (place: Place) => void };
type Twist = keyof typeof TWISTS;

interface Place {
  readonly base: string;
  readonly top: string;
  readonly at: string;
}

const CASE: fc.Arbitrary<Case> = fc.record({
  shape: fc.constantFrom<Shape[]>(
    "repository",
    "repository",
    "subfolder",
    "worktree",
    "shared",
    "shallow",
    "unborn",
    "folder",
  ),
  twists: fc.uniqueArray(fc.constantFrom(...(Object.keys(TWISTS) as Twist[])), { maxLength: 5 }),
  read: fc.constantFrom<Read[]>(
    "fs.read",
    "fs.read of a place",
    "audit",
    "bundle",
    "bundle of a place",
    ...(CONFINED ? (["command", "command-with-inputs"] as const) : []),
  ),
  change: fc.constantFrom<Change[]>(
    "nothing",
    "touch",
    "refresh",
    "content",
    "content",
    "remove",
    "tag",
    "stage",
    "branch",
  ),
  target: fc.nat(),
});

describe("the identity of a workspace", () => {
  it("differs whenever other bytes were read, is equal when nothing was changed but times, and can be laid out again", {
    timeout: 3_600_000,
  }, async () => {
    let same = 0;
    await fc.assert(
      fc.asyncProperty(CASE, async (drawn) => {
        const base = fs.mkdtempSync(join(fs.realpathSync("/tmp"), "identity-"));
        try {
          const place = make(base, drawn);
          const task = taskOf(place, drawn);
          const before = await run(place.at, task);
          change(place, drawn);
          const after = await run(place.at, task);
          const outcome = ({ workspace: _, ...record }: RunRecord) => JSON.stringify(record);
          if (outcome(before.record) !== outcome(after.record))
            expect(identity(after.record), "other results, same identity").not.toBe(identity(before.record));
          if (["nothing", "touch", "refresh"].includes(drawn.change)) expect(after.hash).toBe(before.hash);
          const replayed = await (await engineIn(place.at)).replay(after.hash, {});
          if (!replayed.ok)
            expect(replayed.problems.map((each) => ({ ...each, class: each.class }))).toEqual(
              replayed.problems.map((each) => ({ ...each, class: "inputs-missing" })),
            );
          else same += 1;
        } finally {
          fs.rmSync(base, { recursive: true, force: true });
        }
      }),
      { numRuns: CASES, endOnFailure: true },
    );
    // All of it is still there: a replay that cannot lay it out is the exception.
    expect(same).toBe(CASES);
  });
});

function make(base: string, { shape, twists }: Case): Place {
  const files = {
    "README.md": "# a\nusage\n",
    "look.sh": LOOK,
    "src/a.ts": "export const a = 1;\n",
    "src/b.ts": "export const b = 1;\n",
    "s1.txt": "one\n",
    "s2.txt": "two\n",
    "lib/l.txt": "lib\n",
    ".sdetkit/config.yaml": JSON.stringify({ policy: { shell: [["bash", "look.sh"]] } }),
    ".sdetkit/.gitignore": "/agent/\n",
    "templates/automations/look.yaml": JSON.stringify({
      metadata: { id: "look", title: "Look", version: "1.0.0", description: "Looks.", owner: "qa" },
      permissions: { shell: [["bash", "look.sh"]] },
      workflow: [
        {
          id: "look",
          action: "shell.run",
          with: { argv: ["bash", "look.sh"], deterministic: true },
          inputs: ["build", "*.log", "sub/junk"],
        },
      ],
    }),
  };
  const place = shaped(base, shape, files);
  if (shape !== "folder") for (const twist of twists) TWISTS[twist](place);
  return place;
}

function shaped(base: string, shape: Shape, files: { [path: string]: string }): Place {
  const top = join(base, "w");
  switch (shape) {
    case "folder":
      fs.mkdirSync(top);
      for (const [path, text] of Object.entries(files)) put(top, path, text);
      put(top, ".gitignore", "build/\n");
      put(top, "build/report.txt", "built\n");
      return { base, top, at: top };
    case "unborn":
      fs.mkdirSync(top);
      gitIn(top, "init", "-q", "-b", "main");
      for (const [path, text] of Object.entries(files)) put(top, path, text);
      return { base, top, at: top };
    case "subfolder": {
      const below = Object.fromEntries(Object.entries(files).map(([path, text]) => [`svc/${path}`, text]));
      repositoryAt(top, { ...below, "above.txt": "above\n", ".gitignore": "*.tmp\n" });
      put(top, "svc/x.tmp", "ignored from above\n");
      return { base, top, at: join(top, "svc") };
    }
    case "worktree":
      gitIn(repositoryAt(join(base, "main"), files), "worktree", "add", "-q", "--detach", top);
      return { base, top, at: top };
    case "shared":
      gitIn(base, "clone", "-q", "--shared", repositoryAt(join(base, "main"), files), top);
      return { base, top, at: top };
    case "shallow": {
      const origin = repositoryAt(join(base, "main"), files);
      put(origin, "second", "2");
      commitAll(origin);
      gitIn(base, "clone", "-q", "--depth", "1", `file://${origin}`, top);
      return { base, top, at: top };
    }
    default:
      repositoryAt(top, files);
      return { base, top, at: top };
  }
}

/** What is read: the drawn target decides which file. */
function taskOf({ at }: Place, { read, target }: Case): string {
  const paths = filesOf(at);
  const path = paths[target % paths.length] as string;
  switch (read) {
    case "fs.read":
      return `action fs.read ${JSON.stringify({ path, encoding: "base64" })}`;
    case "fs.read of a place":
      return `action fs.read ${JSON.stringify({ path: placeAt(at, target), encoding: "base64" })}`;
    case "bundle of a place":
      return `action artifacts.bundle ${JSON.stringify({ paths: [placeAt(at, target)] })}`;
    case "audit":
      return "action repo.audit {}";
    case "bundle":
      return `action artifacts.bundle ${JSON.stringify({ paths: [dirname(path) === "." ? "src" : dirname(path)] })}`;
    case "command":
      return 'action shell.run {"argv":["bash","look.sh"],"deterministic":true}';
    case "command-with-inputs":
      return "template:look";
  }
}

function change({ at, top }: Place, { change: kind, target }: Case): void {
  const paths = filesOf(at).filter((path) => !/^(look\.sh|\.sdetkit|templates)/.test(path));
  const path = join(at, paths[(target >> 3) % paths.length] as string);
  switch (kind) {
    case "nothing":
      return;
    case "touch":
      for (const each of paths) fs.utimesSync(join(at, each), 1_700_000_000, 1_700_000_000);
      return;
    case "refresh":
      quietly(at, "update-index", "--refresh");
      quietly(at, "status");
      return;
    case "content":
      fs.appendFileSync(path, "more\n");
      return;
    case "remove":
      fs.rmSync(path);
      return;
    case "tag":
      quietly(at, "tag", "v9");
      return;
    case "stage":
      quietly(at, "add", "--all", "--force", ".");
      return;
    case "branch":
      if (fs.existsSync(join(top, ".git"))) quietly(at, "branch", "other");
  }
}

/** Every regular file with a name in UTF-8 that a person could name, ignored ones too. */
function filesOf(at: string): string[] {
  return fs
    .readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes("\ufffd"))
    .map((entry) => join(entry.parentPath, entry.name).slice(at.length + 1))
    .filter((path) => !/(^|\/)(\.git|\.sdetkit)(\/|$)/.test(path) && !path.includes("\n"))
    .sort();
}

/** Anything that a person could name: files, folders, links, what is below them, and what is not there. */
function placeAt(at: string, target: number): string {
  const files = filesOf(at);
  const folders = files.map((path) => dirname(path)).filter((path) => path !== ".");
  const own = [
    "empty",
    "empty/in",
    "build/empty",
    "link.md",
    "dangling",
    "out",
    "out/o.txt",
    "out.log",
    "loop",
    "loop/x",
    "in/a.ts",
  ];
  const none = ["nowhere", "nowhere/x", "src/nowhere", "README.md/x", "lib/l.txt", "lib", "src/b.ts", "src/b.ts/x"];
  const all = [...new Set([...folders, ...own, ...none, ...files])];
  return all[target % all.length] as string;
}

const willing: Approver = { ask: async () => ({ kind: "given", by: "ann", via: "flag" }) };

function engineIn(root: string) {
  return openEngine({ cwd: root, env: {}, builtinTemplates: join(root, "none"), version: "0.0.0", channel: "test" });
}

async function run(root: string, task: string): Promise<{ hash: string; record: RunRecord }> {
  const engine = await engineIn(root);
  const answer = await engine.run({ task, inputs: {} }, { approver: willing });
  engine.close();
  if (answer.kind !== "ran") throw new Error(`${answer.code}: ${answer.message}`);
  const history = openHistory(layoutOf(root), { readOnly: true });
  const record = await history.record(answer.report.hash);
  history.close();
  if (record === null) throw new Error("no record");
  return { hash: answer.report.hash, record };
}

const identity = (record: RunRecord): string => JSON.stringify(record.workspace);

function put(root: string, path: string, text: string): void {
  fs.mkdirSync(dirname(join(root, path)), { recursive: true });
  fs.writeFileSync(join(root, path), text);
}

function repositoryAt(folder: string, files: { readonly [path: string]: string }): string {
  fs.mkdirSync(folder, { recursive: true });
  gitIn(folder, "init", "-q", "-b", "main");
  for (const [path, text] of Object.entries(files)) put(folder, path, text);
  commitAll(folder);
  return folder;
}

function flagged(at: string, flag: string, path: string): void {
  if (!fs.existsSync(join(at, path)) || !quietly(at, "update-index", flag, path)) return;
  put(at, path, "hidden change\n");
}

/** Runs git where a state may make it impossible; whether it went well. */
function quietly(at: string, ...words: string[]): boolean {
  try {
    gitIn(at, ...words);
    return true;
  } catch {
    return false;
  }
}
