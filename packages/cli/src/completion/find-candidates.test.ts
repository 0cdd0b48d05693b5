import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { registry } from "../commands/registry.ts";
import { runCli } from "../run-cli.ts";
import { testConsole } from "../terminal/testing/test-console.ts";
import { candidate } from "./candidate.ts";

const templates = fileURLToPath(new URL("../../../../templates/automations", import.meta.url));
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), "cli-complete-"));
  spawnSync("git", ["init", "--quiet", folder]);
  mkdirSync(join(folder, "templates", "automations"), { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, "templates", "automations", name), text);
  write("one.yaml", 'metadata:\n  id: own-check\n  title: "Our \u001b[31mown"\n');
  write("two.yaml", "metadata:\n  id: $(touch /tmp/x)\n  title: hostile\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function call(...argv: string[]): Promise<string> {
  const console = testConsole({ cwd: folder, env: { PATH: process.env["PATH"] ?? "" } });
  expect(await runCli(argv, console, registry, { version: "9.9.9", templates })).toBe(0);
  return console.out();
}
const complete = (...words: string[]) => call("complete", "--", ...words);
const values = async (...words: string[]) =>
  (await complete(...words))
    .split("\n")
    .slice(0, -2)
    .map((line) => line.split("\t")[0]);

test.each(["run", "show", "plan", "validate", "pack"])(
  "templates %s offers the ids of the workspace and the built-in ones",
  async (command) => {
    const ids = await values("agent", "templates", command, "");
    expect(ids).toEqual(expect.arrayContaining(["own-check", "repo-health-audit"]));
    expect(ids.join()).not.toContain("touch");
    expect(await complete("agent", "templates", command, "own")).toMatch(/^own-check\tOur \\x1b\[31mown\n:[04]\n$/);
  },
);

test("runs are offered by hash, or by id where one was begun; -C says of which workspace", async () => {
  writeFileSync(join(folder, "README.md"), "# here\n");
  const { run, hash } = JSON.parse(await call("agent", "run", 'action fs.read {"path":"README.md"}', "--json"));
  for (const command of [["history", "show"], ["history", "prove"], ["replay"]]) {
    expect(await values("agent", ...command, "")).toEqual(["last", hash.slice(0, 12)]);
    expect(await values("agent", ...command, hash.slice(0, 14))).toEqual([hash]);
    expect(await values("agent", ...command, "r-")).toEqual([run]);
  }
  expect(await values("agent", "resume", "")).toEqual([]);
  expect(await values("-C", "/", "agent", "replay", "")).toEqual([]);
});

test("options offer their words; files and folders are left to the shell", async () => {
  expect(await values("agent", "history", "list", "--status", "f")).toEqual(["failed"]);
  expect(await complete("agent", "dashboard", "build", "--output", "")).toBe(":0\n");
  expect(await complete("agent", "doctor", "-C", "")).toBe(":16\n");
  expect(await complete("agent", "run", "")).toBe(":4\n");
  expect(await call("completion", "bash")).toContain("complete -o default -F __sdetkit_complete sdetkit\n");
});

test("the script completes in a bash without the package bash-completion", async () => {
  const answered =
    'sdetkit() { [ "$*" = "complete -- agent templates run own" ] && printf \'own-check\\ttitle\\n:4\\n\'; }';
  const asked = "COMP_WORDS=(sdetkit agent templates run own) COMP_CWORD=4; __sdetkit_complete; echo ${COMPREPLY[@]}";
  const { stdout, stderr } = spawnSync(
    "bash",
    ["--norc", "-c", `${await call("completion", "bash")}\n${answered}\n${asked}`],
    {
      encoding: "utf8",
    },
  );
  expect({ stdout, errors: stderr.match(/command not found/) }).toEqual({ stdout: "own-check\n", errors: null });
});

test("no candidate holds anything that a shell would expand or a terminal obey, whatever was found", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (value, description) => {
      for (const each of candidate(value, description)) {
        expect(each.value).toMatch(/^[\w.-]+$/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
        expect(each.description).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }
    }),
  );
});
