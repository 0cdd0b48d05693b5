import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Fault } from "@sdetkit/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defineCommand, type Invocation } from "./command/command.ts";
import { registry } from "./commands/registry.ts";
import { runCli } from "./run-cli.ts";
import { type TestWorld, testConsole } from "./terminal/testing/test-console.ts";

const templates = fileURLToPath(new URL("../../../templates/automations", import.meta.url));
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), "cli-"));
  writeFileSync(join(folder, "README.md"), "# here\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function call(argv: readonly string[], world: TestWorld = {}, commands = registry) {
  const console = testConsole({ cwd: folder, ...world });
  const exit = await runCli(argv, console, commands, { version: "9.9.9", templates });
  return { exit, out: console.out(), err: console.err() };
}

test.each([
  [["--version"], "9.9.9\n"],
  [["--version", "--json"], '{"version":"9.9.9"}\n'],
])("%j is answered on standard output", async (argv, out) => {
  expect(await call(argv)).toEqual({ exit: 0, out, err: "" });
});

test.each([
  [["version"], ["--version"]],
  [
    ["-C", ".", "version", "--json"],
    ["--version", "--json"],
  ],
  [["help"], ["--help"]],
  [
    ["help", "run"],
    ["agent", "run", "--help"],
  ],
  [
    ["agent", "help", "run"],
    ["agent", "run", "--help"],
  ],
  [
    ["help", "agent", "history"],
    ["agent", "history", "--help"],
  ],
  [
    ["agent", "help"],
    ["agent", "--help"],
  ],
  [
    ["templates", "list"],
    ["agent", "templates", "list"],
  ],
  [
    ["--json", "doctor", "-C", "/no/such"],
    ["agent", "doctor", "-C", "/no/such", "--json"],
  ],
  [
    ["tokens", "--help"],
    ["agent", "tokens", "--help"],
  ],
  [
    ["help", "rnu"],
    ["agent", "rnu"],
  ],
  [["rnu"], ["agent", "rnu"]],
])("%j is understood as %j", async (short, long) => {
  expect(await call(short)).toEqual(await call(long));
});

test("the help of each command that writes a file says whether it replaces one", async () => {
  const writing: string[] = [];
  for (const { path, hidden } of registry) {
    if (hidden) continue;
    const { out } = await call([...path.split(" "), "--help"]);
    const help = /--output <[\s\S]*?(?=\n {2}-)/.exec(out)?.[0].replace(/\s+/g, " ");
    if (help === undefined) continue;
    writing.push(path);
    expect(help, path).toMatch(/replaced if it exists|new files?/);
  }
  expect(writing).toContain("agent history prove");
  expect(writing).toContain("agent tokens create");
});

test("no command is suggested that is far from what was written", async () => {
  expect((await call(["agent", "foo"])).err).not.toContain("follow");
  expect((await call(["agent", "folow"])).err).toContain("Did you mean follow?");
});

test("a parameter that does not fit is told whole, and once", async () => {
  const { exit, err } = await call(["agent", "run", 'action fs.read {"path":"../x"}']);
  expect(exit).toBe(2);
  expect(
    err.split('expected a path relative to the workspace, or output:/…, without `..` and backslashes; got "../x"'),
  ).toHaveLength(2);
});

test("of an action that does not exist the nearest is named, or all there are", async () => {
  expect((await call(["agent", "run", "action fs.raed {}"])).err).toContain("action fs.read {}");
  const { err } = await call(["agent", "run", "action file.open {}"]);
  expect(err).toContain("repo.audit, report.build, shell.run\n  → choose one of these actions\n");
});

test("a word that is near to one that is first is not looked for below agent", async () => {
  expect((await call(["agnet", "run", "x"])).err).toBe("error: unknown command 'agnet'\n  → Did you mean agent?\n");
});

test.each([
  [["agent", "rnu"], "error: unknown command 'rnu'\n  → Did you mean run?\n"],
  [["agent", "doctor", "--jsno"], "error: unknown option '--jsno'\n  → Did you mean --json?\n"],
  [
    ["agent", "run"],
    "error: missing required argument 'task'\n  → call `sdetkit agent run --help` to see its arguments and options\n",
  ],
  [["agent", "doctor", "extra"], expect.stringContaining("too many arguments")],
  [["agent", "run", "x", "--set"], expect.stringContaining("argument missing")],
  [["agent", "run", "x", "--set", "noequals"], expect.stringContaining("expected --set name=value")],
  [["agent", "history", "list", "--since", "soon"], expect.stringContaining("expected --since to be a date")],
  [["agent", "history", "list", "--limit", "many"], expect.stringContaining("expected --limit to be a whole number")],
  [
    ["agent", "templates", "validate", "x", "--all"],
    expect.stringContaining("expected either --all or names of templates, got both"),
  ],
  [["agent", "dashboard", "build", "--format", "pdf"], expect.stringContaining("expected --format to be one of")],
  [["agent", "demo", "--scenario", "none"], expect.stringContaining("expected --scenario to be one of")],
  [["agent", "doctor", "-C", "/no/such/folder"], expect.stringContaining("expected a folder to work in")],
  [["agent", "run", "no such thing at all"], expect.stringContaining("nothing was run")],
])("%j is a wrong call: exit 2, said on standard error", async (argv, err) => {
  expect(await call(argv)).toEqual({ exit: 2, out: "", err });
});

