import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DEFAULT_CONFIG_TEXT } from "@sdetkit/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sweepTemporary } from "../files/temporary-folder.ts";
import { LEDGER_KEY_FILES, layoutOf } from "../files/workspace-layout.ts";
import { openHistory } from "../history/open-history.ts";
import { bootstrap } from "./bootstrap.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "bootstrap-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a bare folder becomes a workspace; a second time changes nothing", async () => {
  const layout = layoutOf(root);
  const first = await bootstrap(layout);
  expect(first.config).toBe("written");
  expect(first.made).toContain(".sdetkit/agent/keys/ledger.key");
  expect(readFileSync(layout.config, "utf8")).toBe(DEFAULT_CONFIG_TEXT);
  expect(readFileSync(join(root, ".sdetkit", ".gitignore"), "utf8").split("\n")).toEqual(["/agent/", "/server/", ""]);
  expect(await bootstrap(layout)).toEqual({ made: [], config: "default" });
});

test("the key is the owner's alone, whatever the umask", async () => {
  const before = process.umask(0);
  try {
    const layout = layoutOf(root);
    await bootstrap(layout);
    // By name others get to the public key, and to nothing else.
    expect(statSync(layout.keys).mode & 0o777).toBe(0o711);
    expect(statSync(join(layout.keys, LEDGER_KEY_FILES.public)).mode & 0o777).toBe(0o644);
    expect(statSync(join(layout.keys, LEDGER_KEY_FILES.private)).mode & 0o777).toBe(0o600);
  } finally {
    process.umask(before);
  }
});

test("a changed config and a changed .gitignore are left alone, and that is said", async () => {
  const layout = layoutOf(root);
  mkdirSync(join(root, ".sdetkit"));
  writeFileSync(layout.config, "version: 1\n");
  writeFileSync(join(root, ".sdetkit", ".gitignore"), "*\n");
  expect((await bootstrap(layout)).config).toBe("changed");
  expect(readFileSync(layout.config, "utf8")).toBe("version: 1\n");
  expect(readFileSync(join(root, ".sdetkit", ".gitignore"), "utf8")).toBe("*\n");
});

test("many at once make one workspace with one key", async () => {
  const layout = layoutOf(root);
  await Promise.all(Array.from({ length: 8 }, () => bootstrap(layout)));
  expect(readdirSync(layout.keys).filter((name) => name.endsWith(".key"))).toEqual(["ledger.key"]);
});

test("a link in a folder's place is refused, and nothing is written through it", async () => {
  const elsewhere = join(root, "elsewhere");
  mkdirSync(elsewhere);
  symlinkSync(elsewhere, join(root, ".sdetkit"));
  await expect(bootstrap(layoutOf(root))).rejects.toThrow(/expected \.sdetkit to be a folder, found a link/);
  expect(readdirSync(elsewhere)).toEqual([]);
});

test("a link in the config's place is not written through", async () => {
  const layout = layoutOf(root);
  mkdirSync(join(root, ".sdetkit"));
  writeFileSync(join(root, "theirs"), "theirs");
  symlinkSync(join(root, "theirs"), layout.config);
  await bootstrap(layout);
  expect(readFileSync(join(root, "theirs"), "utf8")).toBe("theirs");
});

test("a ledger that lost its key gets no new one", async () => {
  const layout = layoutOf(root);
  await bootstrap(layout);
  openHistory(layout).close();
  rmSync(join(layout.keys, LEDGER_KEY_FILES.private));
  await bootstrap(layout);
  expect(readdirSync(layout.keys)).not.toContain("ledger.key");
});

test.each([
  ".sdetkit/agent/scratch",
  ".sdetkit/agent/demo",
  ".sdetkit/agent/demo/dashboard.html",
  ".sdetkit/agent/dashboards/dashboard.html",
  ".sdetkit/agent/history/tmp",
  ".sdetkit/agent/history/blobs/00",
  ".sdetkit/agent/history/history.db",
  ".sdetkit/agent/keys/tmp",
])("a repository that brings %s along as a link is refused, and what it leads to stays as it is", async (link) => {
  const outside = join(root, "outside");
  mkdirSync(join(outside, "precious"), { recursive: true });
  const workspace = join(root, "workspace");
  mkdirSync(dirname(join(workspace, link)), { recursive: true });
  symlinkSync(outside, join(workspace, link));
  await expect(bootstrap(layoutOf(workspace))).rejects.toMatchObject({ code: "not-a-folder" });
  expect(readdirSync(outside)).toEqual(["precious"]);
});

test("a folder of temporary files is tidied of those alone, and not through a link", () => {
  const outside = join(root, "outside");
  const owned = "4194305-1-00000000";
  for (const name of [owned, "precious"]) mkdirSync(join(outside, name), { recursive: true });
  const base = join(root, "base");
  mkdirSync(base);
  symlinkSync(outside, join(base, "tmp"));
  sweepTemporary(base);
  expect(readdirSync(outside)).toEqual([owned, "precious"]);
  mkdirSync(join(root, "real"));
  renameSync(outside, join(root, "real", "tmp"));
  sweepTemporary(join(root, "real"));
  expect(readdirSync(join(root, "real", "tmp"))).toEqual(["precious"]);
});
