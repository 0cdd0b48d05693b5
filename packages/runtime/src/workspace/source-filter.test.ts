import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createConfinedFiles } from "../files/confined-files.ts";
import { gitIn } from "../testing/repository.ts";
import { folderFilter, isIgnored, repositoryFilter } from "./source-filter.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(realpathSync(tmpdir()), "source-filter-"));
  mkdirSync(join(root, "deep"));
  writeFileSync(join(root, ".gitignore"), "local.txt\n");
  writeFileSync(join(root, "deep/.gitignore"), "inner.txt\n");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("what a workspace ignores", () => {
  it.each(["by git itself", "by the files of a folder"])(
    "is the same for all who ask at the same time: %s",
    async (how) => {
      if (how === "by git itself") gitIn(root, "init", "-q");
      writeFileSync(join(root, "local.txt"), "mine\n");
      writeFileSync(join(root, "deep/inner.txt"), "mine\n");
      const filter =
        how === "by git itself"
          ? repositoryFilter(root)
          : folderFilter(createConfinedFiles({ workspace: root, output: root }));
      const asked = Array.from({ length: 8 }, () => ["local.txt", "deep/inner.txt", "seen.txt"]).flat();
      const answers = await Promise.all(asked.map(async (path) => [path, await isIgnored(filter, path)]));
      expect(answers.filter(([path, ignored]) => ignored !== (path !== "seen.txt"))).toEqual([]);
    },
  );
});