test.each([
  [["agent", "rnu", "--json"]],
  [["agent", "--json"]],
  [["--json", "agent", "run"]],
  [["agent", "run", "template:nothing", "--json"]],
  [["agent", "replay", "ffff", "--json"]],
])("with --json the error of %j is one object with code, message and remedy", async (argv) => {
  const { exit, out, err } = await call(argv);
  expect({ exit, err }).toEqual({ exit: 2, err: "" });
  expect(out.endsWith("}\n") && out.indexOf("\n") === out.length - 1).toBe(true);
  expect(JSON.parse(out)).toMatchObject({
    error: { code: expect.stringMatching(/^[a-z-]+$/), message: expect.any(String), remedy: expect.any(String) },
  });
});

test("every command has help with an example, and its help is one object with --json", async () => {
  for (const { path, hidden, examples } of registry) {
    const { exit, out } = await call([...path.split(" "), "--help"]);
    expect(exit).toBe(0);
    expect(out).toContain(`Usage: sdetkit ${path}`);
    if (!hidden) expect(out).toContain(`$ ${examples[0]?.[0]}`);
    const json = await call([...path.split(" "), "--help", "--json"]);
    expect(Object.keys(JSON.parse(json.out))).toEqual(["help"]);
  }
});

test("every group of commands says what it is for", async () => {
  const groups = new Set(
    registry.map(({ path }) => path.split(" ").slice(0, -1).join(" ")).filter((path) => path !== ""),
  );
  for (const group of groups) {
    // A group that is a command as well is described by the command's summary, which begins in lower case.
    const described = registry.some(({ path }) => path === group)
      ? /^Usage: [^\n]*\n\n[a-z]{2}/
      : /^Usage: [^\n]*\n\n[A-Z][a-z]/;
    expect((await call([...group.split(" "), "--help"])).out, group).toMatch(described);
  }
});

test("the help of a command lists the commands below it", async () => {
  expect((await call(["agent", "audit", "--help"])).out).toMatch(/^ {2}rules .*list the rules/m);
});

test("every example is a command that exists, with options that it takes", async () => {
  const seen: string[] = [];
  const recording = registry.map((each) => ({
    ...each,
    run: async () => {
      seen.push(each.path);
      return { exit: 0, json: {}, text: "" } as const;
    },
  }));
  for (const { path, examples } of registry) {
    for (const [line] of examples) {
      const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? "");
      const argv = words.slice(words.findIndex((word) => word.endsWith("sdetkit")) + 1).join("\n");
      const own = argv
        .replace(/\n>\n.*$/s, "")
        .replace(/\)$/, "")
        .split("\n");
      expect({ line, exit: (await call(own, {}, recording)).exit }).toEqual({ line, exit: 0 });
      expect(seen.at(-1)?.split(" ")[0]).toBe(path.split(" ")[0]);
    }
  }
});

/** A command that answers with what it was called with. */
function probe(answer: (invocation: Invocation) => unknown) {
  return [
    defineCommand({
      path: "probe",
      group: "",
      summary: "",
      examples: [],
      configure: (command) => command,
      run: async (_args, _options, invocation) => {
        return { exit: 0 as const, json: { said: answer(invocation) }, text: String(answer(invocation)) };
      },
    }),
  ];
}

test.each([
  [["probe", "-C", "sub"], {}, "sub"],
  [["-C", "sub", "probe"], {}, "sub"],
  [["probe"], { SDETKIT_DIR: "env" }, "env"],
  [["probe", "-C", "sub"], { SDETKIT_DIR: "env" }, "sub"],
])("%j with %j works in %s: the flag beats the environment", async (argv, env, where) => {
  const { out } = await call(
    argv,
    { env },
    probe(({ cwd }) => cwd),
  );
  expect(out).toBe(join(folder, where));
});

test("SDETKIT_JSON asks for JSON as --json does", async () => {
  const { out } = await call(
    ["probe"],
    { env: { SDETKIT_JSON: "1" } },
    probe(({ json }) => json),
  );
  expect(out).toBe('{"said":true}\n');
});

test("what a command prints cannot steer the terminal", async () => {
  const { out } = await call(
    ["probe"],
    { tty: true },
    probe(() => "\x1b]0;owned\x07"),
  );
  expect(out).toBe("\\x1b]0;owned\\x07");
});

test("a fault keeps its exit code; anything else is a defect, without its stack unless asked for", async () => {
  const failing = (error: Error) =>
    probe(() => {
      throw error;
    });
  const fault = new Fault("disk-full", "the disk is full", { remedy: "make room" });
  expect(await call(["probe"], {}, failing(fault))).toEqual({
    exit: 1,
    out: "",
    err: "error: the disk is full\n  → make room\n",
  });
  const defect = await call(["probe", "--json"], {}, failing(new TypeError("oops")));
  expect({ exit: defect.exit, json: JSON.parse(defect.out) }).toMatchObject({
    exit: 1,
    json: { error: { code: "internal" } },
  });
  expect((await call(["probe"], {}, failing(new TypeError("oops")))).err).not.toContain("    at ");
  expect((await call(["probe", "--verbose"], {}, failing(new TypeError("oops")))).err).toContain("    at ");
});

test("a fault is known by its shape: the server's package has a class of its own", async () => {
  const theirs = Object.assign(new Error("expected room, got none"), {
    name: "Fault",
    code: "disk-full",
    exit: 1,
    remedy: "make room",
    diagnostics: [],
  });
  const failing = probe(() => {
    throw theirs;
  });
  expect((await call(["probe"], {}, failing)).err).toBe("error: expected room, got none\n  → make room\n");
});
