import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Layout, LEDGER_KEY_FILES, layoutOf } from "../files/workspace-layout.ts";
import { openHistory } from "../history/open-history.ts";
import { bootstrap } from "../workspace/bootstrap.ts";
import { judgeDisk } from "./disk-check.ts";
import { type Examined, examine } from "./examine.ts";
import { judgeNode } from "./node-check.ts";

let layout: Layout;
beforeEach(() => {
  layout = layoutOf(mkdtempSync(join(tmpdir(), "doctor-")));
});
afterEach(() => rmSync(layout.root, { recursive: true, force: true }));

async function look(more: { config?: string; path?: string } = {}): Promise<{ [id: string]: Examined }> {
  const env = { PATH: more.path ?? process.env["PATH"] };
  const found = await examine({ layout, config: more.config ?? layout.config, env });
  return Object.fromEntries(found.map((each) => [each.id, each]));
}

test("in a bare folder nothing fails, and what is missing is said", async () => {
  const found = await look();
  expect(Object.values(found).filter(({ status }) => status === "fail")).toEqual([]);
  expect(found["config"]).toMatchObject({ status: "warn", remedy: expect.stringContaining("agent init") });
  expect(found["keys"]?.status).toBe("warn");
});

test("where the workspace's folder cannot be made, that fails: `init` would not help", async () => {
  // A file in place of the root keeps even the superuser from making a folder in it.
  const root = join(layout.root, "file");
  writeFileSync(root, "");
  const whole = layout;
  layout = layoutOf(root);
  const { folders } = await look();
  expect(folders).toMatchObject({
    status: "fail",
    detail: `expected permission to create .sdetkit/ in ${root}, found none`,
  });
  layout = whole;
});

test("a bootstrapped workspace is fine", async () => {
  await bootstrap(layout);
  const { config, keys, folders, history, disk } = await look();
  for (const each of [config, keys, folders, history, disk]) expect(each).toMatchObject({ status: "ok", remedy: null });
});

test("an export is fine without the private key, a workspace that lost it is not", async () => {
  await bootstrap(layout);
  openHistory(layout).close();
  rmSync(join(layout.keys, LEDGER_KEY_FILES.private));
  expect((await look())["keys"]).toMatchObject({ status: "fail", remedy: expect.stringContaining("from a copy") });
  rmSync(layout.runs, { recursive: true });
  expect((await look())["keys"]).toMatchObject({ status: "ok", detail: expect.stringContaining("export") });
});

test("whatever is not fine says how to fix it", async () => {
  await bootstrap(layout);
  writeFileSync(layout.config, "version: 1\npolicy:\n  wirte: []\n");
  chmodSync(join(layout.keys, LEDGER_KEY_FILES.private), 0o644);
  chmodSync(layout.runs, 0o777);
  const { config, keys, folders, git } = await look({ path: "" });
  expect(config).toMatchObject({ status: "fail", detail: expect.stringContaining("line 3, column 3") });
  expect(keys).toMatchObject({ status: "fail", remedy: "run `chmod 600 .sdetkit/agent/keys/ledger.key`" });
  expect(folders).toMatchObject({ status: "fail", remedy: "run `chmod o-w .sdetkit/agent/runs/`" });
  expect(git).toMatchObject({ status: "warn", remedy: expect.stringContaining("install git") });
});

test("an entry of write that no command could be given is told, a single file is not", async () => {
  await bootstrap(layout);
  writeFileSync(join(layout.root, "one"), "");
  symlinkSync("/etc", join(layout.root, "link"));
  const detailOf = async (entry: string) => {
    writeFileSync(layout.config, `version: 1\npolicy:\n  write: [${entry}]\n`);
    return (await look())["config"]?.detail;
  };
  expect(await detailOf("one, new/deep, .")).toBe("valid");
  expect(await detailOf("link/conf")).toContain("names link/conf, and link is a link");
  expect(await detailOf("one/below")).toContain("names one/below, and one is no folder");
});

test("a .git that is a link is reported: commands cannot be run there", async () => {
  symlinkSync("../elsewhere/.git", join(layout.root, ".git"));
  expect((await look())["git"]).toMatchObject({
    status: "warn",
    detail: expect.stringContaining("it is a link, so commands cannot run"),
    remedy: expect.stringContaining("`gitdir: ../elsewhere/.git`"),
  });
});

test("a config that was named has to be there", async () => {
  expect((await look({ config: join(layout.root, "other.yaml") }))["config"]).toMatchObject({ status: "fail" });
});

test("a folder that is a link fails", async () => {
  await bootstrap(layout);
  rmSync(layout.workdir, { recursive: true });
  symlinkSync("/", layout.workdir);
  expect((await look())["folders"]).toMatchObject({ status: "fail", detail: expect.stringContaining("found a link") });
});

test("a ledger without its key fails, and is not told to make a new one", async () => {
  await bootstrap(layout);
  openHistory(layout).close();
  rmSync(join(layout.keys, LEDGER_KEY_FILES.private));
  expect((await look())["keys"]).toMatchObject({ status: "fail", remedy: expect.stringContaining("from a copy") });
});

test("a history that cannot be read fails, and so does no other check", async () => {
  await bootstrap(layout);
  openHistory(layout).close();
  writeFileSync(join(layout.history, "history.db"), "this is no database, and long enough to be looked at as one");
  const { history, keys } = await look();
  expect(history).toMatchObject({ status: "fail", remedy: expect.any(String) });
  expect(keys?.status).toBe("ok");
});

test.each([
  ["24.15.0", "ok"],
  ["24.14.9", "fail"],
  ["22.20.0", "fail"],
  ["25.0.0", "ok"],
])("Node %s is %s", (version, status) => {
  expect(judgeNode(version).status).toBe(status);
});

test.each([
  [10, "fail"],
  [100 * 1024 ** 2, "warn"],
  [5 * 1024 ** 3, "ok"],
])("%i free bytes are %s", (free, status) => {
  expect(judgeDisk(free).status).toBe(status);
});
