import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { registry } from "../commands/registry.ts";
import { fakeServer } from "../remote/testing/fake-server.ts";
import { runCli } from "../run-cli.ts";
import { testConsole } from "../terminal/testing/test-console.ts";

const SOUND = { ok: true, runs: 0, acts: 8, records: 0, blobs: 0, root: "", problems: [] };

/** Verifies in a shell where `SDETKIT_SERVER` is exported; `files` lie below the folder's `.sdetkit/agent`. */
async function verify(files: readonly string[], words: readonly string[]) {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "cli-options-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const file of files) {
    const path = join(folder, ".sdetkit", "agent", file);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, "");
  }
  const { url, asked, close } = await fakeServer({ "GET /history/verification": () => SOUND });
  onTestFinished(close);
  const env = { NO_COLOR: "1", SDETKIT_SERVER: url, SDETKIT_TOKEN: "t" };
  const console = testConsole({ cwd: folder, env });
  await runCli(["agent", ...words.map((word) => (word === "URL" ? url : word))], console, registry, {
    version: "9.9.9",
    templates: "/none",
  });
  const [first = ""] = console.out().split("\n");
  return { asked: asked.length, first: first.replace(url, "URL").replace(folder, "FOLDER") };
}

const EXPORT = ["history/history.db", "keys/ledger.pub"];

test.each([
  ["nothing else is named", [], ["history", "verify"], 1, "at URL"],
  ["-C names the folder", [], ["history", "verify", "-C", "."], 0, "in FOLDER"],
  ["the folder is an export", EXPORT, ["history", "verify"], 0, "in FOLDER"],
  ["the folder has a ledger of its own", [...EXPORT, "keys/ledger.key"], ["history", "verify"], 1, "at URL"],
  ["--server is given too", EXPORT, ["history", "verify", "-C", ".", "--server", "URL"], 1, "at URL"],
])(
  "with SDETKIT_SERVER, when %s, what is verified is said in the first line",
  async (_, files, words, asked, where) => {
    const found = await verify(files, words);
    expect(found).toEqual({ asked, first: expect.stringContaining(where) });
  },
);

test("doctor --server looks at the folder that -C names", async () => {
  expect(await verify([], ["doctor", "--server", "-C", "."])).toEqual({ asked: 0, first: "A server in FOLDER" });
});
