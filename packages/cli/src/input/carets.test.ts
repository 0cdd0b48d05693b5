import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { registry } from "../commands/registry.ts";
import { runCli } from "../run-cli.ts";
import { type TestWorld, testConsole } from "../terminal/testing/test-console.ts";

const TEMPLATE = `metadata: { id: deep, title: Deep, version: 1.0.0, description: Takes inputs., owner: qa }
inputs:
  depth: { type: number, default: 3, description: How deep }
  level: { enum: [low, high], default: low, description: How loud }
workflow:
  - { id: read, name: Read, action: fs.read, with: { path: README.md } }
`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), "carets-"));
  mkdirSync(join(folder, "templates", "automations"), { recursive: true });
  writeFileSync(join(folder, "templates", "automations", "deep.yaml"), TEMPLATE);
  writeFileSync(join(folder, "in.yaml"), "# mine\nlevel: loud\ndepth: 2\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function refused(argv: readonly string[], world: TestWorld = {}): Promise<string> {
  const console = testConsole({ cwd: folder, ...world });
  expect(await runCli(["agent", ...argv], console, registry, { version: "9.9.9", templates: "/none" })).toBe(2);
  return console.err();
}

test("a wrong --set is shown with a caret under it, the right ones beside it are not", async () => {
  const err = await refused(["templates", "run", "deep", "--set", "level=low", "--set", "depth=deep"]);
  expect(err).toContain("<--set>:2:1  error input `depth`: expected a number");
  expect(err).toContain("  2 │ depth=deep\n    │ ^^^^^^^^^^\n");
});

test("an input that the template does not have is shown where it was given", async () => {
  const err = await refused(["templates", "plan", "deep", "--set", "dpeth=2"]);
  expect(err).toContain("  1 │ dpeth=2\n    │ ^^^^^^^\n");
  expect(err).toContain("did you mean `depth`?");
});

test("a wrong value in a file is shown in that file, also in one that was piped in; --set beats it", async () => {
  const shown = "  2 │ level: loud\n    │ ^^^^^\n";
  expect(await refused(["templates", "run", "deep", "--input-file", "in.yaml"])).toContain(`in.yaml:2:1  error`);
  expect(await refused(["templates", "run", "deep", "--input-file", "in.yaml"])).toContain(shown);
  const piped = ["templates", "run", "deep", "--input-file", "-", "--set", "depth=x"];
  const err = await refused(piped, { input: "\nlevel: loud\ndepth: 2\n" });
  expect(err).toContain(shown);
  expect(err).toContain("<standard input>:2:1");
  expect(err).toContain("  1 │ depth=x\n");
});

test("parameters that do not fit an action are shown in the task, over several lines too", async () => {
  expect(await refused(["run", 'action fs.read {"pth":"a"}'])).toContain(
    '  1 │ action fs.read {"pth":"a"}\n    │                 ^^^^^\n',
  );
  const lines = await refused(["run", 'action fs.read {\n  "path": 3\n}']);
  expect(lines).toContain('  2 │   "path": 3\n    │           ^\n');
  const broken = await refused(["run", 'action fs.read {\n  "path": }']);
  expect(broken).toContain('  2 │   "path": }\n    │           ^\n');
});

test("in GitHub Actions what was typed is no file", async () => {
  const world = { env: { GITHUB_ACTIONS: "true" } };
  const err = await refused(["templates", "run", "deep", "--set", "depth=x"], world);
  expect(err).toMatch(/^::error title=input-mismatch::/m);
  const file = await refused(["templates", "run", "deep", "--input-file", "in.yaml"], world);
  expect(file).toMatch(/^::error file=in\.yaml,line=2,col=1,title=input-mismatch::/m);
});
