import { spawn } from "node:child_process";
import { cpSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { cleanEnvironment, ended, ROOT } from "../harness/cli.ts";
import { endProcesses } from "../harness/processes.ts";
import { emptyFolder, git, put } from "../harness/workspace.ts";
import { freePort } from "./harness/server.ts";

/** The README's tour, as it is copied out of it. */
function tour(): string {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block!);
  const [found, ...others] = blocks.filter((block) => block.includes("sdetkit agent serve"));
  expect(others, "one block is the whole tour").toEqual([]);
  return found!;
}

/** A folder that is to a shell what a clone after `npm ci` is. */
function clone(): string {
  const folder = emptyFolder();
  cpSync(join(ROOT, "templates"), join(folder, "templates"), { recursive: true });
  put(folder, "README.md", "# Shop\n");
  git(folder, "init", "-q", "-b", "main");
  git(folder, "add", "-A");
  git(folder, "commit", "-qm", "A shop");
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

test("the README's tour works as it is copied, line by line", async () => {
  const port = String(await freePort());
  const script = tour().replaceAll("8787", port);
  // Whatever fails ends it, and the server does not stay behind.
  const guarded = `trap 'kill "\${server:-}" && wait "$server"' ERR\n${script}\necho "the end in $PWD"\n`;
  const cwd = clone();
  const TMPDIR = emptyFolder();
  onTestFinished(() => endProcesses(TMPDIR));
  const env = cleanEnvironment({ SDETKIT_PORT: port, TMPDIR });
  const done = await ended(spawn("bash", ["-eEu", "-c", guarded], { cwd, env }));
  expect(done.exit, `${done.out}\n${done.err}`).toBe(0);
  const said = [
    /tenant acme with an account admin/,
    /Approval needed/,
    /exit 3\n/,
    /approved step `commit` of run r-/,
    /change-evidence .* succeeded/,
    /chat {2}slack answered 200/,
    /Started `repo-health-audit` in `shop`/,
    /\*\*succeeded\*\*/,
    /dashboard\.html/,
    /approvals\.decide/,
    /acme\.tar/,
    /Nothing was changed\. {2}2 runs/,
    /olga .* by api/,
    /approved by maria/,
    /gives the same result/,
    /the end in .*\/acme\n$/,
  ];
  const places = said.map((each) => done.out.search(each));
  expect(places.indexOf(-1), `${said[places.indexOf(-1)]} in\n${done.out}`).toBe(-1);
  expect(done.out, "no token is shown where files were named").not.toMatch(/\bsdk_/);
}, 180_000);
