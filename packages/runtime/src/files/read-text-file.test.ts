import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "@sdetkit/core";
import { beforeEach, expect, test } from "vitest";
import { loadCatalogue } from "../engine/catalogue.ts";
import { readConfig } from "../engine/open-engine.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { bootstrap } from "../workspace/bootstrap.ts";
import { readTextFile } from "./read-text-file.ts";
import { layoutOf } from "./workspace-layout.ts";

let root: string;
beforeEach(() => {
  root = temporaryFolder();
});

test("a file is read as it is, also an empty one", async () => {
  const path = join(root, "a.yaml");
  for (const text of ["", "grüße: 日本\n"]) {
    writeFileSync(path, text);
    expect(await readTextFile(path)).toBe(text);
  }
});

test("a config that is a pipe or a device is refused and not waited for", async () => {
  const layout = layoutOf(root);
  mkdirSync(join(root, ".sdetkit"));
  execFileSync("mkfifo", [layout.config]);
  await expect(readConfig(layout.config, false)).rejects.toMatchObject({
    code: "config-missing",
    message: expect.stringContaining("regular file"),
    remedy: expect.not.stringContaining("init"),
  });
  await expect(bootstrap(layout)).rejects.toThrow("to be a regular file");
  rmSync(layout.config);
  symlinkSync("/dev/zero", layout.config);
  await expect(readConfig(layout.config, false)).rejects.toMatchObject({ code: "config-missing" });
});

test("a file of gigabytes is refused by the parser without being read", async () => {
  const folder = join(root, "templates");
  mkdirSync(folder);
  const path = join(folder, "huge.yaml");
  writeFileSync(path, "");
  truncateSync(path, 3 * 2 ** 30);
  expect(parseConfig(path, await readTextFile(path))).toMatchObject({ ok: false });
  const { broken } = await loadCatalogue({ workspace: folder, builtin: join(root, "none") });
  expect(broken).toHaveLength(1);
});
